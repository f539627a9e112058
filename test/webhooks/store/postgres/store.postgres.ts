import { expect } from '@jest/globals';
import type { WebHook } from '../../../../src/webhooks/storage.ts';
import type { Client } from '../../../../src/webhooks/store/postgres/database.ts';
import { KeyedReads } from '../../../../src/webhooks/store/postgres/keyed-reads.ts';
import { PostgresStore } from '../../../../src/webhooks/store/postgres/postgres-store.ts';
import { testsWithPostgres, withDatabase } from '../../postgres.ts';
import { user, webhook } from '../../records.ts';
import { describeStore } from '../store-cases.ts';

const test = testsWithPostgres();

describeStore((run) => withDatabase((url) => run(() => PostgresStore.open({ url }))), test);

/** Two processes would see no more of each other. */
function withTwo(run: (one: PostgresStore, other: PostgresStore) => Promise<void>): Promise<void> {
  return withDatabase(async (url) => {
    const stores = [await PostgresStore.open({ url }), await PostgresStore.open({ url })] as const;
    try {
      await run(...stores);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });
}

test('changes of one entry by two processes are made one after the other, also where there is none yet', () =>
  withTwo(async (one, other) => {
    const { Id } = await one.create((id) => webhook(id));
    const add = (current?: WebHook) => current && { ...current, ErrorCount: current.ErrorCount + 1 };
    await Promise.all(
      [one, other].flatMap((store) => Array.from({ length: 20 }, () => store.change('webhooks', Id, add))),
    );
    expect((await other.get('webhooks', Id))?.ErrorCount).toBe(40);
    const before = await Promise.all(
      [one, other].flatMap((store) =>
        ['a@x', 'b@x', 'c@x', 'd@x'].map((email) => store.change('users', email, (current) => current ?? user(email))),
      ),
    );
    expect(before.filter((entry) => entry === undefined)).toHaveLength(4);
  }));

test('entries that are asked for in one turn are read by one statement, and nothing that changed before is missed', () =>
  withTwo(async (one, other) => {
    const made = await Promise.all([1, 2].map((each) => one.create((id) => webhook(id, { Name: `made ${each}` }))));
    const statements: string[] = [];
    const client: Client = {
      query: (sql, values) => {
        statements.push(sql);
        return other.database.query(sql, values);
      },
    };
    const reads = new KeyedReads(client, 'webhooks');
    const ids = [...made, ...made].map(({ Id }) => Id);
    const [missing, ...found] = await Promise.all([99_999, ...ids].map((id) => reads.get(id)));
    expect(missing).toBeUndefined();
    expect(found).toEqual([...made, ...made]);
    expect(statements).toHaveLength(1);
    const [{ Id }] = made as [WebHook, WebHook];
    const before = reads.get(Id);
    await one.change('webhooks', Id, (current) => current && { ...current, Name: 'changed' });
    expect((await reads.get(Id))?.Name).toBe('changed');
    await before;
    expect(statements).toHaveLength(3);
  }));

test('two processes give no id twice, and each of their own is higher than those before', () =>
  withTwo(async (one, other) => {
    const ids: number[][] = [[], []];
    await Promise.all(
      [one, other].map(async (store, index) => {
        for (let round = 0; round < 5; round++) {
          const made = await Promise.all([1, 2, 3, 4].map(() => store.create((id) => webhook(id))));
          ids[index]?.push(...made.map(({ Id }) => Id));
        }
      }),
    );
    expect(new Set(ids.flat()).size).toBe(40);
    for (const own of ids) expect(own).toEqual(own.toSorted((a, b) => a - b));
  }));

test('a webhook whose id is taken is refused, and leaves the other one as it is', () =>
  withTwo(async (one) => {
    await one.create((id) => webhook(id, { Name: 'before' }));
    await one.database.query("select setval('concordat.webhook_ids', 1, false)");
    await expect(one.create((id) => webhook(id, { Name: 'after' }))).rejects.toThrow(
      /^ids from 1 are taken, as .* behind/,
    );
    expect((await one.list('webhooks')).entries.map(({ Name }) => Name)).toEqual(['before']);
  }));
