/** Authors that can only be created and listed: a contract, and a server of it, in many variants. */
import type { Handler } from '../with-server.ts';

export type Fields = Record<string, unknown>;

export const text = { type: 'string', minLength: 1, maxLength: 60 };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
export const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  required,
  properties,
});
const refused = { '4XX': { description: 'No.' } };

/** How a server of authors differs from one that keeps them, and lists all of them in the order of their ids. */
export interface Variant {
  /** Settable properties beside the name. */
  readonly fields?: object;
  /** Those that the server sets. */
  readonly own?: object;
  readonly status?: number;
  readonly summary?: string;
  readonly parameters?: readonly object[];
  readonly item?: object;
  readonly listSchema?: (item: object) => object;
  readonly responseSchema?: object;
  /** What is stored. */
  readonly make?: (sent: Fields, id: number) => Fields;
  /** What the response to a create has of it. */
  readonly response?: (record: Fields) => unknown;
  /** What a list has. */
  readonly list?: (all: readonly Fields[], query: URLSearchParams) => unknown;
  readonly headers?: Record<string, string>;
}

export function pathsOf(variant: Variant): object {
  const { fields = { email: text }, own = {}, status = 201, summary = 'Authors', parameters = [] } = variant;
  const sent = { name: text, ...fields };
  const record = object({ id: { type: 'integer' }, ...sent, ...own }, ['id']);
  const {
    item = record,
    responseSchema = record,
    listSchema = (items: object) => ({ type: 'array', items }),
  } = variant;
  const schema = { ...object(sent, ['name']), additionalProperties: false };
  const made = { [status]: { description: 'Ok.', ...(status !== 204 && json(responseSchema)) }, ...refused };
  const listed = { 200: { description: 'Ok.', ...json(listSchema(item)) }, ...refused };
  const requestBody = { required: true, ...json(schema) };
  return {
    '/authors': {
      get: { operationId: 'listAuthors', summary, parameters, responses: listed },
      post: { operationId: 'createAuthor', summary: 'Add an author', requestBody, responses: made },
    },
  };
}

export function serverOf(variant: Variant): Handler {
  const { fields = { email: text }, status = 201, parameters = [], headers = {} } = variant;
  const { make = (sent, id) => ({ id, ...sent }), response = (record) => record, list = (all) => all } = variant;
  const settable: Fields = { name: text, ...fields };
  const known = new Map(parameters.map((one) => [(one as Fields)['name'], (one as Fields)['schema'] as Fields]));
  const all: Fields[] = [];
  return ({ method, path, headers: { 'content-type': type }, text: body, query }) => {
    if (path !== '/authors') return { status: 404 };
    if (method === 'GET') {
      const isFine = ([name, value]: [string, string]) =>
        query.getAll(name).length === 1 && isValid(known.get(name), /^-?\d+$/.test(value) ? Number(value) : value);
      return [...query].every(isFine) ? { body: list(all, query), headers } : { status: 400 };
    }
    if (method !== 'POST') return { status: 405, headers: { Allow: 'GET, POST' } };
    if (body !== '' && type !== 'application/json') return { status: 415 };
    const sent = parse(body);
    const isSent = sent && Object.entries(sent).every(([name, value]) => isValid(settable[name] as Fields, value));
    if (!sent || !isSent || !('name' in sent)) return { status: 400 };
    const record = make(sent, all.length + 1);
    all.push(record);
    return status === 204 ? { status } : { status, body: response(record) };
  };
}

function isValid(schema: Fields | undefined, value: unknown): boolean {
  const { type, format, minimum = 0, maximum = 100, minLength = 1 } = schema ?? {};
  if (type === 'integer')
    return Number.isInteger(value) && Number(value) >= Number(minimum) && Number(value) <= Number(maximum);
  if (
    schema === undefined ||
    typeof value !== 'string' ||
    [...value].length < Number(minLength) ||
    [...value].length > 60
  )
    return false;
  const [day = ''] = value.split('T');
  return format !== 'date' || (/^\d{4}-\d\d-\d\d$/.test(value) && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day));
}

function parse(body: string): Fields | undefined {
  try {
    const value = JSON.parse(body.includes('\ufffd') ? '' : body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
