import { expect } from '@jest/globals';
import { testsWithPostgres } from '../postgres.ts';
import { webhook } from '../records.ts';
import { until, withStores } from './two-stores.ts';

const test = testsWithPostgres();

test(
  'very many deliveries of a deleted webhook are dropped in several transactions, and all of them',
  withStores(
    async (one, _other, sql) => {
      const { Id } = await one.create((id) => webhook(id));
      await sql.query(
        `insert into concordat.pending_deliveries (id, webhook_id, event_id, event_day, created_on, due_on)
         select gen_random_uuid(), $1, gen_random_uuid(), current_date, now(), now() from generate_series(1, 20500)`,
        [Id],
      );
      await one.change('webhooks', Id, () => undefined);
      await until(async () => (await one.deliveries.pending()).count === 0);
      const { rows } = await sql.query<{ count: string }>(
        "select count(*) from concordat.ended_deliveries where state = 'dropped' group by xmin::text order by 1",
      );
      expect(rows.map(({ count }) => Number(count))).toEqual([500, 10_000, 10_000]);
    },
    { lookEveryMs: 60_000 },
  ),
);
