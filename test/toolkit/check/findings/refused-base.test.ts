import { expect, test } from '@jest/globals';
import { findCauses } from '../../../../src/toolkit/check/findings/causes.ts';
import type { TestedValue } from '../../../../src/toolkit/check/findings/evidence.ts';
import { Refusals } from '../../../../src/toolkit/check/findings/refusals.ts';
import type { Symptom } from '../../../../src/toolkit/check/findings/symptom.ts';

const refused = (pointer: string, tested: TestedValue, more: Partial<Symptom> = {}): Symptom => ({
  code: 'valid-refused',
  pointer,
  about: undefined,
  tested,
  companions: new Set(),
  operationId: 'createNote',
  shownBy: 'createNote',
  operations: new Set(['createNote']),
  count: 1,
  status: 400,
  ...more,
});
const base = refused('base', { title: 'a valid request', isBase: true });
const edge = refused('edge', { title: 'body/done is false', location: 'body/done', deviation: 'is false' });
const context = { refusals: new Refusals(), diagnosis: undefined, pathOf: (operationId: string) => operationId };

test.each<[what: string, first: Symptom, other: Symptom, causes: string[]]>([
  ['what differs from it in one value', base, edge, ['base']],
  ['its example', base, refused('example', { title: 'milk' }, { code: 'example-status' }), ['base']],
  ['what is refused with another status', base, { ...edge, status: 409 }, ['base', 'edge']],
  ['what another operation refuses', base, { ...edge, operationId: 'addNote' }, ['base', 'edge']],
  ['a response that is wrong', base, { ...edge, code: 'server-error' }, ['base', 'edge']],
  ['an edge, beside another request', refused('other', { title: 'other' }), edge, ['other', 'edge']],
  ['an edge, beside a random request', refused('random', { title: 'random', isRandom: true }), edge, ['edge']],
])('a valid request is refused, and %s', (_what, first, other, causes) => {
  expect(findCauses([first, other], context).map(([main]) => main.pointer)).toEqual(causes);
});

test('a filter has one cause, where a list has what it excludes and lacks what it includes', () => {
  const filtered = (code: Symptom['code'], pointer: string) => refused(pointer, { title: 'a query' }, { code });
  const symptoms = [filtered('not-listed', 'min'), filtered('filter-ignored', 'min'), filtered('not-listed', 'max')];
  const causes = findCauses(symptoms, context).map(([main, also]) => [main.code, main.pointer, also.length]);
  expect(causes).toEqual([
    ['filter-ignored', 'min', 1],
    ['not-listed', 'max', 0],
  ]);
});
