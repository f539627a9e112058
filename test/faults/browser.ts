/**
 * Pages attack the mock in Chromium: of another site, of another port of this machine, in a sandboxed frame, and under a name
 * that resolves to the mock once the page is loaded. None reads, changes or sends anything through `/__concordat/`.
 * `node test/faults/browser.ts FOLDER` attacks the mock of another folder.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';

const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const { createMock, loadContract }: typeof import('../../src/mock.ts') = await import(join(root, 'src/mock.ts'));

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const thing = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, name: { type: 'string' } } };
/** What a stranger's contract, or a record that some page has created, lets the mock send. */
const ownScript = `<!doctype html><script>fetch('/__concordat/state').then((response) => response.text())
  .then((text) => (opener ?? parent).postMessage(text, '*'), (error) => (opener ?? parent).postMessage(String(error), '*'))</script>`;
const contract = {
  openapi: '3.1.0',
  info: { title: 'Attacked', version: '1' },
  paths: {
    '/things': {
      get: { responses: { 200: { description: 'all', ...json({ type: 'array', items: thing }) } } },
      post: { requestBody: json(thing), responses: { 201: { description: 'created', ...json(thing) } } },
    },
    '/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
      get: { responses: { 200: { description: 'one', ...json(thing) } } },
    },
    '/page': { get: { responses: { 200: { description: 'page', content: { 'text/html': { example: ownScript } } } } } },
    '/jobs': {
      post: {
        requestBody: json({ type: 'object' }),
        responses: {
          202: { description: 'accepted', headers: { 'X-Job': { schema: { const: 'x' }, required: true } } },
        },
        callbacks: { done: { '{$request.body#/url}': { post: { responses: { 200: { description: 'ok' } } } } } },
      },
    },
  },
  webhooks: { changed: { post: { requestBody: json(thing), responses: { 200: { description: 'ok' } } } } },
};

async function serve(listener: RequestListener): Promise<{ port: number; close: () => void }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Runs in the pages. */
const attack = readFileSync(join(import.meta.dirname, 'browser-attack.js'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'concordat-browser-'));
writeFileSync(join(folder, 'openapi.json'), JSON.stringify(contract));
const mock = await createMock({ contract: await loadContract(join(folder, 'openapi.json')) });
const { port } = new URL(mock.url);
const reached: string[] = [];
const victim = await serve(({ url = '' }, response) => {
  reached.push(url);
  response.end();
});
const pages = await serve((_request, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><body>'),
);
let browser: Browser | undefined;
const wrong: string[] = [];
try {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--host-resolver-rules=MAP evil.example 127.0.0.1, MAP rebound.example 127.0.0.1',
      // Chromium's own protection, which asks the user. Other browsers don't have it.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  });
  const open = async (url: string) => {
    const page = await (browser as Browser).newPage();
    // What the name resolved to at first.
    if (url.includes('rebound'))
      await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><body>' }));
    await page.goto(url);
    return page;
  };
  const inSandbox = async (page: Page): Promise<Frame> => {
    await page.setContent(
      '<iframe sandbox="allow-scripts allow-forms allow-popups" srcdoc="<!doctype html><body>"></iframe>',
    );
    await page.waitForFunction('frames.length === 1');
    return page.frames()[1] as Frame;
  };
  const attackers: [string, () => Promise<Page | Frame>, string?][] = [
    ['another site', () => open(`http://evil.example:${pages.port}/`)],
    ['another port', () => open(`http://127.0.0.1:${pages.port}/`)],
    ['a sandboxed frame', async () => inSandbox(await open(`http://evil.example:${pages.port}/`))],
    ['a rebound name', () => open(`http://rebound.example:${port}/attack`), `http://rebound.example:${port}`],
  ];
  for (const [name, start, url = mock.url] of attackers) {
    mock.reset();
    await fetch(`${mock.url}/things`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 4711, name: 'secret' }),
    });
    const [before, logged] = [JSON.stringify(mock.state()), mock.requests.length];
    reached.length = 0;
    const started = performance.now();
    const place = await start();
    await place.evaluate(attack);
    const targets = JSON.stringify({ mock: url, victim: `http://127.0.0.1:${victim.port}` });
    const read = await place.evaluate<Record<string, string>>(`attack(${targets})`);
    const found = Object.entries(read).map(([how, text]) => `read by ${how}: ${text}`);
    if (JSON.stringify(mock.state()) !== before || mock.requests.length < logged) found.push('the records were reset');
    // A page of this machine is one that a developer works on: it may trigger callbacks to this machine, as the app would.
    const sent = new Set(reached.filter((path) => !(name === 'another port' && path === '/callback')));
    for (const path of sent) found.push(`a request was sent through the mock: ${path}`);
    const page = 'page' in place ? place.page() : place;
    await page.evaluate(attack);
    await page.evaluate(`frameControlPage('${url}/__concordat/')`);
    const bodies = await Promise.all(page.frames().map((frame) => frame.content().catch(() => '')));
    if (bodies.some((text) => text.includes('Forget all requests'))) found.push('the page was framed');
    console.log(`${name}: ${found.length} of the attacks succeeded, ${Math.round(performance.now() - started)} ms`);
    for (const line of found) console.log(`  ${line}`);
    wrong.push(...found);
    await page.close();
  }

  // What has to go on working.
  const own = await open(`${mock.url}/__concordat/`);
  await own.locator('#requests tr').first().waitFor({ timeout: 5000 });
  const row = (await own.locator('#requests tr').first().locator('td').allTextContents()).join(' ');
  await own.locator('#reset').click();
  await own.locator('#none').waitFor({ timeout: 5000 });
  if (mock.requests.length > 0) wrong.push('the button of the page did not reset');
  const app = await open(`http://localhost:${pages.port}/`);
  const seen = await app.evaluate(async (url) => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
    const sent = await fetch(`${url}/jobs`, { method: 'POST', headers, credentials: 'include', body: '{}' });
    return [sent.status, sent.headers.get('x-job')].join();
  }, mock.url);
  if (seen !== '202,x') wrong.push(`an app on another port saw ${seen}`);
  console.log(`the mock's own page shows: ${row}; an app on another port sees ${seen}`);
} finally {
  await browser?.close();
  await mock.close();
  victim.close();
  pages.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;
