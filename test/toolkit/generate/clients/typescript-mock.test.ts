/** The client of the service's own contract, with the mock: in Node, and in a page. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minify } from '@swc/core';
import { generateClient, loadContract } from '../../../../src/index.ts';
import { createMock, type Mock } from '../../../../src/mock.ts';
import { serve } from '../../../serve.ts';
import { chromiumPath, testsWithBrowser } from '../../../toolchain.ts';
import { webhooksContract } from '../../mock/with-mock.ts';

const browserTest = testsWithBrowser();

// biome-ignore lint/suspicious/noExplicitAny: what is generated here has no types in this file; others test them
type Untyped = any;

/** Signs in, creates, reads, lists, changes, makes three mistakes, deletes and reads again. Runs in Node and in a page. */
async function play({ createClient, signIn, unwrap }: Untyped, baseUrl: string): Promise<object> {
  const client = createClient({ baseUrl, retries: 0 });
  await signIn(client, { username: 'ada@example.com', password: 'a long password' });
  const body = { BusinessId: 12345, Name: 'From a client', Action: 6, URL: 'https://crm.example/hooks' };
  const { Id } = (await unwrap(client.createWebHook({ body }))).Value;
  const read = await unwrap(client.getWebHook({ path: { id: Id } }));
  const query = { WebHook_Name: 'From a client' };
  const list = await unwrap(client.listWebHooks({ query }));
  await unwrap(client.updateWebHook({ body: { ...body, Id, Name: 'Changed' } }));
  const changed = await unwrap(client.getWebHook({ path: { id: Id } }));
  const wrong = await client.createWebHook({ body: { ...body, Name: 'n'.repeat(300), Action: 99, URL: 'no' } });
  const deleted = await client.deleteWebHook({ path: { id: Id } });
  const gone = await client.getWebHook({ path: { id: Id } });
  return {
    names: [read.Name, ...list.Records.map((record: Untyped) => record.Name), changed.Name],
    wrong: [wrong.status, ...wrong.body.Errors.map((error: Untyped) => error.PropertyName)],
    deleted: deleted.status,
    gone: [gone.ok, gone.status, gone.body],
  };
}

const wanted = {
  names: ['From a client', 'From a client', 'Changed'],
  wrong: [400, 'Name', 'Action', 'URL'],
  deleted: 200,
  gone: [false, 404, 'Not found'],
};

let mock: Mock;
let folder: string;

beforeAll(async () => {
  const contract = await loadContract(webhooksContract);
  folder = await mkdtemp(join(tmpdir(), 'concordat-test-'));
  await generateClient(contract, { language: 'typescript', out: folder });
  mock = await createMock({ contract });
});
afterAll(async () => {
  await mock.close();
  await rm(folder, { recursive: true, force: true });
});

test('the client does in Node what the contract says', async () => {
  expect(await play(await import(join(folder, 'index.js')), `${mock.url}/api`)).toEqual(wanted);
});

test('the client with all that it needs at run time has at most 8 KB', async () => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const options = { compress: true, mangle: true, module: true } as const;
  const minified = await Promise.all(texts.map(async (text) => (await minify(text, options)).code));
  const size = gzipSync(minified.join('\n'), { level: 9 }).length;
  expect(size).toBeGreaterThan(1000);
  expect(size).toBeLessThanOrEqual(8192);
});

browserTest('the client does in a page what it does in Node', async () => {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  try {
    await serve(
      ({ url = '' }, response) => {
        const isScript = url.endsWith('.js');
        response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
        response.end(isScript ? readFileSync(join(folder, url)) : '<!doctype html><title>A page</title>');
      },
      async (url) => {
        const page = await browser.newPage();
        page.setDefaultTimeout(10_000);
        await page.goto(url);
        const run = `import('/index.js').then((client) => (${play})(client, '${mock.url}/api'))`;
        expect(await page.evaluate(run)).toEqual(wanted);
      },
    );
  } finally {
    await browser.close();
  }
});
