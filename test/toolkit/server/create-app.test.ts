import { once } from 'node:events';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import express, { type RequestHandler } from 'express';
import type { ContractWarning, OperationResponse } from '../../../src/server.ts';
import {
  createApp,
  forbidden,
  loadContract,
  RequestValidationError,
  type ServerIncident,
} from '../../../src/server.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';

const pets = `
openapi: 3.0.3
info: { title: Pets, version: '1' }
servers: [{ url: 'https://pets.example/{version}', variables: { version: { default: v1 } } }]
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 10, default: 5 } }
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
        - { name: near, in: query, style: deepObject, schema: { type: object, properties: { x: { type: number }, at: { type: array, items: { type: string } } } } }
        - { name: X-Trace, in: header, schema: { type: integer } }
        - { name: session, in: cookie, schema: { type: string, minLength: 3 } }
      responses:
        '200': { description: ok, content: { application/json: { schema: {} } } }
    post:
      operationId: addPet
      security: [{ key: [] }]
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Pet' } }
          multipart/form-data:
            schema:
              type: object
              required: [photo]
              properties:
                photo: { type: string, format: binary, minLength: 1 }
                age: { type: integer }
                files: { type: array, items: { type: string, format: binary } }
                tags: { type: array, items: { type: string } }
          text/plain: { schema: { type: string, maxLength: 5 } }
          image/png: {}
      responses:
        '201':
          description: added
          headers: { Location: { required: true, schema: { type: string, pattern: '^/' } } }
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
        '204': { description: nothing to say }
        '400': { description: wrong }
        default: { description: fault, content: { text/plain: { schema: { type: string } } } }
  /pets/mine:
    get: { operationId: getMine, responses: { '200': { description: ok, content: { text/plain: { schema: { type: string, maxLength: 5 } } } } } }
  /pets/{pet-id}:
    get:
      operationId: getPet
      security: [{ token: [read] }, { key: [], user: [] }]
      parameters: [{ name: pet-id, in: path, required: true, schema: { type: integer } }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
        '403': { description: no, content: { application/json: { schema: { type: object }, example: { reason: forbidden } } } }
components:
  securitySchemes:
    key: { type: apiKey, in: query, name: api_key }
    token: { type: http, scheme: bearer }
    user: { type: http, scheme: basic }
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string }
        owner: { type: string, nullable: true }
        secret: { type: string, writeOnly: true }
`;

interface Given {
  readonly handlers?: Record<
    string,
    (request: never, context: never) => OperationResponse | Promise<OperationResponse>
  >;
  readonly responses?: 'enforce' | 'report';
  readonly basePath?: string;
  readonly bodyLimit?: number;
  /** Goes before the app. */
  readonly parser?: RequestHandler;
}

/** Serves the pets, and answers what was asked as the handlers saw it unless the test has its own. */
function withPets<T>(
  { handlers = {}, parser, ...rest }: Given,
  run: (ask: typeof fetch, faults: ServerIncident[]) => Promise<T>,
) {
  return inFolder({ 'pets.yaml': pets }, async (folder) => {
    const contract = await loadContract(`${folder}/pets.yaml`);
    const faults: ServerIncident[] = [];
    const pet = { status: 200, body: { id: 1, name: 'Rex' } };
    const app = createApp({
      contract,
      handlers: {
        listPets: (request: object) => ({ status: 200, body: request }),
        addPet: () => ({ status: 204 }),
        getMine: () => ({ status: 200, body: 'Rex' }),
        getPet: () => pet,
        ...handlers,
      },
      security: {
        key: ({ value }) => (value === 'good' ? 'keeper' : null),
        token: ({ value, scopes }) => (value === 'good' ? scopes.join() : value === 'weak' ? forbidden : undefined),
        user: ({ value }) => (value === 'ann:secret' ? 'ann' : undefined),
      },
      onError: (fault) => faults.push(fault),
      ...rest,
    });
    return serve(parser ? express().use(parser, app) : app, (url) =>
      run((path, init) => fetch(url + path, init), faults),
    );
  });
}

const json = { 'content-type': 'application/json' };

test('a handler gets parameters and body as the contract types them', () =>
  withPets({}, async (ask) => {
    const headers = { 'x-trace': '7', cookie: 'session=abc' };
    const answer = await ask('/v1/pets?tags=a&tags=b%20c&near[x]=1.5', { headers });
    expect(await answer.json()).toEqual({
      path: {},
      query: { limit: 5, tags: ['a', 'b c'], near: { x: 1.5 } },
      headers: { 'X-Trace': 7 },
      cookies: { session: 'abc' },
    });
  }));

test('a handler gets the bytes of the body, without its content coding', () => {
  const seen: unknown[] = [];
  const addPet = (_request: object, { bytes }: { bytes?: Uint8Array }) => {
    seen.push(bytes && Buffer.from(bytes).toString());
    return { status: 204 };
  };
  const listPets = (_request: object, { bytes }: { bytes?: Uint8Array }) => ({ status: 200, body: typeof bytes });
  return withPets({ handlers: { addPet, listPets } }, async (ask) => {
    const body = '{ "name": "Rex", "age": 9007199254740993 }';
    const zipped = { body: gzipSync(body), headers: { ...json, 'content-encoding': 'gzip' } };
    for (const init of [{ body, headers: json }, zipped])
      await ask('/v1/pets?api_key=good', { method: 'POST', ...init });
    expect(seen).toEqual([body, body]);
    expect(await (await ask('/v1/pets')).json()).toBe('undefined');
  });
});

test('the order of verdicts is 404, 405, 401, 413, 415, 400, 406', () =>
  withPets({ bodyLimit: 100 }, async (ask) => {
    const accept = 'image/webp';
    const large = 'x'.repeat(101);
    const statusOf = async (path: string, init: RequestInit) => (await ask(path, init)).status;
    const unknown = { 'content-type': 'application/xml', accept };
    expect([
      await statusOf('/v1/nothing', { method: 'PATCH', headers: unknown, body: large }),
      await statusOf('/v1/pets', { method: 'PATCH', headers: unknown, body: large }),
      await statusOf('/v1/pets', { method: 'POST', headers: unknown, body: large }),
      await statusOf('/v1/pets?api_key=good', { method: 'POST', headers: unknown, body: large }),
      await statusOf('/v1/pets?api_key=good', { method: 'POST', headers: unknown, body: 'x' }),
      await statusOf('/v1/pets?api_key=good', { method: 'POST', headers: { ...json, accept }, body: '{}' }),
      await statusOf('/v1/pets?api_key=good', { method: 'POST', headers: { ...json, accept }, body: '{"name":"Rex"}' }),
      await statusOf('/v1/pets?api_key=good', { method: 'POST', headers: json, body: '{"name":"Rex"}' }),
    ]).toEqual([404, 405, 401, 413, 415, 400, 406, 204]);
  }));

test('405 says what is allowed, HEAD among it, and outside of the base path there is nothing', () =>
  withPets({}, async (ask) => {
    const answer = await ask('/v1/pets', { method: 'DELETE' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await ask('/v1/pets', { method: 'HEAD' })).status).toBe(200);
    expect((await ask('/pets')).status).toBe(404);
    expect((await ask('/v1x/pets')).status).toBe(404);
    expect((await ask('/v1/pets/')).status).toBe(404);
    expect((await ask('/v1/Pets')).status).toBe(404);
  }));

test('the base path can be set', () =>
  withPets({ basePath: '/' }, async (ask) => {
    expect((await ask('/pets')).status).toBe(200);
    expect((await ask('/v1/pets')).status).toBe(404);
  }));

test('a concrete path goes before a templated one, and variables may have any name', () =>
  withPets(
    { handlers: { getPet: ({ path }: never) => ({ status: 200, body: { id: path['pet-id'], name: '' } }) } },
    async (ask) => {
      expect(await (await ask('/v1/pets/mine')).text()).toBe('Rex');
      const headers = { authorization: 'Bearer good' };
      expect(await (await ask('/v1/pets/7', { headers })).json()).toEqual({ id: 7, name: '' });
      expect((await ask('/v1/pets/%zz', { headers })).status).toBe(400);
    },
  ));

test('every error of a request at once, in the order of path, query, header, body, as problem+json', () =>
  withPets({}, async (ask) => {
    const answer = await ask('/v1/pets?limit=11&wat=1&tags=%zz', { headers: { 'x-trace': 'x', cookie: 'session=a' } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail:
        'query/limit must be at most 10; query/tags is not well formed; query/wat is not known; ' +
        'header/X-Trace must be of type integer; cookie/session must have at least 3 characters',
      errors: [
        { in: 'query', name: 'limit', detail: 'must be at most 10' },
        { in: 'query', name: 'tags', detail: 'is not well formed' },
        { in: 'query', name: 'wat', detail: 'is not known' },
        { in: 'header', name: 'X-Trace', detail: 'must be of type integer' },
        { in: 'cookie', name: 'session', detail: 'must have at least 3 characters' },
      ],
    });
  }));

test.each<[name: string, headers: Record<string, string>, query: string, status: number]>([
  ['no credentials', {}, '', 401],
  ['a bad token', { authorization: 'Bearer bad' }, '', 401],
  ['a good token in the wrong scheme', { authorization: 'Basic good' }, '', 401],
  ['a good token', { authorization: 'bearer good' }, '', 200],
  ['a token without the scope', { authorization: 'Bearer weak' }, '', 403],
  ['half of a requirement', {}, '?api_key=good', 401],
  ['all of a requirement', { authorization: `Basic ${btoa('ann:secret')}` }, '?api_key=good', 200],
])('security: %s', (_name, headers, query, status) =>
  withPets({}, async (ask) => {
    const answer = await ask(`/v1/pets/1${query}`, { headers });
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer, ApiKey name="api_key", Basic');
    if (status === 403) expect(await answer.json()).toEqual({ reason: 'forbidden' });
  }),
);

test.each<[name: string, type: string, body: string | Uint8Array<ArrayBuffer>, status: number]>([
  ['JSON', 'application/json; charset=UTF-8', '{"name":"Rex","owner":null}', 204],
  ['JSON in another charset', 'application/json; charset=utf-16', '{"name":"Rex"}', 415],
  ['malformed JSON', 'application/json', '{"name":', 400],
  ['bytes that are no UTF-8', 'application/json', new Uint8Array([0x22, 0xff, 0x22]), 400],
  ['a key that pollutes prototypes', 'application/json', '{"name":"Rex","__proto__":{"admin":true}}', 400],
  ['a read-only property', 'application/json', '{"name":"Rex","id":1}', 400],
  ['text', 'text/plain', 'Rex', 204],
  ['too long a text', 'text/plain', 'Bucephalus', 400],
  ['an image', 'image/png', new Uint8Array([1, 2, 3]), 204],
  ['a broken form', 'multipart/form-data; boundary=x', '--y', 400],
  ['no body', 'application/json', '', 400],
])('body: %s', (_name, type, body, status) =>
  withPets({}, async (ask) => {
    const answer = await ask('/v1/pets?api_key=good', { method: 'POST', headers: { 'content-type': type }, body });
    expect([answer.status, await answer.text()]).toEqual([status, expect.anything()]);
  }),
);

test('a form with a file', () =>
  withPets(
    {
      handlers: {
        addPet: ({ body }: { body: { age: number; photo: Blob } }) => ({
          status: 500,
          mediaType: 'text/plain',
          body: `${body.age + 1} ${body.photo.size}`,
        }),
      },
    },
    async (ask) => {
      const form = new FormData();
      form.set('age', '3');
      form.set('photo', new Blob(['abc']), 'a.png');
      expect(await (await ask('/v1/pets?api_key=good', { method: 'POST', body: form })).text()).toBe('4 3');
      form.delete('photo');
      expect((await ask('/v1/pets?api_key=good', { method: 'POST', body: form })).status).toBe(400);
    },
  ));

const location = { Location: '/pets/1' };

test.each<[name: string, answer: OperationResponse, wrong: string | undefined]>([
  ['a good one', { status: 201, headers: location, body: { id: 1, name: 'Rex' } }, undefined],
  ['no body where none is declared', { status: 204 }, undefined],
  ['a status that default covers', { status: 418, body: 'tea' }, undefined],
  [
    'a property that is missing',
    { status: 201, headers: location, body: { name: 'Rex' } },
    "must have required property 'id'",
  ],
  ['a wrong type', { status: 201, headers: location, body: { id: 'x', name: 'Rex' } }, '/id must be integer'],
  ['a string for an object', { status: 201, headers: location, body: 'Rex' }, 'the body must be object'],
  ['null for an object', { status: 201, headers: location, body: null }, 'the body must be object'],
  [
    'a write-only property',
    { status: 201, headers: location, body: { id: 1, name: 'Rex', secret: 'x' } },
    '/secret is write-only',
  ],
  ['a header that is missing', { status: 201, body: { id: 1, name: 'Rex' } }, 'the header Location is missing'],
  [
    'a wrong header',
    { status: 201, headers: { location: 'x' }, body: { id: 1, name: 'Rex' } },
    'the header Location must match',
  ],
  ['a body that is missing', { status: 201, headers: location }, 'a body is declared, and the response has none'],
  ['a body too many', { status: 204, body: {} }, 'no body is declared, and the response has one'],
  [
    'a wrong media type',
    { status: 201, headers: location, mediaType: 'text/plain', body: 'Rex' },
    'the media type text/plain is not declared',
  ],
  ['a wrong type, fault or not', { status: 503, mediaType: 'text/plain', body: 7 as never }, 'must be a text or bytes'],
])('answer: %s', (_name, answer, wrong) =>
  withPets({ handlers: { addPet: () => answer } }, async (ask, faults) => {
    const { status } = await ask('/v1/pets?api_key=good', { method: 'POST', headers: json, body: '{"name":"Rex"}' });
    expect(status).toBe(wrong === undefined ? answer.status : 500);
    expect(faults.map(({ message }) => message)).toEqual(wrong === undefined ? [] : [expect.stringContaining(wrong)]);
  }),
);

test('in development, and only there, a 500 says how the response breaks the contract', async () => {
  const handlers = { getPet: () => ({ status: 200, body: { id: 'x', name: 'Rex' } }) };
  const headers = { authorization: 'Bearer good' };
  const toldWith = (given: object) =>
    withPets({ handlers, ...given }, async (ask) => {
      const answer = await ask('/v1/pets/1', { headers });
      return [answer.status, answer.headers.get('x-concordat-finding')];
    });
  expect(await toldWith({})).toEqual([500, null]);
  const wanted = expect.stringMatching(/^the response 200 breaks the contract: \/id must be integer \(#.*\)$/);
  expect(await toldWith({ development: true })).toEqual([500, wanted]);
});

test('an answer that breaks the contract is reported with its pointers, and goes out where asked to', () =>
  withPets(
    { responses: 'report', handlers: { getPet: () => ({ status: 200, body: { id: 'x', name: 'Rex' } }) } },
    async (ask, faults) => {
      const answer = await ask('/v1/pets/1', { headers: { authorization: 'Bearer good' } });
      expect([answer.status, await answer.json()]).toEqual([200, { id: 'x', name: 'Rex' }]);
      expect(faults).toMatchObject([
        {
          method: 'GET',
          path: '/v1/pets/1',
          operationId: 'getPet',
          violations: [
            {
              pointer: '#/paths/~1pets~1{pet-id}/get/responses/200/content/application~1json/schema',
              bodyPointer: '/id',
              message: '/id must be integer',
            },
          ],
        },
      ]);
    },
  ));

test('what a handler throws is reported, and the client learns nothing of it', () =>
  withPets({ handlers: { listPets: () => Promise.reject(new Error('secret')) } }, async (ask, faults) => {
    const answer = await ask('/v1/pets');
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { type: 'about:blank', title: 'Internal Server Error', status: 500 },
    ]);
    expect(faults).toMatchObject([{ message: 'secret', error: expect.any(Error) }]);
  }));

test('a handler refuses what no schema can tell', () => {
  const taken = new RequestValidationError(400, [{ in: 'body', path: ['name'], keyword: 'taken', value: 'Rex' }]);
  return withPets({ handlers: { addPet: () => Promise.reject(taken) } }, async (ask) => {
    const answer = await ask('/v1/pets?api_key=good', { method: 'POST', headers: json, body: '{"name":"Rex"}' });
    expect(await answer.json()).toMatchObject({ status: 400, detail: 'body/name is not valid' });
  });
});

test('a rejection that a handler makes wrongly is reported with the operation', () => {
  const wrong = new RequestValidationError(400, null as never);
  return withPets({ handlers: { addPet: () => Promise.reject(wrong) } }, async (ask, faults) => {
    const answer = await ask('/v1/pets?api_key=good', { method: 'POST', headers: json, body: '{"name":"Rex"}' });
    expect([answer.status, faults]).toMatchObject([500, [{ operationId: 'addPet', error: expect.any(TypeError) }]]);
  });
});

const takeAll = { type: () => true, limit: 100 };

test.each<[parser: string, RequestHandler, body: string, status: number]>([
  ['raw', express.raw(takeAll), '{"name":"Rex"}', 204],
  ['raw', express.raw(takeAll), '{"name":7}', 400],
  ['raw', express.raw(takeAll), '', 400],
  ['raw', express.raw(takeAll), JSON.stringify({ name: 'x'.repeat(50) }), 413],
  ['json', express.json(), '{"name":"Rex"}', 500],
  ['json', express.json(), '', 500],
])('after express.%s() the body is what that has left', (_, parser, body, status) =>
  withPets({ parser, bodyLimit: 50 }, async (ask) => {
    // In chunks, so that no Content-Length says how long it is.
    const chunks = ReadableStream.from([Buffer.from(body)]);
    const sent = { method: 'POST', headers: json, body: body === '' ? body : chunks, duplex: 'half' };
    const answer = await ask('/v1/pets?api_key=good', { ...sent, signal: AbortSignal.timeout(2000) } as RequestInit);
    expect(answer.status).toBe(status);
  }),
);

test('a missing handler, for an operation or a scheme, is an error at start', () =>
  inFolder({ 'pets.yaml': pets }, async (folder) => {
    const contract = await loadContract(`${folder}/pets.yaml`);
    const getMine = () => ({ status: 200, body: 'Rex' });
    expect(() => createApp({ contract, handlers: { getMine } })).toThrow(
      'handlers are missing for listPets (GET /pets), addPet (POST /pets), getPet (GET /pets/{pet-id})',
    );
    const handlers = { getMine, listPets: getMine, addPet: getMine, getPet: getMine };
    expect(() => createApp({ contract, handlers })).toThrow('security handlers are missing for key, token, user');
  }));

test('two apps with two contracts live in one process', () =>
  withPets({}, (askPets) =>
    inFolder({ 'other.yaml': pets.replace('maximum: 10', 'maximum: 2').replaceAll('/v1', '/v2') }, async (folder) => {
      const contract = await loadContract(`${folder}/other.yaml`);
      const no = () => ({ status: 200, body: 7 });
      const handlers = { listPets: no, addPet: no, getMine: no, getPet: no };
      const security = { key: no, token: no, user: no };
      const faults: ServerIncident[] = [];
      await serve(createApp({ contract, handlers, security, onError: (fault) => faults.push(fault) }), async (url) => {
        expect((await fetch(`${url}/v1/pets?limit=3`)).status).toBe(400);
        expect((await fetch(`${url}/v1/pets/mine`)).status).toBe(500);
      });
      expect(faults).toHaveLength(1);
      expect((await askPets('/v1/pets?limit=3')).status).toBe(200);
      expect((await askPets('/v1/pets/mine')).status).toBe(200);
    }),
  ));

test('handlers may be the methods of an object, and none is taken from what every object has', async () => {
  class Pets {
    readonly #name = 'Rex';
    getMine() {
      return { status: 200, body: this.#name };
    }
  }
  const contract = {
    'a.yaml':
      "openapi: 3.1.0\npaths: { /a: { get: { operationId: getMine, responses: { '200': { description: ok, content: { text/plain: {} } } } } } }\n",
  };
  await inFolder(contract, async (folder) => {
    const app = createApp({ contract: await loadContract(`${folder}/a.yaml`), handlers: new Pets() });
    await serve(app, async (url) => expect(await (await fetch(`${url}/a`)).text()).toBe('Rex'));
  });
  await inFolder({ 'a.yaml': contract['a.yaml'].replace('getMine', 'toString') }, async (folder) => {
    const options = { contract: await loadContract(`${folder}/a.yaml`), handlers: {} };
    expect(() => createApp(options)).toThrow('handlers are missing for toString (GET /a)');
  });
});

test('lists are lists, however many parts or parameters they come in', async () => {
  const seen: unknown[] = [];
  const answer = (read: object) => {
    seen.push(read);
    return { status: 204 };
  };
  await withPets({ handlers: { addPet: ({ body }: never) => answer(body) }, responses: 'report' }, async (ask) => {
    const form = new FormData();
    form.append('photo', new Blob(['x']));
    form.append('files', new Blob(['one']));
    form.append('tags', '1.0');
    expect((await ask('/v1/pets?api_key=good', { method: 'POST', body: form })).status).toBe(204);
    expect(await (await ask('/v1/pets?near[at]=x')).json()).toMatchObject({ query: { near: { at: ['x'] } } });
  });
  expect(seen).toEqual([{ photo: expect.any(File), files: [expect.any(File)], tags: ['1.0'] }]);
});

test('a media type may be given as a header, and leaves once', () =>
  withPets(
    { handlers: { getMine: () => ({ status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'Rex' }) } },
    async (ask) => {
      const answer = await ask('/v1/pets/mine');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    },
  ));

test('JSON keeps the digits of 64 bits, and a PUT no longer has what is readOnly', async () => {
  const long = { type: 'integer', format: 'int64' };
  const schema = { type: 'object', properties: { id: { ...long, readOnly: true }, next: { ...long, default: 1 } } };
  const content = { 'application/json': { schema } };
  const put = { operationId: 'put', requestBody: { content }, responses: { 200: { description: 'it', content } } };
  const document = { openapi: '3.1.0', info: { title: 't', version: '1' }, paths: { '/it': { put } } };
  await inFolder({ 'openapi.json': JSON.stringify(document) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const handlers = {
      put: ({ body }: { body: { next: bigint } }) => ({ status: 200, body: { ...body, id: body.next + 1n } }),
    };
    await serve(createApp({ contract, handlers }), async (url) => {
      const body = '{"id":9007199254740995,"next":9007199254740993}';
      const response = await fetch(`${url}/it`, { method: 'PUT', headers: json, body });
      expect(await response.text()).toBe('{"next":9007199254740993,"id":9007199254740994}');
    });
  });
});

test('a request may name the host in its target', () =>
  withPets({}, async (ask) => {
    const { url } = await ask('/v1/pets/mine');
    const { hostname, port } = new URL(url);
    const [answer] = await once(request({ hostname, port, path: url }).end(), 'response');
    expect(answer.statusCode).toBe(200);
    answer.resume();
  }));

test('patterns that are none are said as the app is made, and one that explodes stops nothing', async () => {
  const text = (pattern: string) => ({ type: 'string', pattern });
  const properties = { slow: text('^(a+)+$'), none: text('(?i)a'), url: { type: 'string', format: 'url' } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Texts', version: '1' },
    paths: {
      '/texts': {
        post: {
          operationId: 'add',
          requestBody: { content: { 'application/json': { schema: { type: 'object', properties } } } },
          responses: { 204: { description: 'ok' } },
        },
      },
    },
  };
  await inFolder({ 'a.json': JSON.stringify(document) }, async (folder) => {
    const warnings: ContractWarning[] = [];
    const app = createApp({
      contract: await loadContract(`${folder}/a.json`),
      handlers: { add: () => ({ status: 204 }) },
      onWarning: (warning) => warnings.push(warning),
    });
    const pointer = '#/paths/~1texts/post/requestBody/content/application~1json/schema/properties/none/pattern';
    expect(warnings).toEqual([{ code: 'pattern-invalid', message: expect.stringContaining('"(?i)"'), pointer }]);
    await serve(app, async (url) => {
      const send = async (body: object) => {
        const headers = { 'content-type': 'application/json' };
        return (await fetch(`${url}/texts`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
      };
      expect(await send({ slow: 'aaa', none: 'x', url: 'http://user:word@example.com/' })).toBe(204);
      expect(await send({ slow: `${'a'.repeat(50_000)}!` })).toBe(400);
      expect(await send({ url: `http://${':'.repeat(50_000)} ` })).toBe(400);
    });
  });
});
