import { expect, test } from '@jest/globals';
import { loadContract } from '../../../src/index.ts';
import { createApp } from '../../../src/server.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';

const Check = { type: 'object', properties: { enabled: { type: 'boolean', default: true }, name: { type: 'string' } } };
const $ref = '#/components/schemas/Check';

test.each([
  [
    'what is required is missing, though a branch has a default for it',
    { allOf: [{ $ref }], required: ['enabled'] },
    400,
  ],
  ['what another branch requires is missing', { allOf: [{ $ref }, { required: ['enabled'] }] }, 400],
  ['what may be left out gets its default', { allOf: [{ $ref }] }, { name: 'a', enabled: true }],
])('%s', async (_what, schema, wanted) => {
  const post = {
    operationId: 'add',
    requestBody: { content: { 'application/json': { schema } } },
    responses: { 200: { description: 'It.', content: { 'application/json': {} } }, 400: { description: 'No.' } },
  };
  const paths = { '/checks': { post } };
  const document = { openapi: '3.1.0', info: { title: 't', version: '1' }, paths, components: { schemas: { Check } } };
  await inFolder({ 'openapi.json': JSON.stringify(document) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const app = createApp({ contract, handlers: { add: ({ body }: { body: object }) => ({ status: 200, body }) } });
    await serve(app, async (url) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/checks`, { method: 'POST', headers, body: '{"name":"a"}' });
      expect(response.ok ? await response.json() : response.status).toEqual(wanted);
    });
  });
});
