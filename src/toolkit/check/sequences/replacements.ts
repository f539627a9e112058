import { stringifyExactly } from '../../contract/document/exact-json.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { checkCreationTime } from './creation-time.ts';
import { innerDefaultsLacking } from './inner-defaults.ts';
import { withNulls } from './null-values.ts';
import { keepOwnValues, withTextsOf } from './own-values.ts';
import type { RecordView } from './record-view.ts';
import { otherParts, type ReadRecord, type ResourceRun } from './resource-run.ts';
import { WriteEffects } from './write-effects.ts';

/** Replaces a record several times: each field gets other values, or is left out. @returns the record as it is then */
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
  const again = otherParts(operation, 'replace again');
  const bodies = [fullest(operation), again, operation.base, least];
  const effects = new WriteEffects();
  let nulls: RequestParts | undefined;
  while (bodies.length > 0) {
    const parts = bodies.shift();
    const send = (sent: RequestParts) => run.act('replace', record, 'replaces a record', undefined, sent);
    let exchange = parts && (await send(parts));
    // A value may be another record's.
    if (parts && exchange?.received.status === 409)
      exchange = await send({ ...parts, body: withTextsOf(record.sent, parts.body) });
    if (!exchange || exchange.received.status >= 300) continue;
    const { body } = exchange.case.parts;
    const sent = view.fieldsSentBy(operation, body);
    const defaults = view.defaultsLeftOut(operation, body);
    const read = await run.readAfter(exchange, record, 'reads the record that was just replaced', sent);
    if (!read) continue;
    effects.note(view, exchange, sent, now, read);
    run.report(
      'not-read-back',
      'after it was replaced reads',
      view.compare(read.fields, sent),
      read.exchange,
      exchange,
    );
    run.report(
      'default-not-applied',
      'after it was replaced reads',
      [...view.compare(read.fields, defaults), ...innerDefaultsLacking(view, operation, body, read.fields)],
      read.exchange,
      exchange,
    );
    checkCreationTime(run, view, before, read, exchange);
    reportKeptFields(run, view, now, read, { ...sent, ...defaults }, exchange);
    now = read.fields;
    // What was accepted is accepted again.
    if (!nulls) {
      nulls = withNulls(operation, exchange.case.parts);
      if (nulls) bodies.unshift(nulls);
    }
    if (parts === again && (await keepOwnValues(run, 'replace', record, exchange.case.parts.body)))
      now = (await run.read(record, 'reads the record that was just replaced'))?.fields ?? now;
  }
  effects.report(run, view, 'after it was replaced reads');
  return now;
}

/** Of some requests, the one with the most fields: what the others leave out has a value before. */
function fullest(operation: TestedOperation): RequestParts | undefined {
  const made = Array.from({ length: 6 }, (_, index) =>
    otherParts(operation, index === 0 ? 'replace' : `replace ${index}`),
  );
  const countOf = (parts: RequestParts | undefined) => Object.keys(Object(parts?.body)).length;
  return made.reduce((best, one) => (countOf(one) > countOf(best) ? one : best));
}

/** Reports fields that a request left out, and that still have their values. */
function reportKeptFields(
  run: ResourceRun,
  view: RecordView,
  before: Fields,
  read: ReadRecord,
  named: Fields,
  replaced: Exchange,
): void {
  const { operation } = replaced.case;
  for (const [property, value] of Object.entries(view.fieldsSentBy(operation, before))) {
    if (property in named || isEmpty(value) || view.mayBeDefault(operation, property, value)) continue;
    if (view.agreementOf(property, value, read.fields[property]) !== 'same') continue;
    const message = `after a PUT without ${property} still reads ${stringifyExactly(value).slice(0, 80)} there`;
    run.session.report('not-replaced', message, view.pointerOf(property), read.exchange, [replaced]);
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);
}
