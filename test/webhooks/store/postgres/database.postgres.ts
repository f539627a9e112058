import { expect } from '@jest/globals';
import { Database } from '../../../../src/webhooks/store/postgres/database.ts';
import { type Cut, startCuttingProxy } from '../../../cutting-proxy.ts';
import { testsWithPostgres, withEmptyDatabase } from '../../postgres.ts';

const test = testsWithPostgres();
const unavailable = { code: 'STORE_UNAVAILABLE' };

/** A database with a table, and one connection; `said` has what operators are told. */
function withOne(
  run: (database: Database, said: readonly string[]) => Promise<void>,
  cutAt: (bytes: Buffer) => Cut | undefined = () => undefined,
): Promise<void> {
  return withEmptyDatabase(async (url) => {
    const proxy = await startCuttingProxy(Number(new URL(url).port), cutAt);
    const through = Object.assign(new URL(url), { port: proxy.port }).href;
    const said: string[] = [];
    const onEvent = ({ level, message }: { level: string; message: string }) =>
      void said.push(`${level} ${message.replace(/^the database \S+ /, '')}`);
    const database = new Database({ url: through, maxConnections: 1, connectionTimeoutMs: 1000, onEvent });
    try {
      await database.query('create table things (id int)');
      await run(database, said);
    } finally {
      await database.close();
      proxy.close();
    }
  });
}

const add = (database: Database) => database.transaction((client) => client.query('insert into things values (1)'));
const count = async (database: Database) => (await database.query('select from things')).rowCount;

test('a connection that is lost during a statement is replaced, and nothing else ends', () =>
  withOne(
    async (database, said) => {
      await expect(database.query('select 1 as lost')).rejects.toMatchObject(unavailable);
      expect(await count(database)).toBe(0);
      expect(said).toEqual(['warn is not available: Connection terminated unexpectedly', 'info is available again']);
    },
    (bytes) => (bytes.includes('as lost') ? 'after' : undefined),
  ));

test.each<[moment: Cut, isThere: boolean]>([
  ['before', false],
  ['responded', true],
])('a commit whose connection is cut (%s) is looked up, also where that was the only connection', (moment, isThere) =>
  withOne(
    async (database) => {
      if (isThere) await add(database);
      else await expect(add(database)).rejects.toMatchObject(unavailable);
      expect(await count(database)).toBe(isThere ? 1 : 0);
    },
    (bytes) => (bytes.includes('commit\0') ? moment : undefined),
  ),
);

test('who waits too long for a connection of the pool is told so, and the next one gets it', () =>
  withOne(async (database) => {
    await database.transaction(async () => {
      await expect(count(database)).rejects.toMatchObject({
        ...unavailable,
        message: expect.stringMatching(
          /is not available: all 1 connections were in use for 1 s: a higher DATABASE_CONNECTIONS allows more$/,
        ),
      });
    });
    expect(await count(database)).toBe(0);
  }));

test('that it is read-only is said once, whatever can be read in the meantime, until something is written', () =>
  withOne(async (database, said) => {
    await database.query('set default_transaction_read_only = on');
    for (let time = 0; time < 3; time++) {
      await expect(add(database)).rejects.toMatchObject(unavailable);
      expect(await count(database)).toBe(0);
    }
    expect(said).toEqual([expect.stringMatching(/^warn is not available: cannot execute INSERT in a read-only/)]);
    await database.query('set default_transaction_read_only = off');
    await add(database);
    expect(said.slice(1)).toEqual(['info is available again']);
  }));

test('a transaction that is in the way of another one is repeated, and not for ever', () =>
  withOne(async (database) => {
    let times = 0;
    const run = (until: number) =>
      database.transaction(async (client) => {
        await client.query('insert into things values (1)');
        if (++times < until) await client.query("do $$ begin raise exception using errcode = '40001'; end $$");
      });
    await run(3);
    expect([times, await count(database)]).toEqual([3, 1]);
    times = 0;
    await expect(run(100)).rejects.toMatchObject(unavailable);
    expect([times, await count(database)]).toEqual([6, 1]);
  }));

test('a transaction that fails, even at its start, leaves nothing to those after it on its connection', () =>
  withOne(async (database) => {
    const { rows } = await database.query<{ name: string }>('select current_database() as name');
    const guest = `guest_of_${rows[0]?.name}`;
    await database.query(`create role ${guest}; revoke execute on function pg_current_xact_id() from public`);
    await database.query(`grant all on things to ${guest}; set role ${guest}`);
    await expect(add(database)).rejects.toMatchObject({ code: '42501' });
    expect(await count(database)).toBe(0);
    await database.query('reset role');
    await expect(
      database.transaction(async (client) => {
        await client.query('insert into things values (1)');
        throw new Error('after all');
      }),
    ).rejects.toThrow('after all');
    expect(await count(database)).toBe(0);
  }));
