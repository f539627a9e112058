/** What a header's text may stand for, by its schema. @see https://spec.openapis.org/oas/v3.1.1.html#header-object */
export function readingsOfHeader(value: unknown, types: ReadonlySet<string>): unknown[] {
  // One that came several times.
  if (Array.isArray(value) && !types.has('array'))
    return value.slice(0, 1).flatMap((one) => readingsOfHeader(one, types));
  const texts = types.has('array') && typeof value === 'string' ? value.split(/ *, */) : value;
  if (Array.isArray(texts)) return [texts, texts.map((text) => numberIn(text))];
  if (typeof value !== 'string') return [value];
  if ((types.has('integer') || types.has('number')) && numberIn(value) !== value) return [numberIn(value)];
  if (types.has('boolean') && /^(true|false)$/.test(value)) return [value === 'true'];
  return [value];
}

function numberIn(text: unknown): unknown {
  return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
