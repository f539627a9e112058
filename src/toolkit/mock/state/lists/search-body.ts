import { isObject } from '../../../contract/document/is-object.ts';
import type { OpenApiDocument, ParameterObject, RequestBodyObject } from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { wordsOf } from '../../plausible/words.ts';

const searching = /^(search(es)?|query|queries|find|filter|lookup|browse)\b/;
/** What holds some of what is asked for. */
const groups = /^(filters?|where|criteria|conditions?|query|search|pag(e|ing|ination)|sort(ing)?|options)$/;

/** Whether an operation lists what the body of its request asks for: `POST /books/search`. */
export function isSearch({ method, path }: Operation): boolean {
  const last = path.split(/[/:]/).findLast((part) => part !== '') ?? '';
  return method === 'post' && searching.test(wordsOf(last));
}

/** What the body of a search may ask for, as parameters of a query. */
export function searchParameters(document: OpenApiDocument, operation: Operation): readonly ParameterObject[] {
  if (!isSearch(operation)) return [];
  const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
  const schemas = schemasInPlace(document, ...Object.values(content).map(({ schema }) => schema));
  const parameterOf = (owners: typeof schemas, name: string): ParameterObject => {
    const [schema = {}] = schemasAt(owners, name);
    return { name, in: 'query', schema } as ParameterObject;
  };
  return propertyNames(schemas).flatMap((name) => {
    const isGroup = groups.test(wordsOf(name)) && !sorting.test(wordsOf(name));
    const inside = isGroup ? schemasInPlace(document, ...schemasAt(schemas, name)) : [];
    const names = propertyNames(inside);
    return names.length > 0 ? names.map((inner) => parameterOf(inside, inner)) : [parameterOf(schemas, name)];
  });
}

const sorting = /^(sort(ing)?|order)( by)?$/;
const sortedBy = /^(field|by|property|key|name|column|attribute|sort by|order by)$/;

/** What a search sorts by, as a list's parameter has it: `price:desc` for `{ field: 'price', direction: 'desc' }`. */
function orderIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orderIn);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const by = entries.find(([name]) => sortedBy.test(wordsOf(name)))?.[1];
  const direction = entries.find(([name]) =>
    /^(dir(ection)?|order|sort order|desc(ending)?)$/.test(wordsOf(name)),
  )?.[1];
  // `{ price: 'desc' }`
  if (by === undefined) return entries.map(([name, one]) => `${name}:${one}`);
  return /^(desc.*|-1|true)$/i.test(String(direction)) ? `${by}:desc` : by;
}

/** A search as the request of a list that asks for the same. */
export function asQuery(request: ReadRequest): ReadRequest {
  const { body, query } = request;
  if (!isObject(body)) return request;
  const asked = Object.entries(body).flatMap(([name, value]): (readonly [string, unknown])[] => {
    if (sorting.test(wordsOf(name))) return [[name, orderIn(value)]];
    return isObject(value) && groups.test(wordsOf(name)) ? Object.entries(value) : [[name, value]];
  });
  return { ...request, query: { ...query, ...Object.fromEntries(asked.filter(([, value]) => value !== null)) } };
}
