/**
 * Makes pictures of a page as a frontend team would write it, against the mock and against Prism's, and of the mock's terminal.
 * `node test/bookshop-pictures.ts [FOLDER]` writes bookshop.png and terminal.png; the default is `.github`. Prism is installed
 * in `test/corpus`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { installContracts, prismCommand } from './corpus/contracts.ts';
import { freePort } from './free-port.ts';
import { serve } from './serve.ts';

const pictures = process.argv[2] ?? join(import.meta.dirname, '../.github');
const mockFolder = join(import.meta.dirname, 'toolkit/mock');
const html = readFileSync(join(mockFolder, 'bookshop/index.html'));
const command = join(import.meta.dirname, '../src/cli.ts');

/** Runs a mock while a function does, and returns what it wrote to its terminal. */
async function withMock(args: readonly string[], use: (url: string) => Promise<void>): Promise<string> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [...args, 'bookshop.yaml', '--port', String(port)], {
    cwd: mockFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FORCE_COLOR: '1' },
  });
  let written = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  try {
    for (let tries = 0; tries < 300 && !(await fetch(url).catch(() => undefined)); tries++) await wait(50);
    await use(url);
  } finally {
    child.kill();
    await ended;
  }
  return written.replaceAll(url, 'http://localhost:4010');
}

/** Opens the shop, looks at its first book, sends a wrong password and signs in, as far as the mock lets it. */
async function useShop(browser: Browser, shop: string, api: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 }, deviceScaleFactor: 0.7 });
  page.setDefaultTimeout(2000);
  await page.goto(`${shop}/?api=${api}`);
  await page
    .locator('body[data-ready]')
    .waitFor({ timeout: 10_000 })
    .catch(() => {});
  const steps = [
    () => page.locator('#books li button').first().click(),
    () => page.locator('#book:not([hidden])').waitFor(),
    () => page.fill('[name=email]', 'ada@example.com'),
    () => page.fill('[name=password]', 'long enough'),
    () => page.locator('#sign-in button').click(),
    () => page.locator('#user').getByText('(').waitFor(),
    () => page.locator('#add').click(),
    () => page.locator('#cart li').first().waitFor(),
    () => page.fill('#filter [name=minPrice]', '5'),
    () => page.locator('#filter button').click(),
  ];
  for (const step of steps) await step().catch(() => {});
  await wait(300);
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

/** Colours as terminals show them on black. */
const colours: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
};

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function terminalHtml(text: string): string {
  const spans = text.split('\u001b[').map((part, index) => {
    if (index === 0) return escaped(part);
    const [, codes = '', rest = ''] = /^([\d;]*)m([\s\S]*)$/.exec(part) ?? [];
    const style = codes
      .split(';')
      .map((code) =>
        colours[code] ? `color:${colours[code]}` : code === '1' ? 'font-weight:bold' : code === '2' ? 'opacity:.7' : '',
      );
    return `<span style="${style.filter(Boolean).join(';')}">${escaped(rest)}</span>`;
  });
  return `<body style="margin:0;background:#0d1117"><pre style="margin:0;padding:16px;color:#e6edf3;font:13px/1.5 monospace">${spans.join('')}</pre>`;
}

const beside = (ours: Buffer, theirs: Buffer) => {
  const part = (name: string, picture: Buffer) =>
    `<figure style="margin:0"><figcaption style="font:14px sans-serif;padding:6px">${name}</figcaption>
     <img style="border:1px solid #ccc" src="data:image/png;base64,${picture.toString('base64')}"></figure>`;
  return `<body style="margin:8px;display:flex;gap:12px">${part('concordat mock', ours)}${part('prism mock', theirs)}`;
};

installContracts();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  await serve(
    (_request, response) => void response.setHeader('content-type', 'text/html').end(html),
    async (shop) => {
      let ours: Buffer = Buffer.of();
      let theirs: Buffer = Buffer.of();
      const terminal = await withMock([command, 'mock'], async (url) => {
        ours = await useShop(browser, shop, `${url}/api`);
      });
      await withMock([prismCommand, 'mock'], async (url) => {
        theirs = await useShop(browser, shop, url);
      });
      const page = await browser.newPage({ viewport: { width: 1300, height: 690 } });
      await page.setContent(beside(ours, theirs));
      await page.screenshot({ path: join(pictures, 'bookshop.png') });
      await page.setViewportSize({ width: 900, height: 460 });
      await page.setContent(terminalHtml(terminal));
      await page.locator('pre').screenshot({ path: join(pictures, 'terminal.png') });
    },
  );
} finally {
  await browser.close();
}
