/**
 * JSON pointers in the URI fragment form that `$ref` uses: `#/paths/~1pets/get`.
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */

export function escapeToken(token: string | number): string {
  const text = String(token);
  return /[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text;
}

export function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}

/** The pointer with more tokens. */
export function joinPointer(pointer: string, ...tokens: (string | number)[]): string {
  return tokens.reduce<string>((joined, token) => `${joined}/${escapeToken(token)}`, pointer);
}

export function pointerTokens(pointer: string): string[] {
  const [, ...tokens] = pointer.replace(/^#/, '').split('/');
  return tokens.map(unescapeToken);
}

/** The value at a pointer into `root`; undefined if there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const token of pointerTokens(pointer)) {
    const key = findKey(value, token);
    if (key === undefined) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/**
 * A copy of `root` with another value at a path; undefined removes the property or item. `root` itself where nothing
 * changes: the parent does not exist, or a list has no such item.
 */
export function replaceAt(root: unknown, [token, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (token === undefined) return value;
  if (typeof root !== 'object' || root === null) return root;
  const owner = root as Readonly<Record<string | number, unknown>>;
  const has = Object.hasOwn(owner, token);
  if (!has && (Array.isArray(root) || value === undefined || rest.length > 0)) return root;
  const inner = replaceAt(owner[token], rest, value);
  if (has && inner === owner[token]) return root;
  const copy = (Array.isArray(root) ? [...root] : { ...owner }) as Record<string | number, unknown>;
  if (inner === undefined) delete copy[token];
  else copy[token] = inner;
  return copy;
}

/** The tokens of a pointer into `root`, with those for the items of a list as numbers. */
export function tokensIn(root: unknown, pointer: string): (string | number)[] {
  let owner: unknown = root;
  return pointerTokens(pointer).map((token) => {
    const key = Array.isArray(owner) ? Number(token) : token;
    owner = (owner as Record<string | number, unknown> | null | undefined)?.[key];
    return key;
  });
}

/** The pointer with keys as they are written in `root`. A `$ref` may have them percent-encoded. */
export function canonicalPointer(root: unknown, pointer: string): string {
  let value = root;
  let canonical = '#';
  for (const token of pointerTokens(pointer)) {
    const key = findKey(value, token) ?? token;
    value = (value as Record<string, unknown> | null | undefined)?.[key];
    canonical = joinPointer(canonical, key);
  }
  return canonical;
}

/** A key that equals the token is preferred to one that equals the decoded token. */
function findKey(value: unknown, token: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, token)) return token;
  const decoded = unescapeToken(decodePercent(token));
  return Object.hasOwn(value, decoded) ? decoded : undefined;
}

/** Decodes percent-encoding; the token itself if it is malformed. */
export function decodePercent(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    // A URIError: a percent sign that no two hexadecimal digits follow.
    return token;
  }
}
