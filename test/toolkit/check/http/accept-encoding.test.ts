import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { runChecks } from '../../../../src/index.ts';
import { contractOf, serving } from '../with-server.ts';

test('a parameter that names the coding of a response is sent alone, and the response is decoded', async () => {
  const contract = await contractOf({
    '/rows': {
      get: {
        parameters: [{ name: 'Accept-Encoding', in: 'header', schema: { type: 'string', enum: ['gzip', 'identity'] } }],
        responses: {
          200: { description: '', content: { 'application/json': { schema: { type: 'array' } } } },
          400: { description: '' },
        },
      },
    },
  });
  const seen = new Set<unknown>();
  const report = await serving(
    ({ method, headers, response }) => {
      if (method !== 'GET') return { status: 405, headers: { allow: 'GET' } };
      const { 'accept-encoding': coding } = headers;
      seen.add(coding);
      if (!['gzip', 'identity'].includes(String(coding))) return { status: 400 };
      response.writeHead(200, {
        'content-type': 'application/json',
        ...(coding === 'gzip' && { 'content-encoding': 'gzip' }),
      });
      response.end(coding === 'gzip' ? gzipSync('[]') : '[]');
      return undefined;
    },
    (url) => runChecks({ contract, url, cases: 5 }),
  );
  expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect([...seen]).toEqual(expect.arrayContaining(['gzip', 'identity']));
});

test('no coding is asked for where a contract has a parameter for it that may be left out', async () => {
  const schema = { type: 'string', enum: ['base64'] };
  const get = {
    parameters: [{ name: 'Accept-Encoding', in: 'header', schema }],
    responses: { 204: { description: '' }, 400: { description: '' } },
  };
  const report = await serving(
    ({ method, headers: { 'accept-encoding': coding = 'base64' } }) => {
      if (method !== 'GET') return { status: 405, headers: { allow: 'GET' } };
      return { status: coding === 'base64' ? 204 : 400 };
    },
    async (url) => runChecks({ contract: await contractOf({ '/token': { get } }), url, cases: 5 }),
  );
  expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});
