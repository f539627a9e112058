/** JSON of a megabyte that takes long to validate by one schema or another. */
const limit = 1024 * 1024;

export const filled = (item: string, open = '[', close = ']') =>
  open +
  Array(Math.floor((limit - 2) / (item.length + 1)))
    .fill(item)
    .join() +
  close;
function wideObject(value: string): string {
  const written: string[] = [];
  for (let size = 2, index = 0; ; index++) {
    const property = `"${index.toString(36)}":${value}`;
    size += property.length + 1;
    if (size > limit) return `{${written.join()}}`;
    written.push(property);
  }
}
const nested = (open: string, inner: string, close: string, depth: number) =>
  open.repeat(depth) + inner + close.repeat(depth);
export const hostileBodies: readonly (readonly [name: string, make: () => string])[] = [
  ['numbers', () => filled('1')],
  ['empty objects', () => filled('{}')],
  ['empty lists', () => filled('[]')],
  ['empty texts', () => filled('""')],
  ['objects', () => filled('{"a":{"a":1,"b":[1]},"b":"a"}')],
  ['objects with a last one that differs', () => filled('{"a":1,"b":"aa"}').replace(/\{"a":1,"b":"aa"\}\]$/, 'null]')],
  ['different objects', () => `[${Array.from({ length: 60_000 }, (_, index) => `{"a":${index}}`).join()}]`],
  ['a wide object', () => wideObject('1')],
  ['a wide object of lists', () => wideObject('[1]')],
  ['deep lists', () => nested('[', '1', ']', 990)],
  ['deep objects', () => nested('{"a":', '1', '}', 990)],
  ['deep objects in a list', () => filled(nested('{"a":', '1', '}', 30))],
  ['lists of lists of lists', () => filled(filled('1').slice(0, 2000).replace(/,?$/, ']'))],
  ['a long text', () => JSON.stringify(`${'a'.repeat(limit - 3)}!`)],
  ['long texts', () => filled(JSON.stringify(`${'a'.repeat(20_000)}!`))],
  ['blanks', () => JSON.stringify(' '.repeat(limit - 2))],
  ['long numbers', () => filled('9'.repeat(300))],
  [
    'a property that is large',
    () =>
      `{"a":${filled('{"a":1}')
        .slice(0, limit - 20)
        .replace(/,[^,]*$/, ']')},"b":1}`,
  ],
];
