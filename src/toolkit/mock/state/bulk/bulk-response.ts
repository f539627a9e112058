import { isObject } from '../../../contract/document/is-object.ts';
import { valueAt } from '../../../contract/document/json-pointer.ts';
import { successOf } from '../../../contract/resource/record-shape.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import type { MockOperation } from '../../mock-operation.ts';
import { wordsOf } from '../../plausible/words.ts';
import { statusFor } from '../actions/status-words.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { BulkAction } from './bulk-operations.ts';

/** What became of one of the records of a request. */
export interface BulkResult {
  /** As it is then, or was before it was deleted; undefined if nothing was done. */
  readonly record: MockRecord | undefined;
  readonly id: unknown;
  /** Why nothing was done. */
  readonly error: string | undefined;
}

type Schemas = ReturnType<typeof schemasInPlace>;

const failed = /\b(fail(ed|ures?)?|errors?|rejected|invalid|skipped|missing|not found|unprocessed)\b/;
const position = /^(index|position|line|row|item index)$/;
const verbs: Readonly<Record<BulkAction, string>> = { create: 'create', patch: 'update', delete: 'delete' };
const done = ['succeed', 'ok', 'success', 'done', 'complete', 'process', 'accept'];

/** The success that an operation declares, with what became of each record in it. */
export function bulkResponse(
  prepared: MockOperation,
  plain: OperationResponse,
  action: BulkAction,
  results: readonly BulkResult[],
  id: string,
): OperationResponse {
  const place = successOf(prepared);
  if (!place || plain.body === undefined) return plain;
  const { document } = prepared.instances;
  const root = schemasInPlace(document, valueAt(document, place.schemaPointer));
  const good = results.filter(({ error }) => error === undefined);
  const bad = results.filter(({ error }) => error !== undefined);

  const one = (schemas: Schemas, result: BulkResult, index: number): unknown => {
    const names = propertyNames(schemas);
    if (names.length === 0) return result.id;
    if (result.record && names.includes(id) && isRecord(names, result.record)) return result.record;
    const isFailed = result.error !== undefined;
    const fields = names.map((name): [string, unknown] => {
      const words = wordsOf(name);
      const inner = schemasInPlace(document, ...schemasAt(schemas, name));
      const types = inner.flatMap(({ type }) => type ?? []);
      if (name === id || words === 'id' || words.endsWith(' id')) return [name, result.id];
      if (position.test(words)) return [name, index];
      const inside = propertyNames(inner);
      if (failed.test(words)) return [name, isFailed ? errorIn(document, inner, inside, result.error) : undefined];
      if (inside.includes(id)) return [name, result.record];
      if (types.includes('boolean')) return [name, !isFailed];
      if (/^(status|result|outcome|state)$/.test(words)) return [name, statusIn(inner, isFailed, action)];
      if (/^(status|http)? ?(code|status)$/.test(words))
        return [name, isFailed ? 404 : action === 'create' ? 201 : 200];
      return [name, result.record?.[name]];
    });
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  };

  const listed = (schemas: Schemas, of: readonly BulkResult[]) => {
    const items = schemasInPlace(document, ...schemas.flatMap(({ items: own }) => (own === undefined ? [] : [own])));
    return of.map((result) => one(items, result, results.indexOf(result)));
  };

  const whole = (schemas: Schemas, there: unknown, depth = 0): unknown => {
    if (schemas.some(({ items }) => items !== undefined)) return listed(schemas, results);
    if (!isObject(there)) return there;
    const fields = Object.entries(there).map(([name, value]): [string, unknown] => {
      const words = wordsOf(name);
      const inner = schemasInPlace(document, ...schemasAt(schemas, name));
      if (Array.isArray(value)) {
        const isWhole = /^(results?|items|responses?|operations)$/.test(words);
        return [name, listed(inner, failed.test(words) ? bad : isWhole ? results : good)];
      }
      if (typeof value === 'number')
        return [
          name,
          failed.test(words) ? bad.length : /\b(total|requested|received)\b/.test(words) ? results.length : good.length,
        ];
      if (typeof value === 'boolean') return [name, failed.test(words) ? bad.length > 0 : bad.length === 0];
      return [name, depth < 2 ? whole(inner, value, depth + 1) : value];
    });
    return Object.fromEntries(fields);
  };
  return { ...plain, body: whole(root, plain.body) };
}

function isRecord(names: readonly string[], record: MockRecord): boolean {
  const shared = names.filter((name) => Object.hasOwn(record, name)).length;
  return shared > 1 && shared * 2 >= names.length;
}

function statusIn(schemas: Schemas, isFailed: boolean, action: BulkAction): unknown {
  const types = schemas.flatMap(({ type }) => type ?? []);
  if (types.includes('integer')) return isFailed ? 404 : action === 'create' ? 201 : 200;
  const values = schemas.flatMap((schema) => (Array.isArray(schema['enum']) ? schema['enum'] : []));
  const wanted = isFailed ? ['fail', 'error', 'reject', 'not found', 'skip'] : [verbs[action], ...done];
  const found = wanted.flatMap((verb) => statusFor(verb, values) ?? [])[0];
  return found ?? (values.length > 0 ? values[0] : (wanted[0] as string));
}

/** Why nothing was done, as a text or in the properties that say it. */
function errorIn(
  document: MockOperation['instances']['document'],
  schemas: Schemas,
  names: readonly string[],
  error?: string,
) {
  if (names.length === 0) return error;
  const fields = names.map((name): [string, unknown] => {
    const inner = schemasInPlace(document, ...schemasAt(schemas, name));
    const values = inner.flatMap((schema) => (Array.isArray(schema['enum']) ? schema['enum'] : []));
    const words = wordsOf(name);
    if (values.length > 0) return [name, statusFor('not found', values) ?? values[0]];
    if (/^(message|detail|title|description|reason)$/.test(words)) return [name, error];
    return [name, /^(code|type)$/.test(words) ? 'not_found' : undefined];
  });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
