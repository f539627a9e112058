/** The lending desk: a correct server of `desk.yaml`, written by hand and without Concordat. `desk-mutants.ts` changes its lines. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fields = Record<string, unknown>;

interface DeskResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

class Refusal extends Error {
  readonly response: DeskResponse;
  constructor(status: number, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.response = { status, body: { status, detail }, headers };
  }
}

const members = new Map<number, Fields>();
const notes = new Map<number, Fields & { memberId: number }>();
const loans = new Map<number, Fields>();
const shelves = new Map<string, Fields>();
let last = 0;

const levels = ['reader', 'friend', 'patron'];
const isText = (value: unknown, min: number, max: number) =>
  typeof value === 'string' && [...value].length >= min && [...value].length <= max;
const isWhole = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const isEmail = (value: unknown) => isText(value, 3, 60) && /^[^\s@]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(String(value));
const isMoment = (value: unknown) => {
  const [, day = '', hour = ''] =
    /^(\d{4}-\d\d-\d\d)[Tt](\d\d):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.exec(String(value)) ?? [];
  const date = new Date(day);
  return Number(hour) < 24 && !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day);
};
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Rules = Record<string, (value: unknown) => boolean>;
const addressRules: Rules = {
  street: (value) => isText(value, 1, 40),
  town: (value) => value === null || isText(value, 1, 40),
};
const memberRules: Rules = {
  name: (value) => isText(value, 1, 60),
  email: isEmail,
  phone: (value) => value === null || (typeof value === 'string' && /^[0-9]{3,12}$/.test(value)),
  level: (value) => levels.includes(value as string),
  visits: (value) => isWhole(value, 0, 9999),
  joined: isMoment,
  address: (value) => value === null || (isObject(value) && fits(value, addressRules)),
};
const patchRules: Rules = {
  name: (value) => isText(value, 1, 60),
  phone: (value) => value === null || (typeof value === 'string' && /^[0-9]{3,12}$/.test(value)),
  address: (value) => value === null || (isObject(value) && fits(value, addressRules)),
};
const noteRules: Rules = { text: (value) => isText(value, 1, 100) };
const loanRules: Rules = {
  memberId: (value) => isWhole(value, 1, 2147483647),
  title: (value) => isText(value, 1, 40),
  copies: (value) => isWhole(value, 1, 500),
  due: isMoment,
};
const shelfRules: Rules = { room: (value) => isText(value, 1, 40), metres: (value) => isWhole(value, 1, 90) };

function fits(fields: Fields, rules: Rules): boolean {
  return Object.entries(fields).every(([name, value]) => rules[name]?.(value) === true);
}

function check(fields: unknown, rules: Rules, required: string[]): asserts fields is Fields {
  if (!isObject(fields) || !required.every((name) => name in fields) || !fits(fields, rules))
    throw new Refusal(400, 'body');
}

/** A token is the name, the number of the sign-in, and a signature of both. */
function sign(text: string): string {
  return `${text}.${createHmac('sha256', 'of the desk').update(text).digest('base64url')}`;
}

function authorize(request: IncomingMessage): void {
  const [, scheme = '', token = ''] = /^(\S+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const text = token.slice(0, token.lastIndexOf('.'));
  if (scheme.toLowerCase() !== 'bearer') throw new Refusal(401, 'scheme');
  if (token !== sign(text)) throw new Refusal(401, 'token');
}

async function readText(request: IncomingMessage, wanted: RegExp): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (!wanted.test(request.headers['content-type'] ?? '')) throw new Refusal(415, 'content-type');
  try {
    return new TextDecoder('utf8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Refusal(400, 'encoding');
  }
}

async function readJson(request: IncomingMessage, wanted = /^application\/json\b/): Promise<unknown> {
  const text = await readText(request, wanted);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'syntax');
  }
}

function idOf(text: string): number {
  if (!/^[0-9]+$/.test(text) || !isWhole(Number(text), 1, 2147483647)) throw new Refusal(400, 'id');
  return Number(text);
}

function found<T>(record: T | undefined): T {
  if (record === undefined) throw new Refusal(404, 'not found');
  return record;
}

function numberIn(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^[0-9]+$/.test(text) || !isWhole(Number(text), min, max)) throw new Refusal(400, name);
  return Number(text);
}

function wordIn(query: URLSearchParams, name: string, words: string[]): string | undefined {
  const word = query.get(name) ?? undefined;
  if (word !== undefined && !words.includes(word)) throw new Refusal(400, name);
  return word;
}

function sorted(records: Fields[], by: string | undefined, isDescending: boolean): Fields[] {
  if (by === undefined) return records;
  const rank = (record: Fields) => (typeof record[by] === 'number' ? record[by] : Date.parse(String(record[by] ?? 0)));
  const inOrder = records.toSorted((a, b) => rank(a) - rank(b));
  return isDescending ? inOrder.reverse() : inOrder;
}

function mergePatch(target: unknown, patch: Fields): Fields {
  const merged: Fields = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? mergePatch(merged[name], value) : value;
  }
  return merged;
}

async function createToken(request: IncomingMessage): Promise<DeskResponse> {
  const form = new URLSearchParams(await readText(request, /^application\/x-www-form-urlencoded\b/));
  if (form.get('grant_type') !== 'password') throw new Refusal(400, 'grant_type');
  const isKnown = form.get('username') === 'clerk' && form.get('password') === 'Quiet please';
  if (!isKnown) throw new Refusal(400, 'invalid_grant');
  return { status: 200, body: { access_token: sign(`clerk-${++last}`), token_type: 'bearer' } };
}

function isTaken(email: unknown): boolean {
  return [...members.values()].some((member) => String(member['email']).toLowerCase() === String(email).toLowerCase());
}

function listMembers(query: URLSearchParams): DeskResponse {
  const limit = numberIn(query, 'limit', 5, 1, 20);
  const minVisits = numberIn(query, 'minVisits', 0, 0, 9999);
  const sort = wordIn(query, 'sort', ['visits', '-visits', 'joined', '-joined']);
  const level = wordIn(query, 'level', levels);
  const q = query.get('q');
  if (q !== null && !isText(q, 1, 60)) throw new Refusal(400, 'q');
  const cursor = query.get('cursor');
  if (cursor !== null && !/^after-[0-9]+$/.test(cursor)) throw new Refusal(400, 'cursor');
  const kept = [...members.values()]
    .filter((member) => level === undefined || member['level'] === level)
    .filter((member) => Number(member['visits']) >= minVisits)
    .filter((member) => q === null || String(member['name']).toLowerCase().includes(q.toLowerCase()));
  const all = sorted(kept, sort?.replace('-', ''), sort?.startsWith('-') === true);
  const start = cursor === null ? 0 : all.findIndex((member) => member['id'] === Number(cursor.slice(6))) + 1;
  const items = all.slice(start, start + limit);
  const next = start + limit < all.length ? `after-${items.at(-1)?.['id']}` : null;
  return { status: 200, body: { items, next } };
}

async function handleMembers(request: IncomingMessage, query: URLSearchParams): Promise<DeskResponse> {
  if (request.method === 'GET') return listMembers(query);
  if (request.method !== 'POST') throw new Refusal(405, 'method', { Allow: 'GET, HEAD, POST' });
  const fields = await readJson(request);
  check(fields, memberRules, ['name', 'email']);
  if (isTaken(fields['email'])) throw new Refusal(409, 'email');
  const created = new Date().toISOString();
  const id = ++last;
  const member = { level: 'reader', visits: 0, created, joined: created, ...fields, id };
  members.set(id, member);
  return { status: 201, body: member, headers: { Location: `/v1/members/${id}` } };
}

async function handleMember(request: IncomingMessage, text: string): Promise<DeskResponse> {
  const { method = '' } = request;
  if (!['GET', 'PATCH', 'DELETE'].includes(method))
    throw new Refusal(405, 'method', { Allow: 'DELETE, GET, HEAD, PATCH' });
  const id = idOf(text);
  if (method === 'GET') return { status: 200, body: found(members.get(id)) };
  if (method === 'DELETE') {
    found(members.get(id));
    members.delete(id);
    for (const [noteId, note] of notes) if (note.memberId === id) notes.delete(noteId);
    return { status: 204 };
  }
  const patch = await readJson(request, /^application\/merge-patch\+json\b/);
  check(patch, patchRules, []);
  if (Object.keys(patch).length === 0) throw new Refusal(400, 'body');
  const member = mergePatch(found(members.get(id)), patch);
  members.set(id, member);
  return { status: 200, body: member };
}

async function handleNotes(request: IncomingMessage, text: string): Promise<DeskResponse> {
  const { method = '' } = request;
  if (!['GET', 'POST'].includes(method)) throw new Refusal(405, 'method', { Allow: 'GET, HEAD, POST' });
  const memberId = idOf(text);
  if (method === 'GET') {
    found(members.get(memberId));
    const own = [...notes.values()].filter((note) => note.memberId === memberId);
    return { status: 200, body: own };
  }
  const fields = await readJson(request);
  check(fields, noteRules, ['text']);
  found(members.get(memberId));
  const id = ++last;
  const note = { ...fields, id, memberId };
  notes.set(id, note);
  return { status: 201, body: note };
}

function handleNote(request: IncomingMessage, member: string, text: string): DeskResponse {
  const { method = '' } = request;
  if (!['GET', 'DELETE'].includes(method)) throw new Refusal(405, 'method', { Allow: 'DELETE, GET, HEAD' });
  const [memberId, id] = [idOf(member), idOf(text)];
  const note = found(notes.get(id));
  if (method === 'GET' && note.memberId !== memberId) throw new Refusal(404, 'note');
  if (method === 'DELETE' && note.memberId !== memberId) throw new Refusal(404, 'note');
  if (method === 'GET') return { status: 200, body: note };
  notes.delete(id);
  return { status: 204 };
}

function listLoans(query: URLSearchParams): DeskResponse {
  const size = numberIn(query, 'per_page', 20, 1, 50);
  const page = numberIn(query, 'page', 1, 1, 1000);
  const by = wordIn(query, 'sort_by', ['copies', 'due']);
  const direction = wordIn(query, 'direction', ['asc', 'desc']) ?? 'asc';
  const state = wordIn(query, 'state', ['open', 'returned']) ?? 'open';
  const kept = [...loans.values()].filter((loan) => loan['state'] === state);
  const all = sorted(kept, by, direction === 'desc');
  const items = all.slice((page - 1) * size, page * size);
  const more = new URLSearchParams([...query].filter(([name]) => name !== 'page'));
  const headers: Record<string, string> =
    page * size < all.length ? { Link: `</v1/loans?${more}&page=${page + 1}>; rel="next"` } : {};
  return { status: 200, body: items, headers };
}

async function handleLoans(request: IncomingMessage, query: URLSearchParams): Promise<DeskResponse> {
  if (request.method === 'GET') return listLoans(query);
  if (request.method !== 'POST') throw new Refusal(405, 'method', { Allow: 'GET, HEAD, POST' });
  const fields = await readJson(request);
  check(fields, loanRules, ['memberId', 'title', 'copies']);
  if (!members.has(Number(fields['memberId']))) throw new Refusal(404, 'memberId');
  const id = ++last;
  const loan = { ...fields, id, state: 'open' };
  loans.set(id, loan);
  return { status: 201, body: loan, headers: { Location: `/v1/loans/${id}` } };
}

function handleLoan(request: IncomingMessage, text: string): DeskResponse {
  if (!['GET', 'DELETE'].includes(request.method ?? ''))
    throw new Refusal(405, 'method', { Allow: 'DELETE, GET, HEAD' });
  const id = idOf(text);
  const loan = found(loans.get(id));
  if (request.method === 'GET') return { status: 200, body: loan };
  loans.delete(id);
  return { status: 204 };
}

async function handleShelf(request: IncomingMessage, code: string): Promise<DeskResponse> {
  const { method = '' } = request;
  if (!['GET', 'PUT', 'DELETE'].includes(method)) throw new Refusal(405, 'method', { Allow: 'DELETE, GET, HEAD, PUT' });
  if (!/^[a-z]{2,8}$/.test(code)) throw new Refusal(400, 'code');
  if (method === 'GET') return { status: 200, body: found(shelves.get(code)) };
  if (method === 'DELETE') {
    if (!shelves.delete(code)) throw new Refusal(404, 'code');
    return { status: 204 };
  }
  const fields = await readJson(request);
  check(fields, shelfRules, ['room']);
  const status = shelves.has(code) ? 200 : 201;
  const shelf = { ...fields, code };
  shelves.set(code, shelf);
  return { status, body: shelf };
}

async function handle(request: IncomingMessage): Promise<DeskResponse> {
  const url = new URL(request.url ?? '/', 'http://desk.example');
  const [, base, kind, id, child, childId, ...rest] = url.pathname.split('/').map(decodeURIComponent);
  if (base !== 'v1' || rest.length > 0) throw new Refusal(404, 'path');
  if (kind === 'token' && id === undefined) {
    if (request.method !== 'POST') throw new Refusal(405, 'method', { Allow: 'POST' });
    return createToken(request);
  }
  authorize(request);
  if (kind === 'members' && id === undefined) return handleMembers(request, url.searchParams);
  if (kind === 'members' && child === undefined) return handleMember(request, id as string);
  if (kind === 'members' && child === 'notes' && childId === undefined) return handleNotes(request, id as string);
  if (kind === 'members' && child === 'notes') return handleNote(request, id as string, childId as string);
  if (kind === 'loans' && id === undefined) return handleLoans(request, url.searchParams);
  if (kind === 'loans' && child === undefined) return handleLoan(request, id as string);
  if (kind === 'shelves' && id !== undefined && child === undefined) return handleShelf(request, id);
  throw new Refusal(404, 'path');
}

const server = createServer(async (request, response) => {
  let result: DeskResponse;
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

/** Ends the desk, with all connections that there are. */
export function close(): void {
  server.close();
  server.closeAllConnections();
}
