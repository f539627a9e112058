/** Names that every object inherits are names like all others. */
import { expect, test } from '@jest/globals';
import { createApp, loadContract } from '../../../src/server.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';
import { withMock } from './with-mock.ts';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

/** An object with a property for each name, also for `__proto__`. */
function each<T>(make: (name: string) => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

const text = { type: 'string', minLength: 1 };

const contract = {
  openapi: '3.1.1',
  info: { title: 't', version: '1' },
  servers: [{ url: '/' }],
  paths: Object.fromEntries(
    names.map((name) => {
      const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
      const responses = { 200: { description: 'd', headers: each(() => ({ schema: text })), content } };
      const parameters = ['query', 'header', 'cookie'].flatMap((location) =>
        names.map((one) => ({ name: one, in: location, schema: text })),
      );
      return [
        `/${name}`,
        {
          get: { operationId: `get ${name}`, parameters, responses },
          post: { operationId: name, requestBody: { required: true, content }, responses },
        },
      ];
    }),
  ),
  webhooks: each((name) => ({
    post: { operationId: `hook ${name}`, responses: { 200: { description: 'd' } } },
  })),
  components: { schemas: each(() => ({ type: 'object', properties: each(() => text) })) },
};

test('the server tells them from what objects inherit, too', () =>
  inFolder({ 'openapi.json': JSON.stringify(contract) }, async (folder) => {
    const loaded = await loadContract(`${folder}/openapi.json`);
    const handlers = Object.fromEntries(
      loaded.operations.map(({ operationId }) => [
        operationId,
        () => ({ status: 200, body: {}, headers: each(() => 'a') }),
      ]),
    );
    await serve(createApp({ contract: loaded, handlers }), async (url) => {
      const post = (body: object) =>
        fetch(`${url}/constructor`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }).then(({ status }) => status);
      expect(await post({})).toBe(200);
      expect(await post({ constructor: 'a', toString: 'b' })).toBe(200);
      expect(await post({ constructor: '' })).toBe(400);
      expect((await fetch(`${url}/constructor?toString=a`)).status).toBe(200);
    });
  }));

test.each(names)('schemas, properties, parameters, paths, operations and webhooks called %s', (name) =>
  withMock(contract, {}, async (ask, mock) => {
    expect((await ask('GET', `/${name}`)).status).toBe(200);
    expect((await ask('GET', `/${name}?constructor=a&toString=b`, undefined, { constructor: 'c' })).status).toBe(200);
    expect((await ask('GET', `/${name}?toString=`)).status).toBe(400);
    expect((await ask('POST', `/${name}`, {})).status).toBe(200);
    expect((await ask('POST', `/${name}`, { constructor: 'a', toString: 'b' })).status).toBe(200);
    expect((await ask('POST', `/${name}`, { constructor: '' })).status).toBe(400);
    const { error } = await mock.sendWebhook(name, { to: 'http://127.0.0.1:1/' });
    expect(error).toMatch(/ECONNREFUSED|connect/);
    expect(Object.keys(Object.prototype)).toEqual([]);
  }),
);
