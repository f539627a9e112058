import { expect, test } from '@jest/globals';
import { runChecks } from '../../../../src/index.ts';
import { createMock } from '../../../../src/mock.ts';
import { createApp } from '../../../../src/server.ts';
import { serve } from '../../../serve.ts';
import { contractOf, serving } from '../with-server.ts';

const ok = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } };
const at = (url: string) => [{ url }];
const get = (operationId: string, more = {}) => ({ get: { operationId, responses: ok, ...more } });
const contract = await contractOf(
  {
    '/a': get('ofApi'),
    '/b': { servers: at('https://api.example.com/v2'), ...get('ofPath') },
    '/c': {
      servers: at('/v2'),
      ...get('ofOperation', { servers: [{ url: '/{v}/x', variables: { v: { default: 'v3' } } }] }),
    },
    '/d': get('elsewhere', { servers: at('https://upload.example.com/v9') }),
  },
  { servers: at('https://api.example.com/v1') },
);
const served = ['/v1/a', '/v2/b', '/v9/d'];

test('an operation is tested where its own server is, beside the URL that is given, or not at all', async () => {
  const asked = new Set<string>();
  const handler = ({ path }: { path: string }) => {
    if (!path.endsWith('/')) asked.add(path);
    return { body: {} };
  };
  const report = await serving(handler, (url) => runChecks({ contract, url: `${url}/proxy/v1`, cases: 0 }));
  expect([...asked].sort()).toEqual(['/proxy/v1/a', '/proxy/v2/b', '/proxy/v3/x/c']);
  const [left] = report.coverage.operations.filter(({ sent }) => sent === 0);
  expect([left?.operationId, left?.why]).toEqual([
    'elsewhere',
    'it is at https://upload.example.com/v9: give that URL, and --operation elsewhere',
  ]);
});

test('server and mock have an operation where its own server is', async () => {
  const handle = () => ({ status: 200, body: {} });
  const handlers = { ofApi: handle, ofPath: handle, ofOperation: handle, elsewhere: handle };
  const statuses = (url: string, paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => (await fetch(url + path)).status));
  const paths = [...served, '/v1/b', '/v2/a'];
  await serve(createApp({ contract, handlers }), async (url) =>
    expect(await statuses(url, paths)).toEqual([200, 200, 200, 404, 404]),
  );
  const moved = createApp({ contract, handlers, basePath: '/api/v1' });
  await serve(moved, async (url) => expect(await statuses(url, ['/api/v1/a', '/api/v2/b'])).toEqual([200, 200]));
  const mock = await createMock({ contract });
  expect(await statuses(mock.url, paths)).toEqual([200, 200, 200, 404, 404]);
  await mock.close();
});
