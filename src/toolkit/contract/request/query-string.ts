type Values = Record<string, unknown>;

/** What a query string says: each name's values, percent-encoded, in their order. */
export type Query = Map<string, string[]>;

/** @see https://url.spec.whatwg.org/#urlencoded-parsing */
export function parseQuery(text: string): Query {
  const query: Query = new Map();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeLeniently(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : pair.slice(equals + 1);
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return query;
}

/** @throws {URIError} where the percent-encoding is broken */
export function decodeFormText(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

export function decodeLeniently(text: string): string {
  try {
    return decodeFormText(text);
  } catch {
    return text;
  }
}

/** `?filter[from]=1&filter[to][unit]=day`. */
export function takeDeepObject(name: string, lists: ReadonlySet<string>, query: Query): unknown {
  let found: Values | undefined;
  for (const [key, values] of query) {
    if (!key.startsWith(`${name}[`) || !key.endsWith(']')) continue;
    query.delete(key);
    const keys = key.slice(name.length + 1, -1).split('][');
    found ??= Object.create(null) as Values;
    let target = found;
    for (const part of keys.slice(0, -1)) {
      const inner = target[part];
      if (inner !== undefined && (typeof inner !== 'object' || Array.isArray(inner)))
        throw new SyntaxError('two shapes');
      if (inner === undefined) target[part] = Object.create(null);
      target = target[part] as Values;
    }
    const last = keys.at(-1) as string;
    const decoded = values.map(decodeFormText);
    target[last] = decoded.length === 1 && !(keys.length === 1 && lists.has(last)) ? decoded[0] : decoded;
  }
  return found;
}

export function takeProperties(
  properties: readonly string[],
  lists: ReadonlySet<string>,
  open: boolean,
  query: Query,
): unknown {
  const names = open ? [...query.keys()] : properties.filter((name) => query.has(name));
  if (names.length === 0) return undefined;
  const taken = names.map((name) => {
    const values = (query.get(name) as string[]).map(decodeFormText);
    if (!open) query.delete(name);
    return [name, values.length === 1 && !lists.has(name) ? values[0] : values];
  });
  return Object.fromEntries(taken);
}
