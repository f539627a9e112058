import { expect, test } from '@jest/globals';
import { validationClock } from '../../../../src/toolkit/contract/schema/limits/validation-clock.ts';
import { setAside } from '../../../../src/toolkit/contract/schema/stand-ins.ts';

const large = 9007199254740993n;

test('files, bytes and BigInts are replaced, and restored', () => {
  const file = new File(['äb'], 'a');
  const value = { file, list: [large, { bytes: Buffer.from('abc') }], text: 'x' };
  const held = setAside(value);
  expect(held.value).toEqual({ file: '\0'.repeat(3), list: [Number(large), { bytes: '\0'.repeat(3) }], text: 'x' });
  expect(held.textOf(Number(large))).toBe('9007199254740993');
  expect(held.putBack()).toEqual({ file, list: [large, { bytes: Buffer.from('abc') }], text: 'x' });
});

test('a value as a whole is replaced, and restored', () => {
  const held = setAside(large);
  expect(held.value).toBe(Number(large));
  expect(held.putBack()).toBe(large);
});

test('the time grows with the number of BigInts, not with its square', () => {
  const list = Array.from({ length: 200_000 }, () => ({ n: large }));
  const held = setAside(list);
  expect(list.at(-1)).toEqual({ n: Number(large) });
  held.putBack();
  expect(list.at(-1)).toEqual({ n: large });
});

test('a search within a validation can be stopped', () => {
  const list = Array.from({ length: 2_000_000 }, () => 1);
  expect(() => validationClock.run(1, () => setAside(list))).toThrow('the validation was stopped: time');
});
