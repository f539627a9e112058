import { expect } from '@jest/globals';
import { findProblem } from '../../../../src/webhooks/store/postgres/check-server.ts';
import { Database } from '../../../../src/webhooks/store/postgres/database.ts';
import { SharedSignInDelay } from '../../../../src/webhooks/store/postgres/shared-sign-in-delay.ts';
import { createSharedThrottle, removeOldCounts } from '../../../../src/webhooks/store/postgres/shared-throttle.ts';
import { testsWithPostgres, withDatabase } from '../../postgres.ts';

const test = testsWithPostgres();
const ann = 'ann@example.com';

/** Two processes, and one that lets time pass. */
function withTwo(run: (one: Database, other: Database, pass: (time: string) => Promise<void>) => Promise<void>) {
  return withDatabase(async (url) => {
    const databases = [new Database({ url }), new Database({ url })] as const;
    const [one, other] = databases;
    const pass = async (time: string) => {
      await one.query(
        `update concordat.sign_in_failures set last = last - interval '${time}', expires = expires - interval '${time}'`,
      );
      await one.query(`update concordat.request_counts set expires = expires - interval '${time}'`);
    };
    try {
      await run(one, other, pass);
    } finally {
      await Promise.all(databases.map((database) => database.close()));
    }
  });
}

test('requests are counted over all processes, second by second', () =>
  withTwo(async (one, other, pass) => {
    const [here, there] = [createSharedThrottle(one, 3), createSharedThrottle(other, 3)];
    expect(await here('ann')).toBe(0);
    // The second lasts as long as the test needs it.
    await pass('-1 hour');
    expect([await there('ann'), await here('ann'), await there('ann'), await here('ann')]).toEqual([0, 0, 1, 1]);
    expect(await there('ben')).toBe(0);
    await pass('1 hour 1 second');
    expect(await there('ann')).toBe(0);
    await pass('2 hours');
    await removeOldCounts(one);
    expect((await one.query('select from concordat.request_counts')).rowCount).toBe(0);
  }));

test('failed sign-ins of a user from one network are counted over all processes, and forgotten after an hour', () =>
  withTwo(async (one, other, pass) => {
    const [here, there] = [new SharedSignInDelay(one), new SharedSignInDelay(other)];
    for (const delay of [here, there, here, there]) expect(await delay.attempt(ann, 'x')).toBe(0);
    expect([await here.attempt(ann, 'x'), await there.waitFor(ann, 'x')]).toEqual([2, 2]);
    expect([await here.waitFor(ann, 'y'), await there.waitFor('ben@example.com', 'x')]).toEqual([0, 0]);
    await pass('2 seconds');
    expect(await there.attempt(ann, 'x')).toBe(0);
    expect(await here.waitFor(ann, 'x')).toBe(4);
    await pass('1 hour');
    expect(await here.waitFor(ann, 'x')).toBe(0);
    await here.removeExpired();
    expect((await one.query('select from concordat.sign_in_failures')).rowCount).toBe(0);
  }));

test('a user is known in all processes where they signed in, whoever else fails there', () =>
  withTwo(async (one, other) => {
    const [here, there] = [new SharedSignInDelay(one), new SharedSignInDelay(other)];
    expect(await here.attempt(ann, 'x')).toBe(0);
    await here.succeeded(ann, 'x');
    expect([await there.isKnown(ann, 'x'), await there.isKnown(ann, 'y')]).toEqual([true, false]);
    for (let user = 0; user < 21; user++) expect(await there.attempt(`user ${user}`, 'x')).toBe(0);
    expect(await here.waitFor('another user', 'x')).toBe(2);
    expect(await here.waitFor(ann, 'x')).toBe(0);
    await Promise.all(Array.from({ length: 8 }, (_, index) => (index % 2 ? here : there).attempt(ann, 'x')));
    const counted = await one.query<{ key: string; count: number }>(
      'select key, count from concordat.sign_in_failures',
    );
    expect(
      counted.rows.filter(({ key }) => key.startsWith('pair x ') && key.length > 0).map(({ count }) => count),
    ).toContain(4);
    await one.query(
      `insert into concordat.sign_in_networks select i::text, now() - interval '1 day' from generate_series(1, 10000) i`,
    );
    await one.query(
      `insert into concordat.sign_in_networks select 'old ' || i, now() - interval '2 days' from generate_series(1, 5) i`,
    );
    await here.removeExpired();
    expect(await there.isKnown(ann, 'x')).toBe(true);
    expect((await one.query("select from concordat.sign_in_networks where pair like 'old %'")).rowCount).toBe(0);
  }));

test.each([
  [{ version: 140_000, encoding: 'UTF8', hasIcu: true }, undefined],
  [{ version: 130_022, encoding: 'UTF8', hasIcu: true }, /^is of PostgreSQL 13, and this version needs 14 or newer/],
  [{ version: 180_001, encoding: 'SQL_ASCII', hasIcu: true }, /^has the encoding SQL_ASCII/],
  [{ version: 170_000, encoding: 'UTF8', hasIcu: false }, /without ICU/],
])('a server with %j', async (facts, problem) => {
  if (problem) expect(findProblem(facts)).toMatch(problem);
  else expect(findProblem(facts)).toBeUndefined();
});
