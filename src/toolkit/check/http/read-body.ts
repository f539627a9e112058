import { parseExactly } from '../../contract/document/exact-json.ts';
import { isJson, isText } from '../../contract/document/media-type.ts';
import type { ReceivedResponse } from './response-collector.ts';

export interface ReadBody {
  readonly mediaType: string | undefined;
  /** A JSON value, a text or bytes, as the media type has it; undefined if there is none. */
  readonly body: unknown;
  /** Why the body is not what its media type says. */
  readonly unreadable: string | undefined;
}

export function readBody({ headers, bytes, undecoded }: ReceivedResponse): ReadBody {
  const [mediaType] = [headers['content-type']].flat();
  if (undecoded !== undefined) return { mediaType, body: undefined, unreadable: undecoded };
  const readable = { mediaType, unreadable: undefined };
  if (mediaType === undefined || !isJson(mediaType)) {
    // A text or a file may be empty. Without a media type, no bytes are no body.
    const hasBody = bytes.length > 0 || mediaType !== undefined;
    return { ...readable, body: hasBody ? (isText(mediaType ?? '') ? bytes.toString() : bytes) : undefined };
  }
  if (bytes.length === 0) return { ...readable, body: undefined };
  try {
    return { ...readable, body: parseExactly(bytes.toString()) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { mediaType, body: undefined, unreadable: `a body that is not JSON: ${error.message}` };
  }
}
