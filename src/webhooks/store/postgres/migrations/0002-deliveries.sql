-- Events by the day on which they were accepted, in UTC. One that is delivered to nobody is here too: its id was seen.
create table concordat.events (
  id uuid not null,
  day date not null,
  business_id bigint not null,
  action integer not null,
  record text not null,
  accepted_on timestamptz not null,
  primary key (id, day)
) partition by range (day);

-- What is still to be delivered. `number` is the order in which deliveries were made.
create table concordat.pending_deliveries (
  number bigint generated always as identity,
  id uuid not null unique,
  webhook_id bigint not null,
  event_id uuid not null,
  event_day date not null,
  created_on timestamptz not null,
  replay_of uuid,
  -- Each as the JSON of an `AttemptFields`.
  attempts text[] not null default '{}',
  is_retry boolean not null default false,
  due_on timestamptz not null,
  -- From when the last attempt was recorded until it is due: never later, should the clock be set back.
  wait interval not null default '0',
  -- None on the number alone: to find the first one of an endpoint, the planner could read those of all others.
  primary key (webhook_id, number)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index pending_deliveries_oldest on concordat.pending_deliveries (created_on);
create index pending_deliveries_first on concordat.pending_deliveries (webhook_id, number) where not is_retry;
create index pending_deliveries_retry on concordat.pending_deliveries (webhook_id, due_on, number) where is_retry;

-- What has ended, by the day of that. These days are dropped as a whole.
create table concordat.ended_deliveries (
  number bigint not null,
  id uuid not null,
  webhook_id bigint not null,
  event_id uuid not null,
  event_day date not null,
  created_on timestamptz not null,
  replay_of uuid,
  attempts text[] not null,
  state text not null,
  ended_on timestamptz not null,
  ended_day date not null,
  -- The order in which they ended; null for those that were dropped.
  end_number bigint,
  primary key (id, ended_day)
) partition by range (ended_day);

create index ended_deliveries_made on concordat.ended_deliveries (webhook_id, number);
create index ended_deliveries_event on concordat.ended_deliveries (event_day);

create sequence concordat.end_numbers as bigint;

-- Failures in a row; no row for none.
create table concordat.webhook_failures (
  webhook_id bigint primary key,
  failures integer not null,
  failing_since text not null
);

-- Adds the partitions of some days, unless they are there.
create function concordat.add_delivery_days(first date, last date) returns void language plpgsql as $$
declare
  day date;
  part text;
  parent text;
begin
  perform pg_advisory_xact_lock(70420261128);
  for day in select generate_series(first, last, interval '1 day')::date loop
    foreach parent in array array['events', 'ended_deliveries'] loop
      part := parent || to_char(day, '_YYYYMMDD');
      if to_regclass('concordat.' || part) is null then
        execute format('create table concordat.%I partition of concordat.%I for values from (%L) to (%L)', part, parent, day, day + 1);
      end if;
    end loop;
  end loop;
end $$;

-- When an endpoint has something due, unless nothing is pending there or its webhook isn't active.
create function concordat.due_on(endpoint bigint, in_order boolean) returns timestamptz language sql stable as $$
  select case
    when endpoint <> 0 and not exists (select from concordat.webhooks where id = endpoint and active) then null
    when in_order then (select due_on from concordat.pending_deliveries where webhook_id = endpoint order by number limit 1)
    else least(
      (select due_on from concordat.pending_deliveries where webhook_id = endpoint and not is_retry order by number limit 1),
      (select due_on from concordat.pending_deliveries where webhook_id = endpoint and is_retry order by due_on limit 1)
    )
  end
$$;

-- What is due at an endpoint, without what was taken: so many of first attempts, in their order, and of retries, in the order in
-- which they are due. With few rows as the last statistics had them, the planner would read and sort all of them.
create function concordat.due_deliveries(endpoint bigint, taken uuid[], most bigint) returns table (
  id uuid, attempts integer, created_on timestamptz, due_on timestamptz,
  event_id uuid, business_id bigint, action integer, record text, accepted_on timestamptz
) language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_hashjoin = off set enable_mergejoin = off
set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
  select p.id, cardinality(p.attempts), p.created_on, p.due_on, e.id, e.business_id, e.action, e.record, e.accepted_on from (
    (select * from concordat.pending_deliveries
     where webhook_id = endpoint and not is_retry and id not in (select unnest(taken)) order by number limit most)
    union all
    (select * from concordat.pending_deliveries
     where webhook_id = endpoint and is_retry and due_on <= concordat_jobs.job_now() and id not in (select unnest(taken))
     order by due_on, number limit most)
  ) p join concordat.events e on e.id = p.event_id and e.day = p.event_day
  order by p.is_retry, case when p.is_retry then p.due_on end, p.number;
end $$;
