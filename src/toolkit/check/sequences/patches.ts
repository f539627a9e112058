import type { TestRecord } from '../plan/test-record.ts';
import type { Fields, RecordView } from './record-view.ts';
import { otherParts, type ResourceRun } from './resource-run.ts';

const maxPatches = 30;

/** Patches field by field with other values: the field changes, and the others don't. */
export async function runPatches(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  before: Fields,
): Promise<void> {
  const operation = run.operation('patch');
  const pointer = operation?.maker.body?.pointer;
  if (!operation?.base || pointer === undefined) return;
  const bodies = Array.from({ length: 6 }, (_, index) => otherParts(operation, `patch ${index}`)?.body);
  const changes = bodies.flatMap((body) => (typeof body === 'object' && body !== null ? Object.entries(body) : []));
  let now = before;
  for (const [name, value] of changes.slice(0, maxPatches)) {
    const body = { [name]: value };
    if (view.agreementOf(name, value, now[name]) === 'same' || !operation.instances.isValid(body, pointer)) continue;
    const parts = { ...operation.base, body };
    const exchange = await run.act('patch', record, `patches ${name}`, undefined, parts);
    if (!exchange || exchange.received.status >= 300) continue;
    const read = await run.read(record, `reads the record whose ${name} was just patched`);
    if (!read) continue;
    const verb = `after a patch of ${name} reads`;
    const sent = view.fieldsSentBy(operation, exchange.case.parts.body);
    run.report('not-read-back', verb, view.compare(read.fields, sent), read.exchange, exchange);
    const settable = Object.entries(view.fieldsSentBy(run.writerOf(record), now));
    const others = Object.fromEntries(settable.filter(([other]) => other !== name));
    run.report('not-kept', verb, view.compare(read.fields, others), read.exchange, exchange);
    now = read.fields;
  }
}
