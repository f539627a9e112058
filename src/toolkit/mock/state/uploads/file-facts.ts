import { createHash } from 'node:crypto';
import { wordsOf } from '../../plausible/words.ts';
import type { StoredFile } from './stored-files.ts';

const sizes = /^((file|content|total) )?(size|length)( (in )?bytes)?$|^(byte size|bytes)$/;
const types = /^((content|mime|media|file) )?type$|^(mimetype|mime|content type)$/;
const fileNames = /^((original|file|display) )*(name|filename)$|^filename$/;
const urls =
  /^((file|download|content|public|image|photo|picture|media|full|original|thumbnail|thumb|preview|cover|avatar) )*(url|uri|href|src|link|location)$/;
const maxDataUrl = 512 * 1024;

/**
 * What a record of a file says about it, by the names of its properties.
 * @param url leads to the file; undefined if nothing in the contract does
 */
export function fileFacts(
  names: readonly string[],
  { bytes, mediaType, name }: StoredFile,
  url: string | undefined,
): Record<string, unknown> {
  const dataUrl = () =>
    bytes.length <= maxDataUrl ? `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}` : undefined;
  const factFor = (words: string): unknown => {
    if (sizes.test(words)) return bytes.length;
    if (types.test(words)) return mediaType;
    if (fileNames.test(words)) return name;
    if (urls.test(words)) return url ?? dataUrl();
    const [, algorithm] = /^(?:hash |checksum )?(md ?5|sha ?1|sha ?256)(?: hash| checksum| sum)?$/.exec(words) ?? [];
    return algorithm && createHash(algorithm.replace(' ', '')).update(bytes).digest('hex');
  };
  return Object.fromEntries(
    names.map((one) => [one, factFor(wordsOf(one))]).filter(([, value]) => value !== undefined),
  );
}
