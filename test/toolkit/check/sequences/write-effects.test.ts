import { expect, test } from '@jest/globals';
import type { Exchange } from '../../../../src/toolkit/check/plan/exchange.ts';
import type { Fields } from '../../../../src/toolkit/check/plan/fields.ts';
import type { RecordView } from '../../../../src/toolkit/check/sequences/record-view.ts';
import type { ReadRecord, ResourceRun } from '../../../../src/toolkit/check/sequences/resource-run.ts';
import { WriteEffects } from '../../../../src/toolkit/check/sequences/write-effects.ts';

const agreementOf = (_name: string, wanted: unknown, got: unknown) => (wanted === got ? 'same' : 'different');
const view = { agreementOf, place: { schemaPointer: '#' } } as unknown as RecordView;

/** What is written, what was there before, and what is read. */
type Write = readonly [sent: Fields, before: Fields, read: Fields, names?: string[]];

function reportOf(writes: readonly Write[]) {
  const reports: unknown[] = [];
  const report = (_code: string, message: string, _pointer: string, read: unknown, [written]: Exchange[]) =>
    reports.push([message.slice('reads the record as it was before: '.length), read, written?.request.body?.length]);
  const effects = new WriteEffects();
  for (const [index, [sent, before, fields, names]] of writes.entries()) {
    const written = { request: { body: JSON.stringify(sent) } } as unknown as Exchange;
    effects.note(view, written, sent, before, { fields, exchange: index } as unknown as ReadRecord, names);
  }
  effects.report({ session: { report } } as unknown as ResourceRun, view, 'reads');
  return reports;
}

const before = { a: 1, b: 1 };

test.each<[what: string, writes: Write[], wanted: unknown[]]>([
  ['all fields', [[{ a: 2, b: 2 }, before, before]], [['nothing is stored of a, b', 0, 13]]],
  [
    'one field at a time',
    [
      [{ b: 222 }, before, before],
      [{ a: 2 }, before, before],
    ],
    [['nothing is stored of b, a', 1, 7]],
  ],
  ['a single field', [[{ a: 2 }, before, before]], []],
  ['one field of two', [[{ a: 2, b: 2 }, before, { a: 1, b: 2 }]], []],
  [
    'two fields, but a third',
    [
      [{ a: 2, b: 2 }, before, before],
      [{ c: 2 }, before, { ...before, c: 2 }],
    ],
    [],
  ],
  ['what was there', [[before, before, before]], []],
  ['one field, beside what was there', [[{ a: 2, b: 1 }, before, before]], []],
  [
    'two fields, after what was there',
    [
      [{ a: 1 }, before, before],
      [{ a: 2, b: 2 }, before, before],
    ],
    [['nothing is stored of a, b', 1, 13]],
  ],
  [
    'long names',
    [[{ a: 2 }, before, before, ['x'.repeat(999), 'y']]],
    [[`nothing is stored of ${'x'.repeat(544)}`, 0, 7]],
  ],
  [
    'what has names of its own',
    [
      [{ attributes: 2 }, { attributes: 1 }, { attributes: 1 }, ['x']],
      [{ attributes: 3 }, { attributes: 1 }, { attributes: 1 }, ['y']],
    ],
    [['nothing is stored of x, y', 0, 16]],
  ],
])('of writes that store nothing of %s is told what was lost', (_what, writes, wanted) => {
  expect(reportOf(writes)).toEqual(wanted);
});
