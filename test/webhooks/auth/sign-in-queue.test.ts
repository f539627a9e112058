import { expect, test } from '@jest/globals';
import { SignInQueue } from '../../../src/webhooks/auth/sign-in-queue.ts';

/** Enters attempts such as `a`, `K` (known) and `x!` (gone) while another one runs; says which ran, in order, and which didn't. */
async function enter(places: readonly string[], limits = { concurrency: 1, maxWaiting: 4 }) {
  const queue = new SignInQueue(limits);
  const ran: string[] = [];
  const refused: string[] = [];
  const gate = Promise.withResolvers<void>();
  const run = async (place: string) => {
    const known = /[A-Z]/.test(place);
    const lane = place.charAt(0);
    const result = await queue.run({ lane, known, isGone: () => place.includes('!') }, async () => {
      if (place === '-') await gate.promise;
      else ran.push(place);
      return true;
    });
    if (!result) refused.push(place);
  };
  const all = [run('-'), ...places.map((place) => run(place))];
  gate.resolve();
  await Promise.all(all);
  return [ran.join(' '), refused.sort().join(' ')];
}

test.each([
  ['lanes take turns', 'a1 a2 a3 b1', 'a1 b1 a2 a3', ''],
  ['of one lane that is too long, what comes last is refused', 'a1 a2 a3 a4 a5 a6', 'a1 a2 a3 a4', 'a5 a6'],
  ['another lane takes the place of the last of the longest', 'a1 a2 a3 a4 b1', 'a1 b1 a2 a3', 'a4'],
  ['as many as make both equal', 'a1 a2 a3 a4 b1 b2 b3', 'a1 b1 a2 b2', 'a3 a4 b3'],
  ['nobody gives way to an equal', 'a b c d e', 'a b c d', 'e'],
  ['a known one takes the place of anybody else', 'a b c d K', 'b K c d', 'a'],
  ['known ones take every second turn', 'a1 b1 K1 K2', 'a1 K1 b1 K2', ''],
  ['known ones do not fill the queue', 'K1 K2 K3 K4 a1 a2 a3', 'a1 K1 a2 K2', 'K3 K4 a3'],
  ['one of many known ones does not take the place of another', 'K L M N O', 'K L M N', 'O'],
  ['who is gone is skipped', 'a1! a2 b1! b2', 'a2 b2', 'a1! b1!'],
  ['who is gone makes room', 'a1! a2! a3! a4! b1 a5', 'b1 a5', 'a1! a2! a3! a4!'],
])('%s: %s', async (_name, places, wantedRan, wantedRefused) => {
  const [ran, refused] = await enter(places.split(' '));
  expect({ ran: ran?.split(' ').sort(), refused }).toEqual({
    ran: wantedRan.split(' ').sort(),
    refused: wantedRefused,
  });
  expect(ran).toBe(wantedRan);
});

test('as many run at a time as the limit says, and one of a lane', async () => {
  const queue = new SignInQueue({ concurrency: 2 });
  const running: string[] = [];
  const most = { all: 0, ofLane: 0 };
  const attempts = ['a', 'a', 'b', 'c', 'a', 'b', 'd', 'd'].map((lane) =>
    queue.run({ lane, known: false, isGone: () => false }, async () => {
      running.push(lane);
      most.all = Math.max(most.all, running.length);
      most.ofLane = Math.max(most.ofLane, running.filter((other) => other === lane).length);
      await new Promise((resolve) => setImmediate(resolve));
      running.splice(running.indexOf(lane), 1);
      return lane;
    }),
  );
  expect((await Promise.all(attempts)).join('')).toBe('aabcabdd');
  expect(most).toEqual({ all: 2, ofLane: 1 });
});

test('an attempt that fails is its own error, and the next one runs', async () => {
  const queue = new SignInQueue({ concurrency: 1 });
  const place = { lane: 'a', known: false, isGone: () => false };
  const failing = queue.run(place, () => Promise.reject(new Error('disk full')));
  const next = queue.run(place, async () => 'fine');
  await expect(failing).rejects.toThrow('disk full');
  await expect(next).resolves.toBe('fine');
});
