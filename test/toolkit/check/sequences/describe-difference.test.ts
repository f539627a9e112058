import { expect, test } from '@jest/globals';
import { describeDifference } from '../../../../src/toolkit/check/sequences/record-view.ts';

const a = (count: number) => 'a'.repeat(count);

test.each<[got: unknown, wanted: unknown, gotShown: string, wantedShown: string]>([
  [1, '1', '1', '"1"'],
  [undefined, { b: 1 }, 'nothing', '{"b":1}'],
  [`${a(45)}b`, `${a(45)}c`, `"${a(45)}b"`, `"${a(45)}c"`],
  ['b', a(61), '"b"', `"${a(60)}"… (61 characters)`],
  [`${a(30)}b`, a(61), `"${a(30)}b"`, `"${a(60)}"… (61 characters)`],
  [`${a(31)}b`, a(61), `"…${a(20)}b"`, `"…${a(50)}"… (61 characters)`],
  [`${a(99)}b`, `${a(99)}c`, `"…${a(20)}b"… (100 characters)`, `"…${a(20)}c"… (100 characters)`],
  // One begins with the other.
  [a(80), a(90), `"${a(60)}"… (80 characters)`, `"${a(60)}"… (90 characters)`],
  [
    `${'😀'.repeat(99)}b`,
    '😀'.repeat(99),
    `"…${'😀'.repeat(20)}b"… (100 characters)`,
    `"…${'😀'.repeat(20)}"… (99 characters)`,
  ],
])('%j where %j was written is shown as %s where %s', (got, wanted, gotShown, wantedShown) => {
  expect(describeDifference({ property: 'x', pointer: '#', isNormalised: false, got, wanted })).toBe(
    `x ${gotShown} where ${wantedShown} was written`,
  );
});
