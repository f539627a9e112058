import { setTimeout } from 'node:timers/promises';
import { isObject } from '../../contract/document/is-object.ts';
import { settableProperties } from '../../contract/resource/request-shape.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { declaresCreated } from '../plan/put-resources.ts';
import type { RecordView } from './record-view.ts';
import type { ReadRecord, ResourceRun } from './resource-run.ts';

const names =
  /^((date|time|datetime)created|created?(at|on|date|time|datetime|timestamp)?|creation(date|time|datetime|timestamp)|added(at|on)?|dateadded)$/;
/** What may be new with each update. */
const ofUpdate = /version|revision|snapshot|latest|current|last (updat|modif|chang)/i;
/** Of clocks, and of columns for times: some round to 1/300 s. */
const leastMs = 4;

/** Lets a little time pass between a create and the updates, so that another time of creation is one that is told apart. */
export async function pauseBeforeUpdates(view: RecordView): Promise<void> {
  if (view.properties.some((name) => names.test(normalizeName(name)))) await setTimeout(2 * leastMs);
}

/**
 * Reports an update after which a record was created at another time.
 * @param before the record as it was read before all updates
 */
export function checkCreationTime(
  run: ResourceRun,
  view: RecordView,
  before: Fields,
  read: ReadRecord,
  written: Exchange,
): void {
  const { operation, parts } = written.case;
  const isPut = operation.operation.method === 'put';
  // A PUT may create a record in place of the one that is there.
  if (isPut && (declaresCreated(operation.operation) || written.received.status === 201)) return;
  const settable = settableProperties(operation);
  for (const name of view.properties) {
    if (!names.test(normalizeName(name)) || settable.get(name) === true) continue;
    if ((isObject(parts.body) && name in parts.body) || view.wordsOf(name).some((words) => ofUpdate.test(words)))
      continue;
    const [first, now] = [momentOf(before[name]), momentOf(read.fields[name])];
    if (!first || !now || Math.abs(first.time - now.time) <= Math.max(first.stepMs, now.stepMs, leastMs)) continue;
    const [was, is] = [before[name], read.fields[name]].map((value) => JSON.stringify(value));
    const verb = isPut ? 'was replaced' : 'was patched';
    const message = `after it ${verb} reads ${name} ${is}, where it was ${was}: an update doesn't change when a record was created`;
    run.session.report('not-kept', message, view.pointerOf(name), read.exchange, [written]);
  }
}

/** A date and time in milliseconds since 1970, and what its last digit counts. Without a time zone it is UTC. */
function momentOf(value: unknown): { readonly time: number; readonly stepMs: number } | undefined {
  const [, plain, fraction = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d*?)0*)?(Z|[+-]\d\d:\d\d)?$/i.exec(String(value)) ?? [];
  const time = Date.parse(`${plain}.${fraction.padEnd(3, '0')}${zone}`);
  return Number.isNaN(time) ? undefined : { time, stepMs: 1000 / 10 ** fraction.length };
}
