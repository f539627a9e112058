import { expect } from '@jest/globals';
import { Database } from '../../../../src/webhooks/store/postgres/database.ts';
import { migrate } from '../../../../src/webhooks/store/postgres/migrate.ts';
import { testsWithPostgres, withEmptyDatabase } from '../../postgres.ts';

const test = testsWithPostgres();

async function withConnections(url: string, count: number, run: (...databases: Database[]) => Promise<void>) {
  const databases = Array.from({ length: count }, () => new Database({ url }));
  try {
    await run(...databases);
  } finally {
    await Promise.all(databases.map((database) => database.close()));
  }
}

test('processes that start at the same time migrate once, and later ones not again', () =>
  withEmptyDatabase((url) =>
    withConnections(url, 4, async (...databases) => {
      await Promise.all(databases.map((database) => migrate(database)));
      const made = await databases[0]?.query('select version, applied_on from concordat.migrations order by version');
      await migrate(databases[1] as Database);
      const again = await databases[0]?.query('select version, applied_on from concordat.migrations order by version');
      expect(made?.rows[0]).toMatchObject({ version: 1 });
      expect(again).toEqual(made);
    }),
  ));

test('a migration that waits for another process for longer than statements may take goes on', () =>
  withEmptyDatabase((url) =>
    withConnections(url, 1, async (other) => {
      const database = new Database({ url: `${url}?query_timeout=1000` });
      const migrated = await other?.transaction(async (client) => {
        await client.query('select pg_advisory_xact_lock(70420261127)');
        const migrating = migrate(database).then(
          () => 'migrated',
          ({ message }: Error) => message,
        );
        await client.query('select pg_sleep(1.5)');
        return { migrating };
      });
      expect(await migrated?.migrating).toBe('migrated');
      await database.close();
    }),
  ));

test("a later version's schema, and another program's database, are refused and left alone", async () => {
  await withEmptyDatabase((url) =>
    withConnections(url, 1, async (database) => {
      await migrate(database as Database);
      await database?.query("insert into concordat.migrations (version, name) values (99, 'later')");
      await expect(migrate(database as Database)).rejects.toMatchObject({
        code: 'STORE_FOREIGN',
        message: expect.stringMatching(
          /has version 99 of the schema, and this version knows up to \d+: use a later version$/,
        ),
      });
    }),
  );
  await withEmptyDatabase((url) =>
    withConnections(url, 1, async (database) => {
      await database?.query('create table orders (id int); create table "Items" (id int)');
      await expect(migrate(database as Database)).rejects.toMatchObject({
        code: 'STORE_FOREIGN',
        message: expect.stringContaining(
          'is another program\'s: it has the tables public."Items", public.orders. Create',
        ),
      });
      const { rows } = await (database as Database).query("select from pg_namespace where nspname = 'concordat'");
      expect(rows).toEqual([]);
    }),
  );
});
