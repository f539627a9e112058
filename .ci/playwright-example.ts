/** The files of `mocks/browser-tests.md` as Playwright Test runs them, which is not installed in the repository. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The app of the page: a server of one file. */
const server = `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
const page = readFileSync('index.html');
createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page)).listen(5173, '127.0.0.1');
`;

/** The browser is that of the machine. */
const config = `
import { defineConfig } from '@playwright/test';
import config from './playwright.config.ts';
const launchOptions = { executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] };
export default defineConfig({ ...config, use: { ...config.use, launchOptions }, workers: 2, timeout: 30_000 });
`;

/** @param folder has `concordat` and `@playwright/test` installed, and is an ES module */
export function writePlaywrightExample(folder: string): void {
  const page = readFileSync(join(root, 'mocks/browser-tests.md'), 'utf8');
  for (const [, name = '', text = ''] of page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, 'server.mjs'), server);
  writeFileSync(join(folder, 'ci.config.ts'), config);
  copyFileSync(join(root, 'test/toolkit/mock/bookshop.yaml'), join(folder, 'openapi.yaml'));
  copyFileSync(join(root, 'test/toolkit/mock/bookshop/index.html'), join(folder, 'index.html'));
}

/** @throws {Error} if a test fails */
export function runPlaywrightExample(folder: string, chromium: string): void {
  const command = [join(folder, 'node_modules/@playwright/test/cli.js'), 'test', '--config', 'ci.config.ts'];
  // The commands of the configuration take the Node that comes first.
  const env = { ...process.env, CHROMIUM: chromium, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, env, encoding: 'utf8' });
  console.log(stdout);
  if (status !== 0 || !/\b4 passed/.test(stdout))
    throw new Error(`Playwright ended with ${status}:\n${stdout}${stderr}`);
}
