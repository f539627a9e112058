import { isGone } from '../plan/exchange.ts';
import { recordSegmentsIn } from '../plan/path-shape.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { RecordView } from './record-view.ts';
import type { ReadRecord, ResourceRun } from './resource-run.ts';

/**
 * `Location` leads to the record that was created, whatever name of it is in there.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.2
 */
export async function followLocation(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  { exchange: usual, fields: own }: ReadRecord,
): Promise<void> {
  const create = record.steps.at(-1);
  const location = create?.received?.headers['location'];
  if (typeof location !== 'string' || create?.received?.status !== 201) return;
  const target = targetOf(run, location, create.request.target);
  if (target === undefined || target === usual.request.target.replace(/\?.*/, '')) return;
  const testCase = run.caseOf('read', record, 'follows Location');
  // What else is there need not be what the contract declares for the read.
  const followed = testCase && (await run.session.send({ ...testCase, change: (request) => ({ ...request, target }) }));
  const exchange = followed?.exchange;
  const fields = exchange && exchange.received.status < 300 ? view.recordIn(exchange.body) : undefined;
  const { id } = view.place;
  const isOther = fields?.[id] !== undefined && String(fields[id]) !== String(own[id] ?? record.id);
  if (!exchange || !(isOther || isGone(exchange))) return;
  const message = isOther
    ? `reads the record ${String(fields?.[id])} at the Location of the record ${String(record.id)}`
    : `responds with ${exchange.received.status} at the Location of the record that was just created`;
  run.session.report('wrong-location', message, run.writerOf(record).operation.pointer, exchange);
}

/** The location below the server's address; undefined if it is elsewhere. */
function targetOf({ session, resource }: ResourceRun, location: string, target: string): string | undefined {
  const base = new URL(session.parts.client.url);
  const path = base.pathname.replace(/\/$/, '');
  const url = URL.parse(location, `${base.origin}${path}${target}`);
  if (url && url.origin === base.origin && url.pathname.startsWith(`${path}/`)) return url.pathname.slice(path.length);
  // The server's public address may have another host, and another path in front.
  const segments = url && recordSegmentsIn(url.pathname, resource);
  return segments ? `/${segments.join('/')}` : undefined;
}
