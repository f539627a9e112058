import type { WebHookEvent } from '../../../delivery/delivery.ts';
import { noAction } from '../../ops-webhook.ts';
import type { Client } from '../database.ts';
import { type EndpointJobs, now, today } from './endpoint-jobs.ts';

export interface AcceptParts {
  readonly jobs: EndpointJobs;
  /** Makes a UUID. */
  readonly makeId: () => string;
}

interface AcceptedRow {
  readonly id: string;
  readonly day: string;
  readonly webhook_id: number | null;
}

/** A delivery that is to be made. */
export interface NewDelivery {
  readonly webhookId: number;
  readonly eventId: string;
  /** `yyyy-mm-dd` */
  readonly eventDay: string;
  readonly replayOf?: string;
}

/** The time of a change: as exact as it is shown, so that it can be filtered by what was shown. */
const nowInMs = `date_trunc('milliseconds', ${now})`;

/**
 * Accepts events that weren't accepted in the last 24 hours, with deliveries to the active webhooks of their locations and
 * actions.
 * @returns the endpoints that have something due
 */
export async function acceptEvents(
  client: Client,
  events: readonly WebHookEvent[],
  parts: AcceptParts,
): Promise<number[]> {
  const { rows } = await client.query<AcceptedRow>(
    `with made as (${insertEvents}
       where not exists (
         select from concordat.events e
         where e.id = given.id and e.day in (${today} - 1, ${today} + 1) and e.accepted_on > ${now} - interval '24 hours'
         offset 0
       )
       on conflict do nothing returning id, day, business_id, action)
     select made.id, made.day::text, w.id as webhook_id from made
     left join concordat.webhooks w
     on w.active and w.business_id = made.business_id and w.action = made.action and w.action <> ${noAction}
     order by w.id`,
    valuesOf(events),
  );
  const made = Map.groupBy(rows, ({ id }) => id);
  const deliveries: NewDelivery[] = [];
  for (const id of new Set(events.map((event) => event.id.toLowerCase()))) {
    for (const { day, webhook_id } of made.get(id) ?? []) {
      if (webhook_id !== null) deliveries.push({ webhookId: webhook_id, eventId: id, eventDay: day });
    }
  }
  return makeDeliveries(client, deliveries, parts).then(endpointsOf);
}

/** Accepts an event for one endpoint, whoever else had it. @returns the new delivery's id */
export async function acceptEventFor(
  client: Client,
  webhookId: number,
  event: WebHookEvent,
  parts: AcceptParts,
): Promise<string> {
  const { rows } = await client.query<{ day: string }>(
    // The update only has the row returned if it is there.
    `${insertEvents} on conflict (id, day) do update set day = excluded.day returning day::text`,
    valuesOf([event]),
  );
  const { day } = rows[0] as { day: string };
  const [made] = await makeDeliveries(client, [{ webhookId, eventId: event.id, eventDay: day }], parts);
  return (made as MadeDelivery).id;
}

export interface MadeDelivery extends NewDelivery {
  readonly id: string;
}

/** Makes deliveries in this order, and wakes their endpoints. */
export async function makeDeliveries(
  client: Client,
  deliveries: readonly NewDelivery[],
  { jobs, makeId }: AcceptParts,
): Promise<MadeDelivery[]> {
  if (deliveries.length === 0) return [];
  const made = deliveries.map((delivery) => ({ ...delivery, id: makeId() }));
  await client.query(
    `insert into concordat.pending_deliveries (id, webhook_id, event_id, event_day, replay_of, created_on, due_on)
     select id, webhook_id, event_id, event_day, replay_of, ${nowInMs}, ${nowInMs}
     from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::date[], $5::uuid[])
     with ordinality given (id, webhook_id, event_id, event_day, replay_of, place) order by place`,
    [
      made.map(({ id }) => id),
      made.map(({ webhookId }) => webhookId),
      made.map(({ eventId }) => eventId),
      made.map(({ eventDay }) => eventDay),
      made.map(({ replayOf }) => replayOf ?? null),
    ],
  );
  await jobs.wake(client, endpointsOf(made));
  return made;
}

/** In one order, so that no two transactions wait for each other. */
export function endpointsOf(deliveries: readonly NewDelivery[]): number[] {
  return [...new Set(deliveries.map(({ webhookId }) => webhookId))].sort((a, b) => a - b);
}

const insertEvents = `insert into concordat.events (id, day, business_id, action, record, accepted_on)
  select id, ${today}, business_id, action, record, ${nowInMs}
  from unnest($1::uuid[], $2::bigint[], $3::int[], $4::text[]) given (id, business_id, action, record)`;

function valuesOf(events: readonly WebHookEvent[]): unknown[] {
  return [
    events.map(({ id }) => id),
    events.map(({ businessId }) => businessId),
    events.map(({ action }) => action),
    events.map(({ record }) => record),
  ];
}
