import { parseJsonText } from '../document/json-text.ts';
import { isMalformed } from '../document/malformed.ts';

/** {@link parsedCompound}, which is called when the first branch asks. */
export type ParseOnce = () => unknown;

export function parserOf(written: unknown): ParseOnce {
  let known: { readonly parsed: unknown } | undefined;
  return () => {
    known ??= { parsed: typeof written === 'string' ? parsedCompound(written) : undefined };
    return known.parsed;
  };
}

/** @returns undefined if it isn't a JSON list or object */
export function parsedCompound(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!isMalformed(error)) throw error;
    return undefined;
  }
}
