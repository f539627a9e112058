import { BoundedCache } from '../pattern/bounded-cache.ts';
import { essenceOf, isJson } from './media-type.ts';

/** A media type that a client accepts and a contract declares. */
export interface Acceptable {
  /** As the contract has it: a media type, or a range. */
  readonly declared: string;
  /** What may be sent: the narrower one of both. It is a range where both are. */
  readonly mediaType: string;
}

interface MediaRange {
  /** In lower case, without parameters. */
  readonly essence: string;
  /** Without `q`, and without `charset`: what is sent is UTF-8 in any case. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
  readonly order: number;
}

/**
 * The declared media types that a request accepts, the preferred one first. A parameter that the contract's media type
 * doesn't have says nothing against it.
 * @param accept undefined or empty for everything; then JSON comes first
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-accept
 */
export function acceptableTypes(accept: string | undefined, declared: readonly string[]): Acceptable[] {
  const ranges = rangesOf(accept?.trim() || '*/*');
  const found = declared.flatMap((type, index) =>
    ranges.flatMap((range) => {
      const mediaType = narrower(range, type);
      if (mediaType === undefined || range.quality <= 0 || range !== rangeFor(mediaType, ranges)) return [];
      return [{ declared: type, mediaType, range, rank: rankOf(range), index }];
    }),
  );
  found.sort(
    (a, b) =>
      b.range.quality - a.range.quality ||
      b.rank - a.rank ||
      a.range.order - b.range.order ||
      Number(isJson(b.declared)) - Number(isJson(a.declared)) ||
      a.index - b.index,
  );
  return found.map(({ declared: type, mediaType }) => ({ declared: type, mediaType }));
}

/** The more specific a range is, the more it says of a media type: the wildcards, then the parameters. */
function rankOf({ essence, parameters }: MediaRange): number {
  if (essence === '*/*') return 0;
  return essence.endsWith('/*') ? 1 : 2 + Math.min(parameters.size, 9) / 10;
}

/** The most specific range that covers a media type: it says the quality. */
function rangeFor(mediaType: string, ranges: readonly MediaRange[]): MediaRange | undefined {
  let best: MediaRange | undefined;
  for (const range of ranges)
    if (narrower(range, mediaType) === mediaType && (!best || rankOf(range) > rankOf(best))) best = range;
  return best;
}

/** What is in both a range of the client and a declared media type or range; undefined if nothing is. */
function narrower({ essence, parameters }: MediaRange, declared: string): string | undefined {
  const own = essenceOf(declared);
  if (!covers(essence, own)) return covers(own, essence) ? essence : undefined;
  const given = parametersOf(declared);
  const differs = [...parameters].some(([name, value]) => given.has(name) && given.get(name) !== value);
  return differs ? undefined : declared;
}

/** @param wide a media type or a range, as `narrow` is */
function covers(wide: string, narrow: string): boolean {
  if (wide === '*/*' || wide === narrow) return true;
  return wide.endsWith('/*') && narrow.startsWith(wide.slice(0, -1));
}

/** Commas and semicolons may stand in quoted texts. */
const parts = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g;
const pieces = /(?:[^;"]|"(?:\\.|[^"\\])*"?)+/g;

/** Clients send few such headers, again and again. */
const known = new BoundedCache<readonly MediaRange[]>(100);
const maxKnownLength = 200;

function rangesOf(accept: string): readonly MediaRange[] {
  if (accept.length > maxKnownLength) return parseAccept(accept);
  return known.get(accept) ?? known.add(accept, parseAccept(accept));
}

function parseAccept(accept: string): MediaRange[] {
  return (accept.match(parts) ?? []).flatMap((part, order) => {
    const essence = essenceOf(part);
    if (!/^[^\s/]+\/[^\s/]+$/.test(essence)) return [];
    const { q = '1', charset: _, ...parameters } = Object.fromEntries(parametersOf(part));
    const quality = Number(q);
    return [
      {
        essence,
        parameters: new Map(Object.entries(parameters)),
        quality: Number.isNaN(quality) ? 1 : quality,
        order,
      },
    ];
  });
}

function parametersOf(mediaType: string): Map<string, string> {
  const [, ...given] = mediaType.match(pieces) ?? [];
  return new Map(
    given.map((piece): [string, string] => {
      const [name = '', value = ''] = piece.split(/=(.*)/s);
      return [
        name.trim().toLowerCase(),
        value
          .trim()
          .replace(/^"(.*)"$/s, '$1')
          .toLowerCase(),
      ];
    }),
  );
}
