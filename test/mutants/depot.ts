/** The depot: a correct server of `depot.yaml`, written by hand and without Concordat. `depot-mutants.ts` changes its lines. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fields = Record<string, unknown>;

interface DepotResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

class Refusal extends Error {
  readonly response: DepotResponse;
  constructor(status: number, headers: Record<string, string> = {}) {
    super(String(status));
    this.response = { status, body: { status }, headers };
  }
}

interface Bin {
  fields: Fields;
  items: Fields[];
  label: Buffer | undefined;
}

const bins = new Map<string, Bin>();
const parts = new Map<number, Fields>();
const orders = new Map<number, Fields>();
const crates = new Map<string, Fields>();
const visits: Fields[] = [];
let settings: Fields = { greeting: 'Welcome', isOpen: true };
let last = 0;

type Rules = Record<string, (value: unknown) => boolean>;
const isText =
  (max: number, min = 0) =>
  (value: unknown) =>
    typeof value === 'string' && [...value].length >= min && [...value].length <= max;
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 1;
const isFlag = (value: unknown) => typeof value === 'boolean';
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const days = ['monday', 'tuesday', 'friday'];
const binRules: Rules = { use: isText(40, 1), note: (value) => value === null || isText(20)(value) };
const itemRules: Rules = { what: isText(40) };
const settingsRules: Rules = {
  greeting: isText(40),
  isOpen: isFlag,
  days: (value) => Array.isArray(value) && value.length <= 3 && value.every((day) => days.includes(day)),
};
const partRules: Rules = { title: isText(40), grams: isCount };
const visitRules: Rules = { visitor: isText(40), remark: isText(20) };
const orderRules: Rules = { customer: isText(40), pieces: isCount };
const attributeRules: Rules = { label: isText(20), remark: (value) => value === null || isText(20)(value) };

async function readBytes(request: IncomingMessage, wanted: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) throw new Refusal(400);
  if (!request.headers['content-type']?.startsWith(wanted)) throw new Refusal(415);
  return bytes;
}

async function readFields(
  request: IncomingMessage,
  rules: Rules,
  required: string[] = [],
  wanted = 'application/json',
): Promise<Fields> {
  const bytes = await readBytes(request, wanted);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400);
  }
  return check(value, rules, required);
}

function check(value: unknown, rules: Rules, required: string[]): Fields {
  if (!isObject(value) || !required.every((name) => name in value)) throw new Refusal(400);
  const known = Object.entries(value).filter(([name]) => rules[name]);
  if (!known.every(([name, own]) => rules[name]?.(own))) throw new Refusal(400);
  return Object.fromEntries(known);
}

function found<T>(record: T | undefined): T {
  if (record === undefined) throw new Refusal(404);
  return record;
}

async function handleBin(request: IncomingMessage, name: string): Promise<DepotResponse> {
  if (!/^[a-z][a-z0-9]{0,19}$/.test(name)) throw new Refusal(400);
  const bin = bins.get(name);
  if (request.method === 'GET') return { status: 200, body: found(bin).fields };
  if (request.method === 'DELETE') {
    if (!bins.delete(name)) throw new Refusal(404);
    return { status: 204 };
  }
  const fields = await readFields(request, binRules, ['use']);
  const made = { ...fields, name };
  bins.set(name, { items: [], label: undefined, ...bins.get(name), fields: made });
  return { status: 200, body: made };
}

async function handleItems(request: IncomingMessage, name: string): Promise<DepotResponse> {
  if (request.method === 'GET') return { status: 200, body: found(bins.get(name)).items };
  const fields = await readFields(request, itemRules, ['what']);
  const item = { ...fields, id: ++last };
  found(bins.get(name)).items.push(item);
  return { status: 201, body: item };
}

async function handleVisits(request: IncomingMessage, query: URLSearchParams): Promise<DepotResponse> {
  if (request.method === 'GET') return listVisits(query);
  const fields = await readFields(request, visitRules, ['visitor']);
  const visit = { ...fields, id: ++last };
  visits.push(visit);
  return { status: 201, body: visit };
}

function listVisits(query: URLSearchParams): DepotResponse {
  const limit = query.get('limit') ?? '50';
  const before = query.get('before') ?? '2147483647';
  const isWithin = (text: string, most: number) => /^[1-9][0-9]*$/.test(text) && Number(text) <= most;
  if (!isWithin(limit, 50) || !isWithin(before, 2147483647)) throw new Refusal(400);
  const found = visits.toReversed().filter(({ id }) => Number(id) < Number(before));
  const page = found.slice(0, Number(limit));
  return { status: 200, body: { visits: page, next_before: page.length < found.length ? page.at(-1)?.['id'] : null } };
}

async function handleLabel(request: IncomingMessage, name: string): Promise<DepotResponse> {
  if (request.method === 'GET') return { status: 200, body: found(found(bins.get(name)).label) };
  const bytes = await readBytes(request, 'application/octet-stream');
  found(bins.get(name)).label = bytes;
  return { status: 204 };
}

async function handleSettings(request: IncomingMessage): Promise<DepotResponse> {
  if (request.method === 'PUT') {
    settings = await readFields(request, settingsRules, ['greeting', 'isOpen']);
    return { status: 200, body: settings };
  }
  if (request.method === 'PATCH') settings = { ...settings, ...(await readFields(request, settingsRules)) };
  return { status: 200, body: settings };
}

/** No two parts have the same title. */
function refuseTaken(title: unknown, own: number | undefined): void {
  const isTaken = [...parts].some(([id, part]) => part['title'] === title && id !== own);
  if (isTaken) throw new Refusal(409);
}

async function handleParts(request: IncomingMessage): Promise<DepotResponse> {
  const fields = await readFields(request, partRules, ['title', 'grams']);
  refuseTaken(fields['title'], undefined);
  const id = ++last;
  const part = { ...fields, id };
  parts.set(id, part);
  return { status: 201, body: part };
}

async function handlePart(request: IncomingMessage, text: string): Promise<DepotResponse> {
  if (!/^[1-9][0-9]*$/.test(text)) throw new Refusal(400);
  const id = Number(text);
  if (request.method === 'GET') return { status: 200, body: found(parts.get(id)) };
  const isPut = request.method === 'PUT';
  const fields = await readFields(request, partRules, isPut ? ['title', 'grams'] : []);
  const old = found(parts.get(id));
  if (isPut) refuseTaken(fields['title'], id);
  else refuseTaken(fields['title'], id);
  const part = isPut ? { ...fields, id } : { ...old, ...fields };
  parts.set(id, part);
  return { status: 200, body: part };
}

/** An order is made a moment later. */
async function handleOrders(request: IncomingMessage): Promise<DepotResponse> {
  const fields = await readFields(request, orderRules, ['customer', 'pieces']);
  const id = ++last;
  const order = { ...fields, id };
  setTimeout(() => orders.set(id, order), 5).unref();
  return { status: 202, body: { state: 'accepted' }, headers: { Location: `/v1/orders/${id}` } };
}

function handleOrder(text: string): DepotResponse {
  if (!/^[1-9][0-9]*$/.test(text)) throw new Refusal(400);
  return { status: 200, body: found(orders.get(Number(text))) };
}

async function readCrate(request: IncomingMessage, required: string[]): Promise<Fields> {
  const rules: Rules = { data: isObject };
  const { data } = await readFields(request, rules, ['data'], 'application/vnd.api+json');
  const { type, id, attributes } = check(
    data,
    { type: (value) => value === 'crates', id: (value) => typeof value === 'string', attributes: isObject },
    required,
  );
  return { type, id, attributes: check(attributes, attributeRules, []) };
}

async function handleCrates(request: IncomingMessage): Promise<DepotResponse> {
  const { type, attributes } = await readCrate(request, ['type', 'attributes']);
  const id = String(++last);
  const crate = { type, id, attributes };
  crates.set(id, crate);
  return { status: 201, body: { data: crate } };
}

async function handleCrate(request: IncomingMessage, id: string): Promise<DepotResponse> {
  if (!/^[0-9]{1,9}$/.test(id)) throw new Refusal(400);
  if (request.method === 'GET') return { status: 200, body: { data: found(crates.get(id)) } };
  const patch = await readCrate(request, ['type', 'id', 'attributes']);
  const old = found(crates.get(id));
  if (patch['id'] !== id) throw new Refusal(409);
  const crate = { ...old, attributes: { ...(old['attributes'] as Fields), ...(patch['attributes'] as Fields) } };
  crates.set(id, crate);
  return { status: 200, body: { data: crate } };
}

const allowed: Record<string, string> = {
  '/bins': 'GET',
  '/bins/*': 'DELETE, GET, PUT',
  '/bins/*/items': 'GET, POST',
  '/bins/*/label': 'GET, PUT',
  '/visits': 'GET, POST',
  '/settings': 'GET, PATCH, PUT',
  '/parts': 'POST',
  '/parts/*': 'GET, PATCH, PUT',
  '/orders': 'POST',
  '/orders/*': 'GET',
  '/crates': 'POST',
  '/crates/*': 'GET, PATCH',
};

function handle(request: IncomingMessage): Promise<DepotResponse> | DepotResponse {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://depot.example');
  const [, base, kind = '', id = '', child, ...rest] = pathname.split('/').map(decodeURIComponent);
  const place = `/${kind}${id === '' ? '' : '/*'}${child === undefined ? '' : `/${child}`}`;
  const methods = base === 'v1' && rest.length === 0 ? allowed[place] : undefined;
  if (methods === undefined) throw new Refusal(404);
  if (!methods.split(', ').includes(request.method ?? '')) throw new Refusal(405, { Allow: methods });
  if (place === '/bins') return { status: 200, body: [...bins.values()].map(({ fields }) => fields) };
  if (place === '/bins/*') return handleBin(request, id);
  if (place === '/bins/*/items') return handleItems(request, id);
  if (place === '/bins/*/label') return handleLabel(request, id);
  if (place === '/visits') return handleVisits(request, searchParams);
  if (place === '/settings') return handleSettings(request);
  if (place === '/parts') return handleParts(request);
  if (place === '/parts/*') return handlePart(request, id);
  if (place === '/orders') return handleOrders(request);
  if (place === '/orders/*') return handleOrder(id);
  return place === '/crates' ? handleCrates(request) : handleCrate(request, id);
}

const server = createServer(async (request, response) => {
  let result: DepotResponse;
  try {
    result = await handle(request);
  } catch (error) {
    result = error instanceof Refusal ? error.response : { status: 500, body: { status: 500 } };
  }
  const { status, body, headers = {} } = result;
  const isFile = Buffer.isBuffer(body);
  const type = request.url?.startsWith('/v1/crates') ? 'application/vnd.api+json' : 'application/json';
  if (body !== undefined)
    response.setHeader(
      'Content-Type',
      status >= 400 ? 'application/problem+json' : isFile ? 'application/octet-stream' : type,
    );
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status);
  response.end(body === undefined || isFile ? body : JSON.stringify(body));
});

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
export const { port } = server.address() as AddressInfo;

/** Ends the depot, with all connections that there are. */
export function close(): void {
  server.close();
  server.closeAllConnections();
}
