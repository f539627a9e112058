/**
 * Three values of the kind of one that a server has made, each another one than the one before; none if its kind isn't known.
 * @param choices the only ones that there are, if any
 */
export function otherValuesOf(value: unknown, choices: readonly unknown[] = []): readonly unknown[] {
  const other = choices.find((one) => one !== value);
  if (choices.length > 0) return other === undefined ? [] : [other, value, other];
  if (typeof value === 'boolean') return [!value, value, !value];
  if (typeof value === 'number')
    return Number.isFinite(value) ? [value + 700_001, value + 800_003, value + 900_007] : [];
  if (typeof value !== 'string') return [];
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(T.*)?$/i.exec(value) ?? [];
  if (day !== undefined)
    return ['2001-02-03', '2002-03-04', '2003-04-05'].map((one) => (time === undefined ? one : `${one}T06:07:08Z`));
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value))
    return [
      '5e0b1f8c-3c1d-4a6e-9b57-2f6a1d0c4e83',
      'a94d7c20-61f5-4b3a-8e19-7d25c0b8f36e',
      'c3f81b07-9d42-4e65-a1b8-50e7d96f2c14',
    ];
  return [`${value}x`, `${value}y`, `${value}z`];
}
