import { isObject } from '../../contract/document/is-object.ts';
import { joinPointer, replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { settableProperties, wrapperOf } from '../../contract/resource/request-shape.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasAlong, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { Fields } from '../plan/fields.ts';
import { enumOf, orderParametersOf } from '../plan/list-order.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { variedParts } from '../plan/varied-parts.ts';
import { isProbablyUnique } from '../run/unique-names.ts';
import { filtersOf } from './list-filters.ts';
import type { ResourceRun } from './resource-run.ts';

/** Numbers of which two are the same: what is sorted by them may be in any order, but not in another one on each page. */
const steps = [1, 1, 3];
const words = ['melon', 'cedar', 'tulip'];
const dayMs = 86_400_000;

/** Creates a record that differs from others in what the list filters and sorts by; a plain one where that is refused. */
export async function createVaried(
  run: ResourceRun,
  list: TestedOperation,
  view: ListView,
  index: number,
): Promise<TestRecord | undefined> {
  const create = run.operation('create');
  const { records } = run.session;
  const body = create && variedFor(create, list, view, index, records.nextSerial());
  if (!create?.base || body === undefined) return records.fresh(run.resource);
  const result = await run.session.execute({
    operation: create,
    title: 'creates a record that a list is filtered and sorted by',
    expectation: { kind: 'any' },
    pointer: create.operation.pointer,
    parts: { ...create.base, body },
  });
  return (result?.exchange && records.noteCreated(result.exchange, true)) ?? records.fresh(run.resource);
}

/** A body that differs from others in what a list filters and sorts by; undefined if it does so by nothing. */
export function variedFor(
  create: TestedOperation,
  list: TestedOperation,
  view: ListView,
  index: number,
  serial: number,
): unknown {
  const properties = new Set([...filtersOf(list, view).map(({ property }) => property), ...sortedBy(list, view)]);
  return properties.size > 0 ? variedBody(create, view, properties, index, serial) : undefined;
}

/** The properties that the values of a sort parameter name. */
function sortedBy(list: TestedOperation, view: ListView): string[] {
  const order = orderParametersOf(list, view)?.order;
  const values = order ? enumOf(list, order).map((value) => normalizeName(String(value))) : [];
  return view.itemProperties.filter((property) => values.some((value) => value.includes(normalizeName(property))));
}

function variedBody(
  create: TestedOperation,
  view: ListView,
  properties: ReadonlySet<string>,
  index: number,
  serial: number,
): unknown {
  const pointer = create.maker.body?.pointer;
  if (!create.base || pointer === undefined) return undefined;
  const { document } = create.instances;
  const wrapper = wrapperOf(create, view.itemProperties);
  const settable = settableProperties(create);
  let { body } = variedParts(create, create.base, { serial });
  for (const name of properties) {
    const isAttribute = view.attributes.has(name);
    const path = [...(wrapper === undefined ? [] : [wrapper]), ...(isAttribute ? ['attributes'] : [])];
    if (settable.get(isAttribute ? 'attributes' : name) !== true || name === view.id) continue;
    const schemas = schemasAlong(document, valueAt(document, pointer), [...path, name]);
    const own = fieldsIn(create.base.body, path)?.[name];
    const items = schemasInPlace(document, ...schemasAt(schemas, 0));
    const candidates =
      items.length > 0
        ? listsFor(items, index)
        : valuesFor(name, schemas, own, steps[index % steps.length] as number, index, serial);
    const bodies = candidates.map((value) => withField(body, [...path, name], value));
    body = bodies.find((one) => one !== undefined && create.instances.isValid(one, pointer)) ?? body;
  }
  return body;
}

function fieldsIn(body: unknown, path: readonly string[]): Fields | undefined {
  const fields = valueAt(body, joinPointer('#', ...path));
  return isObject(fields) ? fields : undefined;
}

/** Undefined where there is no object around the field. */
function withField(body: unknown, path: readonly string[], value: unknown): unknown {
  const fields = fieldsIn(body, path.slice(0, -1));
  const changed = fields && { ...fields, [path.at(-1) as string]: value };
  return changed && path.length > 1 ? replaceAt(body, path.slice(0, -1), changed) : changed;
}

/** Lists of which two have a value in common, and one has others alone. @param items the schemas of their values */
function listsFor(items: readonly SchemaObject[], index: number): unknown[][] {
  const values = items.flatMap((schema) => (Array.isArray(schema.enum) ? schema.enum : []));
  const isText = items.some(({ type }) => [type].flat().includes('string'));
  const choices = values.length > 0 ? values : isText ? words : [];
  const one = choices[index % choices.length];
  if (one === undefined) return [];
  const other = choices[(index + 1) % choices.length];
  return index < 2 && other !== one ? [[one, other], [one]] : [[one]];
}

/** @param own the value of the unbroken request @param step another one for each record, but for two of them */
function valuesFor(
  name: string,
  schemas: readonly SchemaObject[],
  own: unknown,
  step: number,
  index: number,
  serial: number,
): unknown[] {
  const values = schemas.flatMap((schema) => (Array.isArray(schema.enum) ? schema.enum : []));
  if (values.length > 0) return [values[(values.indexOf(own) + 1 + index) % values.length]];
  const types = schemas.flatMap(({ type }) => type ?? []);
  const format = schemas.map((schema) => schema['format']).find((one) => one !== undefined);
  if (types.includes('boolean')) return [index % 2 === 0];
  if (types.includes('integer') || types.includes('number')) {
    if (isProbablyUnique(`/${name}`, own, '')) return [];
    const least = Math.max(0, ...schemas.flatMap(({ minimum }) => (typeof minimum === 'number' ? [minimum] : [])));
    return [least + 7 * step + 3, least + step];
  }
  if (format === 'date' || format === 'date-time') {
    const start = Date.parse(String(own)) || Date.UTC(2025, 2, 3, 8, 30);
    const moment = new Date(start + 3 * step * dayMs).toISOString();
    return [format === 'date' ? moment.slice(0, 10) : moment.replace('.000', '')];
  }
  const word = words[index % words.length] as string;
  return types.includes('string') ? [`${word} ${serial}`, `${word}${serial}`, `${word}${serial}@example.com`] : [];
}
