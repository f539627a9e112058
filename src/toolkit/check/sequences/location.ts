import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { type Exchange, isGone } from '../plan/exchange.ts';
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
  if (!exchange) return;
  const found = exchange.received.status < 300 ? view.recordIn(exchange.body)?.[view.place.id] : undefined;
  const ownId = String(own[view.place.id] ?? record.id);
  const isOfList = target === create.request.target.replace(/\?.*/, '');
  const message = wrongAt(target, exchange, ownId, found, isOfList);
  if (message !== undefined)
    run.session.report('wrong-location', message, run.writerOf(record).operation.pointer, exchange);
}

/** What is wrong with what was read at a Location. @param found the id of the record there */
function wrongAt(
  target: string,
  exchange: Exchange,
  id: string,
  found: unknown,
  isOfList: boolean,
): string | undefined {
  const { status } = exchange.received;
  if (isNothing(exchange)) return `responds with ${status} at the Location of the record that was just created`;
  if (found !== undefined && String(found) !== id)
    return `reads the record ${String(found)} at the Location of the record ${id}`;
  if (status < 300 && (isOfList || isWithout(id, exchange, target)))
    return `reads something else than the record ${id} at its Location, ${target}`;
  return undefined;
}

/** The record itself can be read: what refuses to is about the place. */
function isNothing(exchange: Exchange): boolean {
  return isGone(exchange) || [400, 422].includes(exchange.received.status);
}

/** Whether what is at a place is an object that names a record nowhere, and neither does the place. */
function isWithout(id: string, { body }: Exchange, target: string): boolean {
  const isNamed = (text: string) =>
    text.split(/[\s"',:;{}[\]/?=&#]+/).some((part) => part === id || part === encodeURIComponent(id));
  return isObject(body) && !isNamed(target) && !isNamed(stringifyExactly(body));
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
