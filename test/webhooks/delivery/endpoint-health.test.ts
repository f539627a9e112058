import { expect, test } from '@jest/globals';
import type { DisablingRule, Outcome } from '../../../src/webhooks/delivery/delivery-queue.ts';
import { type EndpointHealth, updateHealth } from '../../../src/webhooks/delivery/endpoint-health.ts';

const on = '2026-11-26T10:00:00.900Z';
const well: EndpointHealth = {
  LastTrigger: null,
  LastError: null,
  ErrorCount: 3,
  failures: 0,
  failingSince: undefined,
};
const failing: EndpointHealth = {
  LastTrigger: '2026-11-26T09:59:00Z',
  LastError: 'before',
  ErrorCount: 12,
  failures: 9,
  failingSince: '2026-11-26T09:45:00.900Z',
};
const rule: DisablingRule = { after: 10, spanMs: 15 * 60_000 };
type Given = Pick<Outcome, 'attempt' | 'next' | 'isGone'>;
const failed: Given = { attempt: { on, durationMs: 0, error: 'status 500' }, next: { retryInMs: 5000 } };
const succeeded: Given = { attempt: { on, durationMs: 0, status: 200 }, next: 'succeeded' };

test.each<
  [
    name: string,
    current: EndpointHealth,
    outcome: Given,
    rule: DisablingRule,
    health: Partial<EndpointHealth>,
    disabled: 'gone' | 'failures' | undefined,
  ]
>([
  [
    'the first failure',
    well,
    failed,
    rule,
    { LastTrigger: '2026-11-26T10:00:00Z', LastError: 'status 500', ErrorCount: 4, failures: 1, failingSince: on },
    undefined,
  ],
  ['enough failures, long enough', failing, failed, rule, { ErrorCount: 13, failures: 10 }, 'failures'],
  ['the last failure of a delivery', failing, { ...failed, next: 'failed' }, rule, { failures: 10 }, 'failures'],
  ['one failure too few', { ...failing, failures: 8 }, failed, rule, { failures: 9 }, undefined],
  ['a millisecond too short', { ...failing, failingSince: '2026-11-26T09:45:00.901Z' }, failed, rule, {}, undefined],
  [
    'the duration of the attempt counts',
    { ...failing, failingSince: '2026-11-26T09:45:00.901Z' },
    { ...failed, attempt: { ...failed.attempt, durationMs: 1 } },
    rule,
    {},
    'failures',
  ],
  ['never, with 0', { ...failing, failures: 1000 }, failed, { after: 0, spanMs: 0 }, { failures: 1001 }, undefined],
  ['at once, without a span', well, failed, { after: 1, spanMs: 0 }, { failures: 1 }, 'failures'],
  [
    'a success',
    failing,
    succeeded,
    rule,
    { ErrorCount: 12, LastError: 'before', failures: 0, failingSince: undefined },
    undefined,
  ],
  ['a receiver that is gone', well, { ...failed, next: 'failed', isGone: true }, rule, { failures: 1 }, 'gone'],
  ['gone, with 0', well, { ...failed, isGone: true }, { after: 0, spanMs: 0 }, {}, 'gone'],
  [
    'an earlier attempt that is recorded later',
    { ...well, LastTrigger: '2026-11-26T10:00:05Z' },
    succeeded,
    rule,
    { LastTrigger: '2026-11-26T10:00:05Z' },
    undefined,
  ],
  [
    'a failure without a reason',
    well,
    { ...failed, attempt: { on, durationMs: 0 } },
    rule,
    { LastError: 'the attempt failed' },
    undefined,
  ],
])('what an attempt means: %s', (_name, current, outcome, given, health, disabled) => {
  const updated = updateHealth(current, outcome, given);
  expect(updated.health).toMatchObject(health);
  expect(updated.disabled).toBe(disabled);
});
