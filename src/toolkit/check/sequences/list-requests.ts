import type { ParameterObject } from '../../contract/document/openapi.ts';
import { cursorNames, offsetNames, pageNames, sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasInPlace } from '../../contract/schema/schema-shape.ts';
import { withParameter } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { defaultOf } from '../plan/list-order.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { placeId } from '../run/place-id.ts';
import type { ResourceRun } from './resource-run.ts';

/** A list that is tested, and a record of the run that belongs to it, if there is one. */
export interface TestedList {
  readonly run: ResourceRun;
  readonly list: TestedOperation;
  readonly view: ListView;
  readonly record: TestRecord | undefined;
}

/** Requests the list that a record belongs to. */
export async function requestList(
  { run, list, record }: Omit<TestedList, 'view'>,
  query: Fields,
  change?: Case['change'],
): Promise<Exchange | undefined> {
  let parts = list.base as NonNullable<TestedOperation['base']>;
  const asked = { ...run.listScope, ...query };
  for (const parameter of list.excerpt.operation.parameters)
    if (parameter.in === 'query' && parameter.name in asked)
      parts = withParameter(parts, parameter, asked[parameter.name]);
  // The path variables are those that the record was created with.
  if (record) parts = placeId(list, parts, record).parts;
  const { pointer } = list.operation;
  const result = await run.session.execute({
    operation: list,
    title: 'lists records',
    expectation: { kind: 'any' },
    pointer,
    parts,
    isFilled: true,
    record,
    ...(change && { change }),
  });
  return result?.exchange;
}

/** A query in words: `sort=name, order=desc`. */
export function describeQuery(query: Fields): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** The records of a page; undefined if the request failed, or its response has no list. */
export function recordsOn(view: ListView, exchange: Exchange | undefined): readonly Fields[] | undefined {
  return exchange && exchange.received.status < 300 ? listIn(view, exchange)?.records : undefined;
}

/** The ids of {@link recordsOn}, as texts. */
export function idsOn(view: ListView, exchange: Exchange | undefined): string[] | undefined {
  return recordsOn(view, exchange)?.map((record) => String(record[view.id]));
}

/** The query parameter that has one of these names. `count: true` asks for a total. */
export function parameterNamed(list: TestedOperation, names: ReadonlySet<string>): ParameterObject | undefined {
  return list.excerpt.operation.parameters.find(
    (other) => other.in === 'query' && names.has(normalizeName(other.name)) && !isFlag(list, other),
  );
}

/** Whether the pages of a list can be asked for. */
export function isPaged(list: TestedOperation): boolean {
  return [cursorNames, pageNames, offsetNames].some((names) => parameterNamed(list, names) !== undefined);
}

/** Whether a parameter may limit how many records a response has. */
export function isLimited(list: TestedOperation): boolean {
  return list.excerpt.operation.parameters.some(
    ({ in: kind, name }) =>
      kind === 'query' && (sizeNames.has(normalizeName(name)) || /cursor|after|token|marker/i.test(name)),
  );
}

function isFlag({ excerpt: { document } }: TestedOperation, { schema }: ParameterObject): boolean {
  return schemasInPlace(document, schema).some(({ type }) => type === 'boolean');
}

/** The query of the page that follows some pages with some records; undefined if no parameter is known to be a number of either. */
export function pageAfter(list: TestedOperation, pages: number, records: number): Fields | undefined {
  const page = parameterNamed(list, pageNames);
  const parameter = page ?? parameterNamed(list, offsetNames);
  const first = parameter && firstOf(list, parameter, page ? 1 : 0);
  return parameter && first !== undefined ? { [parameter.name]: first + (page ? pages : records) } : undefined;
}

/** The number of the first page, or of the first record: the default in the contract, or else the minimum. */
function firstOf(list: TestedOperation, { schema }: ParameterObject, fallback: number): number | undefined {
  const parts = schemasInPlace(list.excerpt.document, schema);
  const written = (keyword: string) => parts.map((part) => part[keyword]).find((value) => typeof value === 'number');
  const [initial, minimum = fallback] = [written('default'), written('minimum')] as (number | undefined)[];
  // Pages that may be counted from 0, or only have no other minimum.
  return initial ?? (minimum < fallback ? undefined : minimum);
}

const totalFlags = /^(include|with|return)?(total)?count$|^(include|with|return)totals?$/;

/** The values that filters which are required, or have other defaults, need to have for the record to be listed, and what asks for a total. */
export function scopeFor(list: TestedOperation, view: ListView, fields: Fields = {}): Fields {
  const scope = list.excerpt.operation.parameters.flatMap((parameter) => {
    const { name, in: kind } = parameter;
    if (kind === 'query' && view.total && totalFlags.test(normalizeName(name)) && isFlag(list, parameter))
      return [[name, true] as const];
    const [value, own] = [list.base?.parameters.get(parameter) ?? defaultOf(list, parameter), fields[name]];
    const isOther = kind === 'query' && value !== undefined && view.isFilter(name, value) && own !== value;
    const pointer = list.maker.subjects.find((subject) => subject.parameter === parameter)?.pointer;
    return isOther && pointer !== undefined && list.instances.isValid(own, pointer) ? [[name, own] as const] : [];
  });
  return Object.fromEntries(scope);
}
