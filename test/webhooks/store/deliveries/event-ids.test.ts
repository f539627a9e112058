import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { EventIds, encodeEventId, idsIn, isUuid } from '../../../../src/webhooks/store/deliveries/event-ids.ts';

const start = Date.parse('2026-11-26T10:00:00.000Z');
const day = 86_400_000;

test('ids are known for 24 hours, whatever their case, and each by all of its digits', () => {
  const ids = new EventIds();
  const id = 'abcdef01-2345-4789-8abc-def012345678';
  expect(ids.has(id, start)).toBe(false);
  ids.add(id.toUpperCase(), start);
  expect([0, day - 1, day].map((after) => ids.has(id, start + after))).toEqual([true, true, false]);
  for (const [index, digit] of [...id].entries()) {
    const other = `${id.slice(0, index)}${digit === '0' ? '1' : '0'}${id.slice(index + 1)}`;
    if (digit !== '-') expect([other, ids.has(other, start)]).toEqual([other, false]);
  }
  ids.add(id, start + day);
  ids.add(id, start);
  expect(ids.has(id, start + day + 1)).toBe(true);
});

test('a hundred thousand ids are known, and again when they are read from what was written', () => {
  const ids = new EventIds();
  const made = Array.from({ length: 100_000 }, (_, index) => [randomUUID(), start + (index % 2) * day] as const);
  for (const [id, seenMs] of made) ids.add(id, seenMs);
  const read = new EventIds();
  for (const text of ids.encode(start + day)) read.decode(text);
  for (const known of [ids, read]) {
    expect(made.filter(([id, seenMs]) => known.has(id, start + day) === (seenMs === start))).toEqual([]);
    expect(known.has(randomUUID(), start)).toBe(false);
  }
});

test('ids that are too old take no memory when others follow', () => {
  const ids = new EventIds();
  for (let days = 0; days < 10; days++) {
    for (let count = 0; count < 10_000; count++) ids.add(randomUUID(), start + 2 * days * day);
  }
  expect(ids.size).toBeLessThan(2 * 10_000 * 2);
});

test('ids that differ in a few digits only are spread over all tables', () => {
  const ids = new EventIds();
  const began = performance.now();
  for (let count = 0; count < 50_000; count++) {
    ids.add(`00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`, start);
  }
  // With one place for all, it would be minutes.
  expect(performance.now() - began).toBeLessThan(5000);
});

test('an id can be written and read by itself', () => {
  const id = randomUUID();
  expect(idsIn(encodeEventId(id, start))).toEqual([id.replaceAll('-', '')]);
  expect([id, id.toUpperCase(), 'none', `${id}0`, id.replaceAll('-', ''), 7].map(isUuid)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
