/** The market: a correct server of `market.yaml`, written by hand and without Concordat. `market-mutants.ts` changes its lines. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Fields = Record<string, unknown>;

interface MarketResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

class Refusal extends Error {
  readonly response: MarketResponse;
  constructor(status: number, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.response = { status, body: { status, detail }, headers };
  }
}

interface Offer extends Fields {
  id: number;
  title: string;
  price: number;
  state: string;
  kind?: string;
  seller?: string;
  labels?: string[];
  views: number;
  secret: string;
  offered: string;
}

const offers = new Map<number, Offer>();
let last = 0;

const states = ['draft', 'open', 'sold', 'archived'];
const kinds = ['new', 'used', 'broken'];
const isText = (value: unknown, min: number, max: number) =>
  typeof value === 'string' && [...value].length >= min && [...value].length <= max;
const isWhole = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
const isMoment = (value: string) => {
  const [, day = '', hour = ''] =
    /^(\d{4}-\d\d-\d\d)[Tt](\d\d):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.exec(value) ?? [];
  const date = new Date(day);
  return Number(hour) < 24 && !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day);
};

const isLabel = (value: unknown) => isText(value, 1, 20) && /^[a-z ]+$/.test(value as string);

const rules: Record<string, (value: unknown) => boolean> = {
  title: (value) => isText(value, 1, 40),
  price: (value) => isWhole(value, 0, 9999),
  state: (value) => states.includes(value as string),
  kind: (value) => kinds.includes(value as string),
  seller: (value) => isText(value, 1, 30),
  labels: (value) => Array.isArray(value) && value.length <= 4 && value.every(isLabel),
  views: () => true,
  secret: (value) => isText(value, 4, 20),
};

function check(fields: unknown): asserts fields is Offer {
  const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
  if (!isObject || !['title', 'price', 'secret'].every((name) => name in fields)) throw new Refusal(400, 'body');
  for (const [name, value] of Object.entries(fields)) if (rules[name]?.(value) !== true) throw new Refusal(400, name);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new Refusal(415, 'content-type');
  try {
    return JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, 'syntax');
  }
}

/** What is read of an offer. */
function shown({ secret, ...offer }: Offer): Fields {
  return offer;
}

class Query {
  readonly query: URLSearchParams;
  constructor(query: URLSearchParams) {
    this.query = query;
  }
  number(name: string, min: number, max: number): number | undefined {
    const text = this.query.get(name);
    if (text === null) return undefined;
    if (!/^[0-9]+$/.test(text) || !isWhole(Number(text), min, max)) throw new Refusal(400, name);
    return Number(text);
  }
  text(name: string, max: number): string | undefined {
    const text = this.query.get(name) ?? undefined;
    if (text !== undefined && !isText(text, 1, max)) throw new Refusal(400, name);
    return text;
  }
  words(name: string, words: string[]): string[] | undefined {
    const found = this.query.get(name)?.split(',');
    if (found?.some((word) => !words.includes(word))) throw new Refusal(400, name);
    return found;
  }
  list(texts: string[], isFit: (text: string) => boolean, most: number): string[] | undefined {
    if (texts.length > most || !texts.every(isFit)) throw new Refusal(400, 'labels');
    return texts.length === 0 ? undefined : texts;
  }
  word(name: string, words: string[]): string | undefined {
    const word = this.query.get(name) ?? undefined;
    if (word !== undefined && !words.includes(word)) throw new Refusal(400, name);
    return word;
  }
  moment(name: string): number | undefined {
    const text = this.query.get(name);
    if (text !== null && !isMoment(text)) throw new Refusal(400, name);
    return text === null ? undefined : Date.parse(text);
  }
}

function listOffers(given: URLSearchParams): MarketResponse {
  const query = new Query(given);
  const size = query.number('per_page', 1, 30) ?? 10;
  const page = query.number('page', 1, 1000) ?? 1;
  const state = query.words('state', states);
  const kind = query.word('kind', kinds);
  const anyLabel = query.list(given.getAll('label'), (text) => isText(text, 1, 20), 3);
  const allLabels = query.list(given.get('labels')?.split(',') ?? [], isLabel, 3);
  const seller = query.text('seller', 30);
  const least = query.number('price[gte]', 0, 9999);
  const below = query.number('price[lt]', 0, 9999);
  const most = query.number('maxPrice', 0, 9999);
  const after = query.moment('offered_after');
  const before = query.moment('offered_before');
  const q = query.text('q', 40);
  const sort = query.word('sort', ['title', '-title', 'state', '-state', 'price', '-price']);
  const kept = [...offers.values()]
    .filter((offer) => state === undefined || state.includes(offer.state))
    .filter((offer) => kind === undefined || offer.kind === kind)
    .filter((offer) => seller === undefined || offer.seller === seller)
    .filter((offer) => anyLabel === undefined || anyLabel.some((label) => offer.labels?.includes(label)))
    .filter((offer) => allLabels === undefined || allLabels.every((label) => offer.labels?.includes(label)))
    .filter((offer) => least === undefined || offer.price >= least)
    .filter((offer) => below === undefined || offer.price < below)
    .filter((offer) => most === undefined || offer.price <= most)
    .filter((offer) => after === undefined || Date.parse(offer.offered) > after)
    .filter((offer) => before === undefined || Date.parse(offer.offered) < before)
    .filter((offer) => q === undefined || offer.title.toLowerCase().includes(q.toLowerCase()));
  const all = sorted(kept, sort?.replace('-', ''), sort?.startsWith('-') === true);
  const total = all.length;
  const pages = Math.ceil(total / size);
  const link = (number: number) => {
    const others = [...given].filter(([name]) => name !== 'page');
    return `/v1/offers?${new URLSearchParams([...others, ['page', String(number)]])}`;
  };
  const links = { next: page < pages ? link(page + 1) : null, prev: page > 1 ? link(page - 1) : null };
  const data = all.slice((page - 1) * size, page * size).map(shown);
  return { status: 200, body: { data, meta: { total, pages }, links } };
}

function sorted(found: Offer[], by: string | undefined, isDescending: boolean): Offer[] {
  if (by === undefined) return found;
  const rank = (offer: Offer) => offer[by] as string | number;
  const sign = isDescending ? -1 : 1;
  return found.toSorted((a, b) => sign * (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

async function handleOffers(request: IncomingMessage, query: URLSearchParams): Promise<MarketResponse> {
  if (request.method === 'GET') return listOffers(query);
  if (request.method !== 'POST') throw new Refusal(405, 'method', { Allow: 'GET, HEAD, POST' });
  const fields = await readJson(request);
  check(fields);
  const id = ++last;
  const offer: Offer = { ...fields, state: fields.state ?? 'open', views: 0, id, offered: new Date().toISOString() };
  offers.set(id, offer);
  return { status: 201, body: shown(offer) };
}

function handleOffer({ method = '' }: IncomingMessage, text: string): MarketResponse {
  if (!['GET', 'DELETE'].includes(method)) throw new Refusal(405, 'method', { Allow: 'DELETE, GET, HEAD' });
  if (!/^[0-9]+$/.test(text) || !isWhole(Number(text), 1, 2147483647)) throw new Refusal(400, 'id');
  const offer = offers.get(Number(text));
  if (!offer) throw new Refusal(404, 'offer');
  if (method === 'GET') return { status: 200, body: shown(offer) };
  offers.delete(offer.id);
  return { status: 204 };
}

async function handle(request: IncomingMessage): Promise<MarketResponse> {
  const url = new URL(request.url ?? '/', 'http://market.example');
  const [, base, kind, id, ...rest] = url.pathname.split('/').map(decodeURIComponent);
  if (base !== 'v1' || kind !== 'offers' || rest.length > 0) throw new Refusal(404, 'path');
  return id === undefined ? handleOffers(request, url.searchParams) : handleOffer(request, id);
}

const server = createServer(async (request, response) => {
  let result: MarketResponse;
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

/** Ends the market, with all connections that there are. */
export function close(): void {
  server.close();
  server.closeAllConnections();
}
