/**
 * JSON pointers in the URI fragment form that `$ref` uses: `#/paths/~1pets/get`.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */

export function escapeToken(token: string | number): string {
  const text = String(token);
  return /[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text;
}

export function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The pointer to what lies at `tokens` below `pointer`. */
export function joinPointer(pointer: string, ...tokens: (string | number)[]): string {
  return tokens.reduce<string>((joined, token) => `${joined}/${escapeToken(token)}`, pointer);
}

/** The tokens of a pointer; percent-encoding, which is allowed in a fragment, is undone where it is well formed. */
export function pointerTokens(pointer: string): string[] {
  const [, ...tokens] = pointer.replace(/^#/, '').split('/');
  return tokens.map((token) => unescapeToken(decodePercent(token)));
}

/** What the pointer leads to inside `root`, or undefined where it leads nowhere. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const token of pointerTokens(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return value;
}

function decodePercent(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}
