import { expect, test } from '@jest/globals';
import { FailureCounter } from '../../../src/webhooks/auth/failure-counter.ts';
import { SignInDelay } from '../../../src/webhooks/auth/sign-in-delay.ts';

const ann = 'ann@example.com';

/** A delay with a clock that only the test moves, in seconds. */
function start() {
  let seconds = 1000;
  const delay = new SignInDelay(() => seconds * 1000);
  const fail = (user: string, network: string) => {
    const wait = delay.waitFor(user, network);
    if (wait === 0) delay.attempted(user, network);
    return wait;
  };
  const succeed = (user: string, network: string) => {
    const wait = delay.waitFor(user, network);
    if (wait > 0) return wait;
    delay.attempted(user, network);
    delay.succeeded(user, network);
    return 0;
  };
  const pass = (more: number) => {
    seconds += more;
  };
  const failIn = (user: string, list: readonly string[]) => {
    for (const network of list) fail(user, network);
  };
  const failAs = (list: readonly string[], network: string) => {
    for (const user of list) fail(user, network);
  };
  return { delay, fail, failIn, failAs, succeed, pass };
}

const networks = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `network ${from + index}`);

test('of a user from one network three failures are free, then the wait doubles, up to 15 minutes, for an hour', () => {
  const { delay, fail, pass } = start();
  const waits = Array.from({ length: 14 }, () => {
    pass(delay.waitFor(ann, 'x'));
    fail(ann, 'x');
    return delay.waitFor(ann, 'x');
  });
  expect(waits).toEqual([0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  pass(1800);
  expect(delay.waitFor(ann, 'x')).toBe(0);
  fail(ann, 'x');
  expect(delay.waitFor(ann, 'x')).toBe(0);
});

test.each<[string, (attack: ReturnType<typeof start>) => void, [user: string, network: string], number]>([
  ['nothing', () => {}, [ann, 'new'], 0],
  ['4 failures elsewhere', ({ failIn }) => failIn(ann, Array(4).fill('x')), [ann, 'new'], 0],
  ['20 failures of other users from the network', ({ failAs }) => failAs(networks(20), 'office'), [ann, 'office'], 0],
  ['21 failures of other users from the network', ({ failAs }) => failAs(networks(21), 'office'), [ann, 'office'], 2],
  [
    'the same, where she signed in before',
    ({ failAs, succeed }) => {
      succeed(ann, 'office');
      failAs(networks(21), 'office');
    },
    [ann, 'office'],
    0,
  ],
  ['99 failures from as many networks, at a new one', ({ failIn }) => failIn(ann, networks(99)), [ann, 'new'], 0],
  [
    '20 failures from as many networks, at one that failed',
    ({ failIn }) => failIn(ann, networks(20)),
    [ann, 'network 7'],
    900,
  ],
  ['100 failures from as many networks, at a new one', ({ failIn }) => failIn(ann, networks(100)), [ann, 'new'], 5],
  [
    'the same, at one where she signed in before',
    ({ failIn, succeed }) => {
      succeed(ann, 'home');
      failIn(ann, networks(100));
    },
    [ann, 'home'],
    0,
  ],
  [
    'the same, when she had signed in at a new one first',
    ({ failIn, fail, succeed }) => {
      failIn(ann, networks(99));
      succeed(ann, 'home');
      fail(ann, 'one more');
    },
    [ann, 'home'],
    0,
  ],
  [
    '30 failures of those who signed in there before',
    ({ fail, succeed }) => {
      for (const other of networks(30)) {
        succeed(other, 'office');
        fail(other, 'office');
      }
    },
    [ann, 'office'],
    0,
  ],
  [
    '21 failures of other users from the network, of which one is right then',
    ({ failAs, succeed, pass }) => {
      failAs(networks(21), 'office');
      pass(2);
      succeed('bob@example.com', 'office');
      failAs(['one more'], 'office');
    },
    [ann, 'office'],
    4,
  ],
  [
    '100 failures, and an hour',
    ({ failIn, pass }) => {
      failIn(ann, networks(100));
      pass(3600);
    },
    [ann, 'network 7'],
    0,
  ],
  ['100 failures of another user', ({ failIn }) => failIn('bob@example.com', networks(100)), [ann, 'network 7'], 0],
])('after %s', (_name, attack, [user, network], wanted) => {
  const service = start();
  attack(service);
  expect(service.delay.waitFor(user, network)).toBe(wanted);
});

test('guesses from any number of networks are bounded: 100, then one every five seconds', () => {
  const { fail, pass } = start();
  let judged = 0;
  for (let second = 0; second < 3000; second++) {
    for (const network of networks(20, second * 20)) if (fail(ann, network) === 0) judged++;
    pass(1);
  }
  expect(judged).toBe(100 + 3000 / 5 - 1);
});

test('one who signs in between guesses at others does not clear the wait of the network', () => {
  const { fail, succeed, pass } = start();
  let judged = 0;
  for (let second = 0; second < 600; second++) {
    if (fail(`user ${second}`, 'x') === 0) judged++;
    succeed('mallory@example.com', 'x');
    pass(1);
  }
  // 20, and those after 2, 4, 8 … 256 seconds.
  expect(judged).toBeLessThan(31);
});

test('a success counts for nobody else: the failures of others stay', () => {
  const { failIn, delay, succeed } = start();
  failIn(ann, networks(30));
  expect(succeed(ann, 'home')).toBe(0);
  expect(delay.waitFor(ann, 'network 3')).toBe(900);
});

test('the counter keeps the newest failures only, and no expired ones', () => {
  let now = 0;
  const counter = new FailureCounter(1000, 3, () => now);
  for (const key of ['a', 'b', 'c', 'd']) counter.add(key);
  expect([counter.size, counter.get('a'), counter.get('b')?.count]).toEqual([3, undefined, 1]);
  counter.add('b');
  expect([counter.size, counter.get('b')?.count]).toEqual([3, 2]);
  now = 1000;
  counter.add('e');
  expect([counter.size, counter.get('b'), counter.get('e')?.count]).toEqual([1, undefined, 1]);
});
