import { expect, test } from '@jest/globals';
import { type ContractWarning, loadContract } from '../../../src/index.ts';
import { createApp } from '../../../src/server.ts';
import { makeTypes } from '../../../src/toolkit/generate/types.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';

test('a default that breaks its own schema is not applied nor typed, and told at the start', () => {
  const properties = { a: { type: 'string', default: 'yes', maxLength: 2 }, b: { type: 'string', default: 'no' } };
  const content = { 'application/json': { schema: { type: 'object', properties } } };
  const post = {
    operationId: 'add',
    parameters: [
      { name: 'size', in: 'query', schema: { type: 'integer', maximum: 5, default: 9 } },
      { name: 'page', in: 'query', schema: { type: 'integer', maximum: 5, default: '1' } },
    ],
    requestBody: { content },
    responses: { 200: { description: 'ok', content: { 'application/json': {} } } },
  };
  const document = { openapi: '3.1.0', info: { title: 't', version: '1' }, paths: { '/it': { post } } };
  return inFolder({ 'openapi.json': JSON.stringify(document) }, async (folder) => {
    const contract = await loadContract(`${folder}/openapi.json`);
    const warnings: ContractWarning[] = [];
    const handlers = {
      add: ({ query, body }: { query: object; body: object }) => ({ status: 200, body: { ...query, ...body } }),
    };
    const app = createApp({ contract, handlers, onWarning: (warning) => warnings.push(warning) });
    await serve(app, async (url) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/it`, { method: 'POST', headers, body: '{}' });
      expect([response.status, await response.json()]).toEqual([200, { page: 1, b: 'no' }]);
    });
    expect(warnings.map(({ code, message }) => [code, message.split(',')[0]])).toEqual([
      ['default-invalid', 'the default 9 breaks its own schema'],
      ['default-invalid', 'the default "yes" breaks its own schema'],
    ]);
    const types = (await makeTypes(contract)).replaceAll(/\/\*\*.*?\*\//gs, '').replaceAll(/\s+/g, ' ');
    expect(types).toContain('{ size?: number; page: number; }');
    expect(types).toContain('{ a?: string; b: string; }');
  });
});
