import { isObject } from '../../contract/document/is-object.ts';
import { essenceOf } from '../../contract/document/media-type.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { keepOwnValues } from './own-values.ts';
import type { RecordView } from './record-view.ts';
import { otherParts, type ResourceRun } from './resource-run.ts';
import { WriteEffects } from './write-effects.ts';

const maxPatches = 20;

/** The `data` of a document with attributes; undefined for another body. */
function resourceIn(
  body: unknown,
): { readonly type?: unknown; readonly id?: unknown; readonly attributes: Fields } | undefined {
  const data = isObject(body) ? body['data'] : undefined;
  return isObject(data) && isObject(data['attributes']) ? { ...data, attributes: data['attributes'] } : undefined;
}

/** Whether a PATCH has the attributes that change in `data`. @see https://jsonapi.org/format/1.1/#crud-updating */
export function patchesAttributes({ base }: TestedOperation): boolean {
  return resourceIn(base?.body) !== undefined;
}

/** Patches attribute by attribute, with another value and with null: it changes, and those that are left out don't. */
export async function patchAttributes(
  run: ResourceRun,
  view: RecordView,
  record: TestRecord,
  before: Fields,
): Promise<void> {
  const operation = run.operation('patch');
  const pointer = operation?.maker.body?.pointer;
  const own = resourceIn(operation?.base?.body);
  if (!operation?.base || pointer === undefined || !own) return;
  const made = [0, 1, 2, 3].map((index) => resourceIn(otherParts(operation, `attributes ${index}`)?.body)?.attributes);
  const others = made.flatMap((attributes = {}) => Object.entries(attributes));
  const names = new Set([...Object.keys(own.attributes), ...others.map(([name]) => name)]);
  const effects = new WriteEffects();
  let now = attributesOf(before);
  const patch = async (name: string, value: unknown) => {
    const data = { ...(own.type !== undefined && { type: own.type }), ...(own.id !== undefined && { id: own.id }) };
    const body = { data: { ...data, attributes: { [name]: value } } };
    const isSame = view.agreementOf('attributes', { [name]: value }, now) === 'same';
    if (isSame || !operation.instances.isValid(body, pointer)) return;
    const parts = { parameters: operation.base?.parameters ?? new Map(), body };
    const exchange = await run.act('patch', record, `patches the attribute ${name}`, undefined, parts);
    if (!exchange || exchange.received.status >= 300) return;
    const wanted = { attributes: { [name]: value } };
    const read = await run.readAfter(exchange, record, `reads the record whose ${name} was just patched`, wanted);
    if (!read) return;
    effects.note(view, exchange, wanted, { attributes: now }, read, [name]);
    const verb = `after a patch of the attribute ${name} reads`;
    run.report('not-read-back', verb, view.compare(read.fields, wanted), read.exchange, exchange);
    // Others than JSON:API may replace all attributes.
    const isJsonApi = essenceOf(operation.maker.body?.mediaType ?? '') === 'application/vnd.api+json';
    const kept = !isJsonApi ? [] : Object.entries(now).filter(([other]) => other !== name && names.has(other));
    const rest = { attributes: Object.fromEntries(kept) };
    run.report('not-kept', verb, view.compare(read.fields, rest), read.exchange, exchange);
    now = attributesOf(read.fields);
  };
  for (const [name, value] of new Map(others.filter(([, value]) => value !== null).slice(0, maxPatches)))
    await patch(name, value);
  for (const name of [...names].slice(0, maxPatches)) await patch(name, null);
  effects.report(run, view, 'after a patch of attributes reads');
  await keepOwnValues(run, 'patch', record, { data: { attributes: now } });
}

function attributesOf({ attributes }: Fields): Fields {
  return isObject(attributes) ? attributes : {};
}
