import { expect } from '@jest/globals';
import { dropDays } from '../../../src/webhooks/store/postgres/deliveries/delivery-days.ts';
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

test(
  'days leave the disk when none of their deliveries is in the log any more',
  withStores(
    async (one, _other, sql) => {
      await sql.query('select concordat.add_delivery_days(current_date - 40, current_date)');
      const daysOf = async (table: string) => {
        const { rows } = await sql.query<{ ago: number }>(
          `select distinct current_date - to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') as ago
           from pg_inherits where inhparent = $1::regclass order by ago desc`,
          [`concordat.${table}`],
        );
        return rows.map(({ ago }) => ago).filter((ago) => ago >= 0);
      };
      const end = (ago: number, state: string, eventAgo = ago) =>
        sql.query(
          `insert into concordat.ended_deliveries (number, id, webhook_id, event_id, event_day, created_on, attempts, state,
             ended_on, ended_day, end_number)
           select 1, gen_random_uuid(), 1, gen_random_uuid(), current_date - $3::int, now(), '{}', $2::text,
             now() - $1::int * interval '1 day', current_date - $1::int,
             case when $2 <> 'dropped' then nextval('concordat.end_numbers') end`,
          [ago, state, eventAgo],
        );
      await end(35, 'succeeded');
      await end(20, 'failed');
      await end(10, 'dropped', 33);
      await end(9, 'succeeded');
      await end(8, 'succeeded');
      const limits = { maxFinished: 1, maxAgeMs: 30 * 86_400_000 };
      expect(await dropDays(one.database, limits)).toBe(true);
      // What was dropped stays for its age.
      expect((await daysOf('ended_deliveries')).at(0)).toBe(10);
      expect((await daysOf('events')).slice(0, 2)).toEqual([33, 30]);
    },
    { lookEveryMs: 0 },
  ),
);
