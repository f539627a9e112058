import { valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { setOwnProperty } from '../../contract/document/own-property.ts';
import { wrapperOf } from '../../contract/resource/request-shape.ts';
import {
  propertyNames,
  schemasAt,
  schemasInPlace,
  schemasWithoutBranches,
} from '../../contract/schema/schema-shape.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { FieldDifference, RecordView } from './record-view.ts';

/** What the contract says of a value in a request and in a response. */
interface Place {
  /** Which branch the server takes isn't known. */
  readonly request: readonly SchemaObject[];
  readonly response: readonly SchemaObject[];
}

/**
 * Where a record lacks a default inside of a value that was written: in the items of a list, in an object. What was written is as
 * it was sent, and a response may have what was left out.
 */
export function innerDefaultsLacking(
  view: RecordView,
  writer: TestedOperation,
  body: unknown,
  record: Fields,
): FieldDifference[] {
  const pointer = writer.maker.body?.pointer;
  if (pointer === undefined || wrapperOf(writer, view.properties) !== undefined) return [];
  const { document } = writer.instances;
  const schema = valueAt(document, pointer);
  const filled = Object.entries(view.fieldsSentBy(writer, body)).flatMap(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const place = {
      request: schemasWithoutBranches(document, schema, [name]),
      response: schemasInPlace(view.document, ...schemasAt(view.schemas, name)),
    };
    const wanted = withDefaults(value, place, document, view.document);
    const isKept = wanted !== value && view.agreementOf(name, value, record[name]) === 'same';
    return isKept ? [[name, wanted] as const] : [];
  });
  return view.compare(record, Object.fromEntries(filled));
}

/** The value itself if it lacks none. */
function withDefaults(value: unknown, place: Place, requests: OpenApiDocument, responses: OpenApiDocument): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const within = (token: string | number): Place => ({
    request: schemasAt(place.request, token).flatMap((schema) => schemasWithoutBranches(requests, schema)),
    response: schemasInPlace(responses, ...schemasAt(place.response, token)),
  });
  if (Array.isArray(value)) {
    const items = within(0);
    const filled = value.map((item) => withDefaults(item, items, requests, responses));
    return filled.some((item, index) => item !== value[index]) ? filled : value;
  }
  const filled: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value))
    setOwnProperty(filled, name, withDefaults(inner, within(name), requests, responses));
  const read = new Set(propertyNames(place.response));
  for (const name of propertyNames(place.request)) {
    if (Object.hasOwn(filled, name) || !read.has(name)) continue;
    const { request, response } = within(name);
    const isOfServer = [...request, ...response].some((one) => one['readOnly'] === true || one['writeOnly'] === true);
    // Many servers fill in no default that is behind a reference.
    const written = schemasAt(place.request, name).map((one) => Object(one) as SchemaObject);
    const own = written.find((one) => one.$ref === undefined && one['default'] !== undefined)?.['default'];
    if (own !== undefined && !isOfServer) setOwnProperty<unknown>(filled, name, own);
  }
  const isSame =
    Object.keys(filled).length === Object.keys(value).length &&
    Object.entries(value).every(([name, inner]) => filled[name] === inner);
  return isSame ? value : filled;
}
