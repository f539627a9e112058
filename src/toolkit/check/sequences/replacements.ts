import type { TestRecord } from '../run/records.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Fields, RecordView } from './record-view.ts';
import { otherParts, type ReadRecord, type ResourceRun } from './resource-run.ts';

/** Replaces a record by others, so that each field has another value, or none, than before. @returns it as it is then */
export async function runReplacements(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  before: Fields,
): Promise<Fields> {
  const operation = run.operation('replace');
  let now = before;
  if (!operation?.base) return now;
  const least = operation.maker.parts({ choose: (lowest) => lowest });
  const bodies = [otherParts(operation, 'replace'), otherParts(operation, 'replace again'), operation.base, least];
  for (const parts of bodies) {
    const exchange = parts && (await run.act('replace', record, 'replaces a record', undefined, parts));
    if (!exchange || exchange.received.status >= 300) continue;
    const read = await run.read(record, 'reads what was just replaced');
    if (!read) continue;
    const { body } = exchange.case.parts;
    const sent = view.fieldsSentBy(operation, body);
    const defaults = view.defaultsLeftOut(operation, body);
    run.tell('not-read-back', 'after it was replaced reads', view.compare(read.fields, sent), read.exchange);
    run.tell('default-not-applied', 'after it was replaced reads', view.compare(read.fields, defaults), read.exchange);
    tellKept(run, view, now, read, { ...sent, ...defaults }, operation);
    now = read.fields;
  }
  return now;
}

/** What a request left out, and is as it was before. */
function tellKept(
  run: ResourceRun,
  view: RecordView,
  before: Fields,
  read: ReadRecord,
  named: Fields,
  operation: TestedOperation,
): void {
  for (const [property, value] of Object.entries(view.fieldsSentBy(operation, before))) {
    if (property in named || isEmpty(value) || view.agreementOf(property, value, read.fields[property]) !== 'same')
      continue;
    const message = `after a PUT without ${property} reads ${JSON.stringify(value).slice(0, 80)} there, as before`;
    run.session.report('not-replaced', message, view.pointerOf(property), read.exchange);
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);
}
