import type { ParameterObject } from '../../contract/document/openapi.ts';
import { directionNames, onlySorts, orderNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { ListView } from './list-view.ts';
import type { TestedOperation } from './tested-operation.ts';

type Direction = 'ascending' | 'descending';

/** The first property that a query sorts by. */
export interface OrderKey {
  readonly property: string;
  /** Undefined where the contract doesn't say which. */
  readonly direction: Direction | undefined;
  /** To the parameter. */
  readonly pointer: string;
  /** `sort=-price`. */
  readonly asked: string;
}

/** A query parameter that sorts. */
export interface OrderParameters {
  /** Names the property: `sort`. */
  readonly order: ParameterObject;
  /** Has the direction: `direction`; undefined if the value of the other one has it. */
  readonly direction: ParameterObject | undefined;
}

export function orderParametersOf(list: TestedOperation, view: ListView): OrderParameters | undefined {
  const query = list.excerpt.operation.parameters.filter(
    ({ name, in: kind }) => kind === 'query' && (onlySorts(name) || !view.itemProperties.includes(name)),
  );
  const isDirection = (parameter: ParameterObject) => {
    const values = enumOf(list, parameter);
    return values.length > 0 && values.every((value) => directionIn(value) !== undefined);
  };
  const named = (names: ReadonlySet<string>) => query.filter(({ name }) => names.has(normalizeName(name)));
  const order = named(orderNames).find((parameter) => !isDirection(parameter));
  const direction = [...named(directionNames), ...named(orderNames)].find(
    (parameter) => parameter !== order && isDirection(parameter),
  );
  return order && { order, direction };
}

/** What a request sorts by, if every server sorts that alike. */
export function orderOf(list: TestedOperation, view: ListView, parts: RequestParts): OrderKey | undefined {
  const key = sortKeyOf(list, view, parts);
  // The order of an enumeration is the server's.
  return key && view.exactMatchProperties.has(key.property) ? undefined : key;
}

/** What a request sorts by; undefined if it doesn't sort, or the contract doesn't say by which property. */
export function sortKeyOf(list: TestedOperation, view: ListView, { parameters }: RequestParts): OrderKey | undefined {
  const found = orderParametersOf(list, view);
  if (!found) return undefined;
  const given = (parameter: ParameterObject | undefined) =>
    parameter && (parameters.get(parameter) ?? defaultOf(list, parameter));
  const value = [given(found.order)].flat()[0];
  if (typeof value !== 'string') return undefined;
  const { property, direction } = readToken(value, view);
  if (property === undefined) return undefined;
  const sense = given(found.direction);
  const pointer = list.maker.subjects.find(({ parameter }) => parameter === found.order)?.at ?? list.operation.pointer;
  const asked = `${found.order.name}=${value}${sense === undefined ? '' : ` and ${found.direction?.name}=${sense}`}`;
  return { property, direction: direction ?? directionIn(sense) ?? impliedBy(list, found, value), pointer, asked };
}

/** Without a sign it ascends if a sign or a word says that it descends. */
function impliedBy(list: TestedOperation, { order }: OrderParameters, value: string): Direction | undefined {
  const descending = [`-${value}`, ...[' ', ':', '_', '.'].map((sign) => `${value}${sign}desc`)];
  return enumOf(list, order).some((one) => descending.includes(String(one))) ? 'ascending' : undefined;
}

/** `-price`, `price:desc`, `price_desc`, `price,name`. */
function readToken(
  value: string,
  view: ListView,
): { readonly property: string | undefined; readonly direction: Direction | undefined } {
  const [first = ''] = value.split(',');
  const named = (name: string) =>
    view.itemProperties.find((property) => normalizeName(property) === normalizeName(name) && name !== '');
  const [, sign, name = ''] = /^([-+]?)(.*)$/s.exec(first) ?? [];
  const whole = named(name);
  if (whole !== undefined)
    return { property: whole, direction: sign === '-' ? 'descending' : sign === '+' ? 'ascending' : undefined };
  const [, before = '', suffix] = /^(.+?)[-:._ ]?(asc|ascending|desc|descending)$/i.exec(name) ?? [];
  return { property: named(before), direction: directionIn(suffix) };
}

function directionIn(value: unknown): Direction | undefined {
  const text = String(value).toLowerCase();
  if (/^(asc|ascending|1)$/.test(text)) return 'ascending';
  return /^(desc|descending|-1)$/.test(text) ? 'descending' : undefined;
}

/** The values of an enumeration, also where a list has several of them. */
export function enumOf({ excerpt: { document } }: TestedOperation, { schema }: ParameterObject): unknown[] {
  const schemas = schemasInPlace(document, schema);
  return schemas.flatMap(
    (part) => part.enum ?? schemasInPlace(document, part.items).flatMap((item) => item.enum ?? []),
  );
}

/** The value that the contract says a server assumes. */
export function defaultOf({ excerpt: { document } }: TestedOperation, { schema }: ParameterObject): unknown {
  return schemasInPlace(document, schema)
    .map((part) => part['default'])
    .find((value) => value !== undefined);
}

/** What a value is sorted by, where every server sorts it alike: numbers, times, and small first letters. */
export function rankIn(value: unknown): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d\d-\d\d(T|$)/i.test(value)) return Date.parse(value) || undefined;
  // Capitals, letters of other alphabets, digits and signs have other places in each collation.
  return /^[a-y]/.test(value) ? value.charAt(0) : undefined;
}
