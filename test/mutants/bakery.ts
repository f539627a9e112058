/** The bakery: a correct server of `bakery.yaml`, written by hand and without Concordat. `bakery-mutants.ts` changes its lines. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fields = Record<string, unknown>;

interface BakeryResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

class Refusal extends Error {
  readonly response: BakeryResponse;
  constructor(status: number, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.response = { status, body: { status, detail }, headers };
  }
}

const cakes = new Map<number, Fields>();
let last = 0;

const isText = (value: unknown, min: number, max: number) =>
  typeof value === 'string' && [...value].length >= min && [...value].length <= max;
const isWhole = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown, min: number, max: number, fits: (item: unknown) => boolean) =>
  Array.isArray(value) && value.length >= min && value.length <= max && value.every(fits);
const fitsOf = (known: Rules, fields: Fields) =>
  Object.entries(fields).every(([name, value]) => known[name]?.(value) !== false);

type Rules = Record<string, (value: unknown) => boolean>;

const layerRules: Rules = {
  filling: (value) => isText(value, 1, 20),
  height: (value) => isWhole(value, 1, 9),
};
const ovenRules: Rules = {
  degrees: (value) => isWhole(value, 50, 300),
  hasFan: (value) => typeof value === 'boolean',
};

const isShelf = (value: unknown) => typeof value === 'string' && /^[A-Z]{2}[0-9]{3}$/.test(value);
const isIngredient = (name: string) => /^[a-z]+$/.test(name);
const isAmounts = (value: unknown) =>
  isObject(value) &&
  Object.keys(value).length >= 1 &&
  Object.keys(value).length <= 4 &&
  Object.entries(value).every(([name, grams]) => isIngredient(name) && isWhole(grams, 1, 5000));
const isNotes = (value: unknown) =>
  isObject(value) && Object.keys(value).length <= 3 && Object.values(value).every((note) => isText(note, 0, 20));

/** What each field of a cake has to be. */
const rules: Rules = {
  shelf: isShelf,
  amounts: isAmounts,
  notes: isNotes,
  layers: (value) => isList(value, 1, 5, (one) => isObject(one) && 'filling' in one && fitsOf(layerRules, one)),
  oven: (value) => isObject(value) && fitsOf(ovenRules, value),
  steps: (value) => isList(value, 0, 6, (step) => isText(step, 1, 30)),
  times: (value) => isList(value, 0, 4, (time) => isWhole(time, 0, 99)),
  guests: (value) => isList(value, 0, 4, (guest) => isText(guest, 1, 10)),
};

async function readCake(request: IncomingMessage): Promise<Fields> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new Refusal(415, 'content-type');
  let fields: unknown;
  try {
    fields = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, 'syntax');
  }
  if (!isObject(fields)) throw new Refusal(400, 'body');
  for (const name of ['shelf', 'amounts', 'layers']) if (!(name in fields)) throw new Refusal(400, name);
  for (const [name, value] of Object.entries(fields))
    if (!Object.hasOwn(rules, name) || !rules[name]?.(value)) throw new Refusal(400, name);
  return fields;
}

function mapOf(map: Fields): Fields {
  const made: Fields = {};
  for (const [name, value] of Object.entries(map)) made[name] = value;
  return made;
}

const layerOf = (layer: Fields): Fields => ({ height: 2, ...layer });
const ovenOf = (oven: Fields): Fields => ({ degrees: 180, ...oven });

function makeCake(id: number, fields: Fields): Fields {
  const cake: Fields = { ...fields, id, layers: (fields['layers'] as Fields[]).map(layerOf) };
  if (isObject(cake['notes'])) cake['notes'] = mapOf(cake['notes']);
  if (isObject(cake['oven'])) cake['oven'] = ovenOf(cake['oven']);
  return cake;
}

async function handle(request: IncomingMessage): Promise<BakeryResponse> {
  const { method = '', url = '/' } = request;
  const [, base, kind, text, ...rest] = new URL(url, 'http://bakery.example').pathname.split('/');
  if (base !== 'v1' || kind !== 'cakes' || rest.length > 0) throw new Refusal(404, 'path');
  if (text === undefined) {
    if (method !== 'POST') throw new Refusal(405, 'method', { Allow: 'POST' });
    const made = makeCake(++last, await readCake(request));
    cakes.set(last, made);
    return { status: 201, body: made };
  }
  if (!['GET', 'PUT', 'DELETE'].includes(method)) throw new Refusal(405, 'method', { Allow: 'DELETE, GET, HEAD, PUT' });
  const id = Number(text);
  if (!/^[0-9]+$/.test(text) || !isWhole(id, 1, 2147483647)) throw new Refusal(400, 'id');
  const fields = method === 'PUT' ? await readCake(request) : {};
  if (!cakes.has(id)) throw new Refusal(404, 'cake');
  if (method === 'PUT') cakes.set(id, makeCake(id, fields));
  if (method === 'DELETE') return cakes.delete(id) ? { status: 204 } : { status: 404 };
  return { status: 200, body: cakes.get(id) };
}

const server = createServer(async (request, response) => {
  let result: BakeryResponse;
  try {
    result = await handle(request);
  } catch (error) {
    result = error instanceof Refusal ? error.response : { status: 500, body: { status: 500 } };
  }
  const { status, body, headers = {} } = result;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body !== undefined)
    response.setHeader('Content-Type', status < 400 ? 'application/json' : 'application/problem+json');
  response.writeHead(status);
  response.end(body === undefined ? undefined : JSON.stringify(body));
});

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
export const { port } = server.address() as AddressInfo;

/** Ends the bakery, with all connections that there are. */
export function close(): void {
  server.close();
  server.closeAllConnections();
}
