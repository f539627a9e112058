/** A contract and a correct server of it, from one description of collections. */
import { contractOf, type Handler, type TestResponse } from '../with-server.ts';

type Fields = Record<string, unknown>;
interface Schema {
  readonly [keyword: string]: unknown;
}

/** Records of one kind. */
export interface Collection {
  /** Of the settable fields. */
  readonly schema: Schema;
  /** Paths of values that no two records share: `email`, `profile.email`. */
  readonly unique?: readonly string[];
  /** Values that name records: `bookId`, `authors.*`, `author.id`, by path of their collection. */
  readonly references?: Readonly<Record<string, string>>;
  /** The statuses of a value that is taken, and of a record that isn't there. Default: 409, 422. */
  readonly takenStatus?: number;
  readonly unknownStatus?: number;
  /** Why a record can't be made now: a status. */
  readonly refuses?: (fields: Fields, state: State) => number | undefined;
  /** `POST /orders/{id}/cancel`: what it does to a record, or a status. */
  readonly actions?: Readonly<
    Record<string, { readonly schema: Schema; readonly run: (record: Fields, state: State) => number | undefined }>
  >;
  /** Records that can't be created. */
  readonly seeded?: readonly Fields[];
  /** The name of the id. Default: `id`. */
  readonly id?: string;
  readonly statuses?: readonly number[];
}

export type State = ReadonlyMap<string, Map<string, Fields>>;
export type Api = Readonly<Record<string, Collection>>;

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

export function contractOfApi(api: Api) {
  const paths: Record<string, object> = {};
  for (const [
    path,
    { schema, seeded, id = 'id', actions = {}, takenStatus = 409, unknownStatus = 422, statuses = [] },
  ] of Object.entries(api)) {
    const name = path.slice(1);
    const idSchema = seeded ? { type: 'string' } : { type: 'integer' };
    const record = {
      ...schema,
      properties: { ...(schema['properties'] as object), [id]: { ...idSchema, readOnly: true } },
    };
    const refused = Object.fromEntries(
      [400, 404, 405, 415, takenStatus, unknownStatus, ...statuses].map((status) => [status, { description: 'No.' }]),
    );
    const ok = { description: 'Ok.', ...json(record) };
    const body = { required: true, ...json(schema) };
    const one = {
      name: id,
      in: 'path',
      required: true,
      schema: seeded ? { type: 'string' } : { type: 'integer', minimum: 1 },
    };
    const list = {
      operationId: `list ${name}`,
      responses: { 200: { description: 'Ok.', ...json({ type: 'array', items: record }) }, ...refused },
    };
    const read = { operationId: `read ${name}`, responses: { 200: ok, ...refused } };
    if (seeded) {
      paths[path] = { get: list };
      paths[`${path}/{${id}}`] = { parameters: [one], get: read };
      continue;
    }
    paths[path] = {
      get: list,
      post: { operationId: `create ${name}`, requestBody: body, responses: { 201: ok, ...refused } },
    };
    paths[`${path}/{${id}}`] = {
      parameters: [one],
      get: read,
      put: { operationId: `replace ${name}`, requestBody: body, responses: { 200: ok, ...refused } },
      delete: { operationId: `delete ${name}`, responses: { 204: { description: 'Gone.' }, ...refused } },
    };
    for (const [action, { schema: wanted }] of Object.entries(actions))
      paths[`${path}/{${id}}/${action}`] = {
        parameters: [one],
        post: {
          operationId: `${action} ${name}`,
          requestBody: { required: true, ...json(wanted) },
          responses: { 200: ok, ...refused },
        },
      };
  }
  return contractOf(paths);
}

/** @param defects change what a collection does, against the contract */
export function serverOf(api: Api): Handler {
  const state = new Map(
    Object.entries(api).map(([path, { seeded = [], id = 'id' }]) => [
      path,
      new Map(seeded.map((record) => [String(record[id]), record])),
    ]),
  );
  let last = 0;
  return ({ method, path, headers, text }): TestResponse => {
    const [, collectionName = '', key, action, ...rest] = path.split('/').map(decodeURIComponent);
    const collectionPath = `/${collectionName}`;
    const collection = api[collectionPath];
    const records = state.get(collectionPath);
    if (!collection || !records || rest.length > 0) return { status: 404 };
    const { schema, seeded, id = 'id', actions = {} } = collection;
    const run = action === undefined ? undefined : actions[action];
    if (action !== undefined && !run) return { status: 404 };
    const allowed = run ? ['POST'] : seeded ? ['GET'] : key === undefined ? ['GET', 'POST'] : ['GET', 'PUT', 'DELETE'];
    if (!allowed.includes(method)) return { status: 405, headers: { allow: allowed.join(', ') } };
    if (key !== undefined && !seeded && !/^[1-9]\d*$/.test(key)) return { status: 400 };
    let value: unknown;
    if (method === 'POST' || method === 'PUT') {
      if (text === '' && headers['content-type'] === undefined) return { status: 400 };
      if (!/^application\/json/.test(headers['content-type'] ?? '')) return { status: 415 };
      try {
        if (text.includes('\ufffd')) return { status: 400 };
        value = JSON.parse(text);
      } catch {
        return { status: 400 };
      }
      if (!fits(run ? run.schema : schema, value)) return { status: 400 };
    }
    const record = key === undefined ? undefined : records.get(key);
    if (key !== undefined && !record) return { status: 404 };
    if (run && record) {
      const status = run.run(record, state);
      return status === undefined ? { body: record } : { status };
    }
    if (method === 'GET') return { body: record ?? [...records.values()] };
    if (method === 'DELETE') {
      records.delete(key as string);
      return { status: 204 };
    }
    const fields = value as Fields;
    for (const [place, target] of Object.entries(collection.references ?? {}))
      if (valuesAt(fields, place).some((one) => !state.get(target)?.has(String(one))))
        return { status: collection.unknownStatus ?? 422 };
    for (const place of collection.unique ?? [])
      for (const [otherKey, other] of records)
        if (otherKey !== key && valuesAt(other, place).some((one) => valuesAt(fields, place).includes(one)))
          return { status: collection.takenStatus ?? 409 };
    const refused = method === 'POST' ? collection.refuses?.(fields, state) : undefined;
    if (refused !== undefined) return { status: refused };
    const made = { ...fields, [id]: record?.[id] ?? ++last };
    records.set(String(made[id]), made);
    return { status: method === 'POST' ? 201 : 200, body: made };
  };
}

function valuesAt(value: unknown, place: string): unknown[] {
  return place.split('.').reduce<unknown[]>(
    (values, name) =>
      values.flatMap((one) => {
        if (typeof one !== 'object' || one === null) return [];
        const inner = name === '*' ? Object.values(one) : [(one as Fields)[name]];
        return inner.filter((each) => each !== undefined);
      }),
    [value],
  );
}

const formats: Readonly<Record<string, RegExp>> = {
  email:
    /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z\d]([a-z\d-]*[a-z\d])?$/i,
  uuid: /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i,
};

/** As much of JSON Schema as the servers here need. */
function fits(schema: Schema, value: unknown): boolean {
  const {
    type,
    properties = {},
    required = [],
    items,
    minimum,
    maximum,
    minLength,
    maxLength,
    minItems,
    maxItems,
  } = schema as {
    type?: string;
    properties?: Record<string, Schema>;
    required?: string[];
    items?: Schema;
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    minItems?: number;
    maxItems?: number;
  };
  if (schema['enum'] && !(schema['enum'] as unknown[]).includes(value)) return false;
  const kind =
    value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (type !== undefined && type !== kind && !(type === 'number' && kind === 'integer')) return false;
  if (typeof value === 'string') {
    const { length } = [...value];
    const pattern = schema['pattern'] as string | undefined;
    const format = formats[schema['format'] as string];
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return false;
    return length >= (minLength ?? 0) && length <= (maxLength ?? Infinity) && (format?.test(value) ?? true);
  }
  if (typeof value === 'number') return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  if (Array.isArray(value)) {
    if (schema['uniqueItems'] === true && new Set(value).size < value.length) return false;
    return (
      value.length >= (minItems ?? 0) &&
      value.length <= (maxItems ?? Infinity) &&
      value.every((item) => fits(items ?? {}, item))
    );
  }
  if (typeof value !== 'object' || value === null) return true;
  const fields = value as Fields;
  if (schema['additionalProperties'] === false && Object.keys(fields).some((name) => !Object.hasOwn(properties, name)))
    return false;
  return (
    required.every((name) => Object.hasOwn(fields, name)) &&
    Object.entries(properties).every(([name, inner]) => !Object.hasOwn(fields, name) || fits(inner, fields[name]))
  );
}
