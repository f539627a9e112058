import { expect, test } from '@jest/globals';
import { FindingCollector } from '../../../../src/toolkit/check/findings/finding-collector.ts';
import { Secrets } from '../../../../src/toolkit/check/http/secrets.ts';
import { contractOf } from '../with-server.ts';

const contract = await contractOf({ '/it': { get: { operationId: 'read', responses: { 200: { description: '' } } } } });
const defect = { code: 'server-error', message: 'fails', pointer: '#/paths/~1it/get' } as const;

/** The lengths of the paths and of the body of the response. */
type Lengths = readonly [target: number, before: number, received: number];

function stepOf(target: number, received: number) {
  return {
    operationId: 'read',
    request: { method: 'GET', target: `/${'x'.repeat(target)}`, headers: {}, value: undefined, body: undefined },
    received: { status: 500, headers: {}, bytes: Buffer.from('x'.repeat(received)) },
  };
}

async function shownOf(all: readonly Lengths[]) {
  const collector = new FindingCollector(new Secrets());
  for (const [target, before, received] of all)
    collector.add(defect, { ...stepOf(target, received), before: [stepOf(before, 0)] });
  const { findings } = await collector.findings(contract, 'http://a.example');
  const [{ steps = [], count = 0 } = {}] = findings;
  const lengths = [
    ...steps.toReversed().map(({ request }) => new URL(request.url).pathname.length - 1),
    steps.at(-1)?.response?.body.length,
  ];
  return [count, ...lengths];
}

test.each<[what: string, one: Lengths, other: Lengths]>([
  ['with a shorter request, whatever was before', [1, 9, 9], [2, 1, 1]],
  ['of the same request, with shorter ones before', [1, 1, 1], [1, 2, 1]],
  ['of the same requests, with a shorter response', [1, 1, 1], [1, 1, 2]],
])('a finding shows the exchange %s', async (_what, shown, other) => {
  expect(await shownOf([shown, other])).toEqual([2, ...shown]);
  expect(await shownOf([other, shown])).toEqual([2, ...shown]);
});
