/** The library: a correct server of `openapi.yaml`, written by hand and without Concordat. `mutants.ts` changes its lines. */
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isUint8Array } from 'node:util/types';

type Fields = Record<string, unknown>;

interface LibraryResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

class Refusal extends Error {
  readonly response: LibraryResponse;
  constructor(status: number, detail?: string, headers: Record<string, string> = {}) {
    super(detail);
    const title = STATUS_CODES[status] ?? '';
    this.response = { status, body: { status, title, ...(detail !== undefined && { detail }) }, headers };
  }
}

const books = new Map<number, Fields>();
const reviews = new Map<number, Fields[]>();
let lastBook = 0;
let lastReview = 0;

const genres = ['novel', 'poetry', 'history', 'science'];
const length = (text: string) => [...text].length;
const isText = (value: unknown, min: number, max: number) =>
  typeof value === 'string' && length(value) >= min && length(value) <= max;
const isWhole = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const isDate = (value: unknown) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);
const isEmail = (value: unknown) => isText(value, 3, 60) && /^[^\s@]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(String(value));
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (fields: Fields, names: string[]) => Object.keys(fields).every((name) => names.includes(name));
const isUnique = (list: unknown[]) => new Set(list).size === list.length;

/** What each field of a book has to be. */
const rules: Record<string, (value: unknown) => boolean> = {
  title: (value) => isText(value, 1, 120),
  subtitle: (value) => value === null || isText(value, 0, 200),
  isbn: (value) => typeof value === 'string' && /^97[89][0-9]{10}$/.test(value),
  genre: (value) => genres.includes(value as string),
  pages: (value) => isWhole(value, 1, 20000),
  price: (value) => typeof value === 'number' && value > 0 && value <= 1000 && (value * 2) % 1 === 0,
  tags: (value) =>
    Array.isArray(value) && value.length <= 5 && isUnique(value) && value.every((tag) => isText(tag, 1, 20)),
  published: (value) => isDate(value),
  available: (value) => typeof value === 'boolean',
  source: (value) => {
    if (!isObject(value)) return false;
    if ('shop' in value) return isText(value['shop'], 1, 40) && hasOnly(value, ['shop']);
    return isEmail(value['donor']) && hasOnly(value, ['donor']);
  },
};

function checkBook(fields: unknown): asserts fields is Fields {
  if (!isObject(fields)) throw new Refusal(400, 'body');
  for (const name of ['title', 'isbn', 'genre', 'pages']) if (!(name in fields)) throw new Refusal(400, name);
  for (const [name, value] of Object.entries(fields)) if (!rules[name]?.(value)) throw new Refusal(400, name);
}

function checkPatch(fields: unknown): asserts fields is Fields {
  if (!isObject(fields) || Object.keys(fields).length === 0) throw new Refusal(400, 'body');
  if (!hasOnly(fields, ['title', 'pages', 'available'])) throw new Refusal(400, 'body');
  for (const [name, value] of Object.entries(fields)) if (!rules[name]?.(value)) throw new Refusal(400, name);
}

function checkReview(fields: unknown): asserts fields is Fields {
  if (!isObject(fields) || !hasOnly(fields, ['stars', 'text'])) throw new Refusal(400, 'body');
  if (!isWhole(fields['stars'], 1, 5)) throw new Refusal(400, 'stars');
  if ('text' in fields && !isText(fields['text'], 0, 500)) throw new Refusal(400, 'text');
}

function makeBook(id: number, fields: Fields, added = new Date().toISOString()): Fields {
  return { subtitle: null, tags: [], available: true, ...fields, id, added };
}

function locationOf(id: number): string {
  return `/v1/books/${id}`;
}

function authorize(request: IncomingMessage): void {
  const key = request.headers['x-api-key'];
  if (key !== 'library-key') throw new Refusal(401, 'key', { 'WWW-Authenticate': 'ApiKey' });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const type = request.headers['content-type'] ?? '';
  if (chunks.length > 0 && !/^application\/json\b/.test(type)) throw new Refusal(415, 'content-type');
  try {
    return JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, 'syntax');
  }
}

function idOf(text: string): number {
  if (!/^[0-9]+$/.test(text) || !isWhole(Number(text), 1, 2147483647)) throw new Refusal(400, 'id');
  return Number(text);
}

function bookOf(id: number): Fields {
  const book = books.get(id);
  if (!book) throw new Refusal(404, 'book');
  return book;
}

function numberIn(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^[0-9]+$/.test(text) || !isWhole(Number(text), min, max)) throw new Refusal(400, name);
  return Number(text);
}

function listBooks(query: URLSearchParams): LibraryResponse {
  const limit = numberIn(query, 'limit', 10, 1, 50);
  const offset = numberIn(query, 'offset', 0, 0, 100000);
  const genre = query.get('genre');
  if (genre !== null && !genres.includes(genre)) throw new Refusal(400, 'genre');
  const available = query.get('available');
  if (available !== null && !['true', 'false'].includes(available)) throw new Refusal(400, 'available');
  const found = [...books.values()]
    .filter((book) => genre === null || book['genre'] === genre)
    .filter((book) => available === null || String(book['available']) === available);
  const items = found.slice(offset, offset + limit);
  return { status: 200, body: { items, total: found.length } };
}

function etagOf(book: Fields): string {
  let hash = 7;
  for (const character of JSON.stringify(book)) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return `"${hash.toString(16).padStart(8, '0')}"`;
}

async function handleBooks(request: IncomingMessage, query: URLSearchParams): Promise<LibraryResponse> {
  if (request.method === 'GET') return listBooks(query);
  if (request.method !== 'POST') throw new Refusal(405, 'method', { Allow: 'GET, HEAD, POST' });
  authorize(request);
  const fields = await readJson(request);
  checkBook(fields);
  const id = ++lastBook;
  const book = makeBook(id, fields);
  books.set(id, book);
  return { status: 201, body: book, headers: { Location: locationOf(id) } };
}

async function handleBook(request: IncomingMessage, text: string): Promise<LibraryResponse> {
  const { method = '' } = request;
  if (!['GET', 'PUT', 'PATCH', 'DELETE'].includes(method))
    throw new Refusal(405, 'method', { Allow: 'DELETE, GET, HEAD, PATCH, PUT' });
  if (method !== 'GET') authorize(request);
  const id = idOf(text);
  if (method === 'GET') {
    const book = bookOf(id);
    return { status: 200, body: book, headers: { ETag: etagOf(book) } };
  }
  if (method === 'DELETE') {
    bookOf(id);
    books.delete(id);
    reviews.delete(id);
    return { status: 204 };
  }
  const fields = await readJson(request);
  if (method === 'PUT') checkBook(fields);
  else checkPatch(fields);
  const old = bookOf(id);
  const book = method === 'PUT' ? makeBook(id, fields, String(old['added'])) : { ...old, ...fields };
  books.set(id, book);
  return { status: 200, body: book };
}

async function handleReviews(request: IncomingMessage, text: string): Promise<LibraryResponse> {
  const { method = '' } = request;
  if (!['GET', 'POST'].includes(method)) throw new Refusal(405, 'method', { Allow: 'GET, HEAD, POST' });
  if (method === 'POST') authorize(request);
  const id = idOf(text);
  if (method === 'GET') {
    bookOf(id);
    return { status: 200, body: reviews.get(id) ?? [] };
  }
  const reader = request.headers['x-reader'];
  if (typeof reader !== 'string' || !/^[a-z]{3,20}$/.test(reader)) throw new Refusal(400, 'X-Reader');
  const fields = await readJson(request);
  checkReview(fields);
  bookOf(id);
  const review = { id: ++lastReview, reader, ...fields };
  reviews.set(id, [...(reviews.get(id) ?? []), review]);
  return { status: 201, body: review };
}

async function handle(request: IncomingMessage): Promise<LibraryResponse> {
  const url = new URL(request.url ?? '/', 'http://library.example');
  const [, base, first, second, third, ...rest] = url.pathname.split('/');
  if (base !== 'v1' || rest.length > 0) throw new Refusal(404, 'path');
  if (first === 'status' && second === undefined) {
    if (request.method !== 'GET') throw new Refusal(405, 'method', { Allow: 'GET, HEAD' });
    return { status: 200, body: Buffer.from('open') };
  }
  if (first !== 'books') throw new Refusal(404, 'path');
  if (second === undefined) return handleBooks(request, url.searchParams);
  if (third === undefined) return handleBook(request, second);
  if (third !== 'reviews') throw new Refusal(404, 'path');
  return handleReviews(request, second);
}

const server = createServer(async (request, response) => {
  let result: LibraryResponse;
  try {
    result = await handle(request);
  } catch (error) {
    result = error instanceof Refusal ? error.response : { status: 500, body: { status: 500, title: 'Fault' } };
  }
  const { status, body, headers = {} } = result;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  if (body !== undefined) response.setHeader('Content-Type', isUint8Array(body) ? 'text/plain' : type);
  response.writeHead(status);
  response.end(body === undefined || isUint8Array(body) ? body : JSON.stringify(body));
});

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
export const { port } = server.address() as AddressInfo;

/** Ends the library, with all connections that there are. */
export function close(): void {
  server.close();
  server.closeAllConnections();
}
