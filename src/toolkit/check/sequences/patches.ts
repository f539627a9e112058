import { isObject } from '../../contract/document/is-object.ts';
import { essenceOf } from '../../contract/document/media-type.ts';
import type { Fields } from '../plan/fields.ts';
import { patchOf, takesJsonPatch } from '../plan/json-patch.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { patchAttributes, patchesAttributes } from './attributes.ts';
import { checkCreationTime } from './creation-time.ts';
import { keepOwnValues } from './own-values.ts';
import type { RecordView } from './record-view.ts';
import { otherParts, type ResourceRun } from './resource-run.ts';
import { WriteEffects } from './write-effects.ts';

const maxPatches = 30;

/** Patches field by field with other values, and with null: the field changes, and the others don't. */
export async function runPatches(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  before: Fields,
): Promise<void> {
  const operation = run.operation('patch');
  const pointer = operation?.maker.body?.pointer;
  if (!operation?.base || pointer === undefined) return;
  if (patchesAttributes(operation)) return patchAttributes(run, view, record, before);
  const isJsonPatch = takesJsonPatch(operation);
  // A JSON Patch has the values in the schema of what creates the record.
  const source = isJsonPatch ? run.writerOf(record) : operation;
  const bodies = Array.from({ length: 6 }, (_, index) => otherParts(source, `patch ${index}`)?.body);
  const changes = bodies.flatMap((body) => (isObject(body) ? Object.entries(body) : []));
  const plain = isObject(operation.base.body) ? Object.entries(operation.base.body) : [];
  const effects = new WriteEffects();
  let now = before;
  const patch = async (name: string, value: unknown, wanted?: unknown) => {
    const body = isJsonPatch ? patchOf(name, value, 'add') : { [name]: value };
    if (view.agreementOf(name, value, now[name]) === 'same' || !operation.instances.isValid(body, pointer)) return;
    const parts = { ...operation.base, parameters: operation.base?.parameters ?? new Map(), body };
    const exchange = await run.act('patch', record, `patches ${name}`, undefined, parts);
    if (!exchange || exchange.received.status >= 300) return;
    const verb = `after a patch of ${name} reads`;
    const sent = view.fieldsSentBy(source, isJsonPatch ? { [name]: value } : exchange.case.parts.body);
    // What the patch makes of the value, where it doesn't replace it.
    const made = wanted !== undefined && name in sent ? { [name]: wanted } : sent;
    const read = await run.readAfter(exchange, record, `reads the record whose ${name} was just patched`, made);
    if (!read) return;
    effects.note(view, exchange, made, now, read);
    run.report('not-read-back', verb, view.compare(read.fields, made), read.exchange, exchange);
    const settable = Object.entries(view.fieldsSentBy(run.writerOf(record), now));
    const others = Object.fromEntries(settable.filter(([other]) => other !== name));
    run.report('not-kept', verb, view.compare(read.fields, others), read.exchange, exchange);
    checkCreationTime(run, view, before, read, exchange);
    now = read.fields;
  };
  for (const [name, value] of changes.slice(0, maxPatches)) await patch(name, value);
  if (isMergePatch(operation))
    for (const [name, value] of largestObjects([...changes, ...plain])) {
      await patch(name, value);
      for (const inner of memberPatches(value, changes, name)) await patch(name, inner, merged(now[name], inner));
    }
  if (isJsonPatch) return effects.report(run, view, 'after a patch reads');
  const defaults = view.defaultsLeftOut(operation, {});
  const created = view.defaultsLeftOut(run.writerOf(record), {});
  // What is removed may have its default again.
  for (const name of new Set([...changes, ...plain].map(([one]) => one)))
    if (!(name in defaults) && !(name in created)) await patch(name, null);
  effects.report(run, view, 'after a patch reads');
  await keepOwnValues(run, 'patch', record, now);
}

/** @see https://www.rfc-editor.org/rfc/rfc7396 */
function isMergePatch({ maker }: TestedOperation): boolean {
  return essenceOf(maker.body?.mediaType ?? '') === 'application/merge-patch+json';
}

/** Of each property, the object with the most members that some patch has. */
function largestObjects(changes: readonly (readonly [string, unknown])[]): Map<string, Fields> {
  const largest = new Map<string, Fields>();
  for (const [name, value] of changes) {
    const known = Object.keys(largest.get(name) ?? {}).length;
    if (isObject(value) && Object.values(value).filter(isPlain).length > known) largest.set(name, value);
  }
  return largest;
}

/** Patches of one member of an object: with a value that it has in another patch, and with null. */
function* memberPatches(
  value: Fields,
  changes: readonly (readonly [string, unknown])[],
  name: string,
): Generator<Fields> {
  const values = changes.flatMap(([other, made]) => (other === name && isObject(made) ? [made] : []));
  for (const member of Object.keys(value)) {
    const other = values.find((made) => isPlain(made[member]) && made[member] !== value[member]);
    if (other) yield { [member]: other[member] };
  }
  const [last] = Object.keys(value).slice(-1);
  for (const member of Object.keys(value)) if (isPlain(value[member]) || member === last) yield { [member]: null };
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** What a merge patch makes of a value. A member that is removed may be read as null. */
function merged(value: unknown, patch: Fields): Fields {
  return { ...(isObject(value) ? value : {}), ...patch };
}
