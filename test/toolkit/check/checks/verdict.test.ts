/** Refusals of valid requests that are taken for what they are: of an id that names nothing. */
import { expect, test } from '@jest/globals';
import { verdict } from '../../../../src/toolkit/check/checks/verdict.ts';

const declared = ['201', '400', '404', '406', '422'];

/** @param more what the server responds with: a status, a text */
function judge(body: object, status: number, text = ''): string[] {
  const responses = {
    declared: (one: number) => (declared.includes(String(one)) ? {} : undefined),
    declares: (one: number) => declared.includes(String(one)),
  };
  const operation = { responses, operation: { node: { responses: { 201: {} } }, security: [] }, maker: {} };
  const testCase = {
    operation,
    expectation: { kind: 'accepted' },
    location: 'query/page',
    parts: { parameters: new Map(), body },
  };
  const received = { status, headers: {}, bytes: Buffer.from(text) };
  return verdict({ case: testCase, received, hasRecord: true } as never).map(({ code }) => code);
}
const refused = ['valid-refused'];
const id = { reviewer_id: 1 };

test.each<[body: object, status: number, text: string, codes: string[]]>([
  [id, 404, '', []],
  [{ reviewerIds: [1] }, 404, '', []],
  [{ reviewer: { id: 1 } }, 404, '', []],
  [{ reviewers: [{ id: 1 }] }, 404, '', []],
  [{ lines: [{ reviewer: { _id: 1 } }] }, 404, '', []],
  [{ lines: [{ reviewerId: 1 }] }, 404, '', []],
  [id, 410, '', refused],
  // A record may say its own id.
  [{ id: 1, _id: 1, paid: true, name: 'x' }, 404, '', refused],
  [[{ id: 1 }], 404, '', refused],
  [{ data: { type: 'book', id: '1' } }, 404, '', refused],
  [{ data: { relationships: { reviewer: { data: { id: '1' } } } } }, 404, '', []],
  [{ reviewer_id: { name: 'x' } }, 404, '', refused],
  [{ reviewer_ids: [{ name: 'x' }] }, 404, '', refused],
  [id, 400, 'no such reviewer', []],
  [id, 422, 'reviewer not found', []],
  [id, 422, 'must not be found', []],
  [id, 422, "it doesn't exist", []],
  [id, 422, 'it does not exist', []],
  [id, 422, 'non-existent', []],
  [id, 422, 'has to be that of an existing reviewer', []],
  [id, 422, 'invalid reference', []],
  [id, 422, 'invalid id', []],
  [id, 422, 'invalid ideas', refused],
  [id, 422, 'too short', refused],
  [{ name: 'x' }, 422, 'reviewer not found', refused],
  [id, 406, 'not found', refused],
])('%j is refused with %i %s', (body, status, text, codes) => {
  expect(judge(body, status, text)).toEqual(codes);
});

test('a refusal that the contract does not declare is reported', () => {
  const before = declared.splice(declared.indexOf('404'), 1);
  expect(judge(id, 404)).toEqual(refused);
  declared.push(...before);
});

test.each<[body: unknown, codes: string[]]>([
  [{ data: [{ code: 'AB1\n' }] }, ['invalid-accepted']],
  ['AB1\n', ['invalid-accepted']],
  [{ code: 'AB1' }, []],
  [{ id: 1 }, []],
  [undefined, []],
])('a text that may have been trimmed was accepted as invalid only if it is shown: %j', (body, codes) => {
  const expectation = { kind: 'refused', unlessTrimmed: 'AB1\n' };
  const judged = verdict({ case: { expectation, title: '' }, received: { status: 201, headers: {} }, body } as never);
  expect(judged.map(({ code }) => code)).toEqual(codes);
});
