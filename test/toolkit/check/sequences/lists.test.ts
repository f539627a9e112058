/** Lists that are described in the ways of several conventions: what is wrong is found, and what the contract leaves open is not. */
import { expect, test } from '@jest/globals';
import { check, contractOf, type Handler, type TestResponse } from '../with-server.ts';

type Fields = Record<string, unknown>;

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const refused = { '4XX': { description: 'No.' } };
const size = { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 50, default: 20 } };
const attributes = {
  price: { type: 'integer', minimum: 0, maximum: 900 },
  kind: { type: 'string', enum: ['a', 'b', 'c'] },
};

/** How a kind of API writes a list. */
interface Style {
  /** Beside `limit`. */
  readonly parameters: readonly { name: string; schema: object; [keyword: string]: unknown }[];
  readonly body: object;
  readonly headers?: object;
  readonly isJsonApi?: boolean;
  readonly ignoresSize?: boolean;
  /** What the list has of all records that match, and those of the page. */
  readonly respond: (total: number, page: Fields[]) => TestResponse;
  /** The test that each parameter sets, by its name in the query. */
  readonly tests: Record<string, (record: Fields, value: string) => boolean>;
}

const itemsOf = (record: object) => ({ type: 'array', items: record });
const record = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, ...attributes } };
const resource = {
  type: 'object',
  required: ['id', 'type', 'attributes'],
  properties: {
    id: { type: 'string' },
    type: { const: 'things' },
    attributes: { type: 'object', properties: attributes },
  },
};
const kind = { name: 'kind', in: 'query', schema: attributes.kind };
const inPage = (properties: object) => ({ type: 'object', properties });
const meta = (total: object) =>
  inPage({ items: itemsOf(record), meta: inPage({ total: { type: 'integer', ...total } }) });
const kindTest = { kind: ({ kind: own }: Fields, value: string) => own === value };

const inMeta: Style = {
  parameters: [kind],
  body: meta({}),
  respond: (total, items) => ({ body: { items, meta: { total } } }),
  tests: kindTest,
};
const withOffset: Style = {
  ...inMeta,
  parameters: [kind, { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } }],
};
/** Filters by nothing, unless it is asked for another value. */
const byDefault = (value: string): Style => ({
  ...inMeta,
  parameters: [{ name: 'price', in: 'query', schema: { type: 'string', default: value } }],
  tests: { price: ({ price }, wanted) => wanted === value || String(price) === wanted },
});
const estimated: Style = { ...inMeta, body: meta({ description: 'An estimate, which is quick.' }) };
const inHeader: Style = {
  parameters: [kind],
  body: itemsOf(record),
  headers: { 'X-Total-Count': { schema: { type: 'integer' } } },
  respond: (total, body) => ({ body, headers: { 'x-total-count': String(total) } }),
  tests: kindTest,
};
const django: Style = {
  parameters: [kind],
  body: inPage({
    count: { type: 'integer' },
    next: { type: ['string', 'null'] },
    previous: { type: ['string', 'null'] },
    results: itemsOf(record),
  }),
  respond: (count, results) => ({ body: { count, results } }),
  tests: kindTest,
};
const bounds = {
  type: 'object',
  additionalProperties: false,
  properties: { gt: { type: 'integer' }, lte: { type: 'integer' } },
};
const deepObject: Style = {
  parameters: [{ name: 'price', in: 'query', style: 'deepObject', explode: true, schema: bounds }],
  body: itemsOf(record),
  respond: (_total, body) => ({ body }),
  tests: {
    'price[gt]': ({ price }, value) => Number(price) > Number(value),
    'price[lte]': ({ price }, value) => Number(price) <= Number(value),
  },
};
const jsonApi: Style = {
  isJsonApi: true,
  parameters: [{ ...kind, name: 'filter[kind]' }],
  body: inPage({ data: itemsOf(resource) }),
  respond: (_total, data) => ({ body: { data } }),
  tests: { 'filter[kind]': ({ attributes: own }, value) => (own as Fields | undefined)?.['kind'] === value },
};

function contractFor({ parameters, body, headers = {}, isJsonApi }: Style) {
  const input = isJsonApi
    ? inPage({
        data: { ...resource, required: ['type', 'attributes'], properties: { ...resource.properties, id: false } },
      })
    : { type: 'object', required: ['price', 'kind'], properties: attributes };
  const one = isJsonApi ? inPage({ data: resource }) : record;
  const path = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
  return contractOf({
    '/things': {
      post: {
        operationId: 'make',
        requestBody: { required: true, ...json(input) },
        responses: { 201: { description: 'Made.', ...json(one) }, ...refused },
      },
      get: {
        operationId: 'list',
        parameters: [size, ...parameters],
        responses: { 200: { description: 'Some.', headers, ...json(body) }, ...refused },
      },
    },
    '/things/{id}': {
      get: {
        operationId: 'read',
        parameters: path,
        responses: { 200: { description: 'One.', ...json(one) }, ...refused },
      },
    },
  });
}

/** @param change what is wrong with it */
function serverOf(style: Style, change: Partial<Style>): Handler {
  const all: Fields[] = [];
  const { respond, tests, ignoresSize } = { ...style, ...change };
  return ({ method, path, query, text }) => {
    const id = path.split('/')[2];
    if (id !== undefined) {
      const found = all.find((one) => one['id'] === id);
      return found ? { body: style.isJsonApi ? { data: found } : found } : { status: 404 };
    }
    if (method === 'POST') {
      let body: Fields;
      try {
        body = JSON.parse(text);
      } catch {
        return { status: 400 };
      }
      const made = { ...((style.isJsonApi ? body?.['data'] : body) as Fields), id: String(all.length + 1) };
      all.push(made);
      return { status: 201, body: style.isJsonApi ? { data: made } : made };
    }
    const asked = Object.entries(tests).filter(([name]) => query.has(name));
    const found = all.filter((one) => asked.every(([name, isFit]) => isFit(one, query.get(name) as string)));
    const start = Number(query.get('offset') ?? 0);
    return respond(
      found.length,
      found.slice(start, ignoresSize ? undefined : start + Number(query.get('limit') ?? 20)),
    );
  };
}

const more = (style: Style): Partial<Style> => ({ respond: (total, page) => style.respond(total + 1, page) });
const noB = { kind: ({ kind: own }: Fields, value: string) => own === value && value !== 'b' };

test.each<[what: string, style: Style, change: Partial<Style>, wanted: RegExp | undefined]>([
  ['a total in an object', inMeta, {}, undefined],
  ['a total that counts one more', inMeta, more(inMeta), /^list states a total of \d+, and has \d+ records in all/],
  ['an offset', withOffset, {}, undefined],
  ['a size that does nothing', withOffset, { ignoresSize: true }, /^list has \d+ records on a page where limit is/],
  ['a filter by all, which is its default', byDefault('ALL'), {}, undefined],
  ['a filter by none, which is its default', byDefault('none'), {}, undefined],
  ['an estimate', estimated, more(estimated), undefined],
  ['a total in a header', inHeader, {}, undefined],
  ['one that counts one more', inHeader, more(inHeader), /^list states a total of \d+, and has \d+ records in all/],
  ["Django's count", django, {}, undefined],
  ['one that counts one more', django, more(django), /^list states a total of \d+, and has \d+ records in all/],
  ['a value of an enumeration that finds nothing', inMeta, { tests: noB }, /^list lacks the record "\d+" for kind="b"/],
  ['bounds in an object', deepObject, {}, undefined],
  [
    'gt that includes the bound',
    deepObject,
    { tests: { ...deepObject.tests, 'price[gt]': ({ price }, value) => Number(price) >= Number(value) } },
    /^list has a record that price=\{"gt":\d+\} excludes/,
  ],
  [
    'lte that excludes the bound',
    deepObject,
    { tests: { ...deepObject.tests, 'price[lte]': ({ price }, value) => Number(price) < Number(value) } },
    /^list lacks the record "\d+" for price=\{"lte":\d+\}/,
  ],
  ['a filter by an attribute', jsonApi, {}, undefined],
  ['one that does nothing', jsonApi, { tests: {} }, /^list has a record that filter\[kind\]="\w" excludes/],
  [
    'one that finds nothing',
    jsonApi,
    { tests: { 'filter[kind]': () => false } },
    /^list lacks the record "\d+" for filter\[kind\]="\w"/,
  ],
])('%s', async (_what, style, change, wanted) => {
  const { findings } = await check(await contractFor(style), serverOf(style, change));
  const told = findings.filter(({ operations }) => operations.includes('list')).map(({ message }) => message);
  const ofLists = told.filter((message) => /total|record/.test(message));
  expect(ofLists).toEqual(wanted ? [expect.stringMatching(wanted)] : []);
});

test('a list is filtered by the id that a record shows, also where that names a record which the run has not created', async () => {
  const owned = inPage({ id: { type: 'string' }, account_id: { type: 'string' } });
  const made = (schema: object) => ({ 201: { description: 'Made.', ...json(schema) }, ...refused });
  const path = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }];
  const post = (input: object, output: object) => ({
    requestBody: { required: true, ...json({ required: Object.keys(input), ...inPage(input) }) },
    responses: made(output),
  });
  const get = { responses: { 200: { description: 'One.', ...json(owned) }, ...refused } };
  const contract = await contractOf({
    '/things': {
      post: post({ account_id: { type: 'string' } }, owned),
      get: {
        parameters: [{ name: 'account_id', in: 'query', schema: { type: 'string' } }],
        responses: { 200: { description: 'Some.', ...json(itemsOf(owned)) }, ...refused },
      },
    },
    '/things/{id}': { parameters: path, get },
    '/accounts': { post: post({}, owned) },
    '/accounts/{id}': { parameters: path, get },
  });
  let things: Fields[] = [{ id: 't0', account_id: 'a0' }];
  const accounts = new Set(['a0']);
  const { findings } = await check(contract, ({ method, path: asked, query, text }) => {
    const [, name = '', id] = asked.split('/');
    if (method === 'POST' && name === 'accounts') accounts.add(`a${accounts.size}`);
    if (method === 'POST' && name === 'accounts') return { status: 201, body: { id: `a${accounts.size - 1}` } };
    if (method === 'POST') {
      const account_id = /"account_id":"(a\d+)"/.exec(text)?.[1];
      if (account_id === undefined || !accounts.has(account_id)) return { status: 422 };
      // The newest one is the first.
      things = [{ id: `t${things.length}`, account_id }, ...things];
      return { status: 201, body: things[0] };
    }
    const owner = query.get('account_id');
    if (id === undefined) return { body: things.filter(({ account_id }) => owner === null || account_id === owner) };
    const one = name === 'things' ? things.find((thing) => thing['id'] === id) : accounts.has(id) && { id };
    return one ? { body: one } : { status: 404 };
  });
  expect(findings.filter(({ rule }) => rule === 'not-listed').map(({ message }) => message)).toEqual([]);
});
