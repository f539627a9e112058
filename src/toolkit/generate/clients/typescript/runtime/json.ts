type Context = { readonly source?: string };

/** JSON whose integers beyond 2^53 are BigInts, where the engine shows their digits; older ones round them. */
export function parseJson(text: string, hasLongIntegers: boolean | undefined): unknown {
  if (!hasLongIntegers || !/\d{16}/.test(text)) return JSON.parse(text);
  const revive = (_key: string, value: unknown, context?: Context): unknown =>
    Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d{1,1000}$/.test(context?.source ?? '')
      ? BigInt(context?.source as string)
      : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}

/** @throws {TypeError} for a BigInt that the engine can't write */
export function writeJson(value: unknown): string {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };
  return JSON.stringify(value, (_key, inner) => {
    if (typeof inner !== 'bigint') return inner;
    const number = Number(inner);
    if (Number.isSafeInteger(number)) return number;
    if (rawJSON === undefined) throw new TypeError(`this engine can't write ${inner} as JSON`);
    return rawJSON(String(inner));
  });
}
