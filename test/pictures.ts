/**
 * Makes the pictures of the README: a report of a library with a few defects, and the page of its mock.
 * `node test/pictures.ts [FOLDER]` writes report.png and mock.png; the default is `.github`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { loadContract, runChecks } from '../src/index.ts';
import { createMock } from '../src/mock.ts';
import { renderHtml } from '../src/toolkit/commands/reports/html.ts';
import { mutants } from './mutants/mutants.ts';
import { libraryContract, libraryKey, startLibrary } from './mutants/start.ts';

const pictures = process.argv[2] ?? join(import.meta.dirname, '../.github');
const defects = ['a patch of pages does nothing', 'a title may be empty', 'the total is a string', 'sorts the tags'];

const contract = await loadContract(libraryContract);

async function writeReport(file: string): Promise<void> {
  const library = await startLibrary(...mutants.filter(({ name }) => defects.includes(name)));
  try {
    const report = await runChecks({ contract, url: library.url, headers: libraryKey, cases: 0 });
    await writeFile(file, renderHtml(report).text);
  } finally {
    library.stop();
  }
}

async function showReport(page: Page, folder: string): Promise<void> {
  const file = join(folder, 'report.html');
  await writeReport(file);
  await page.goto(`file://${file}`);
  await page.locator('article:has(.command) summary').first().click();
}

async function showMock(page: Page): Promise<void> {
  const mock = await createMock({ contract });
  try {
    await page.goto(`${mock.url}/__concordat/`);
    const book = { title: 'Middlemarch', isbn: '9780141439549', genre: 'novel', pages: 880, price: 9.5 };
    const send = (method: string, path: string, body?: object) =>
      fetch(`${mock.url}${path}`, {
        method,
        headers: { ...libraryKey, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
    // The first request of an operation prepares it, which takes time.
    for (const [method, path] of [
      ['GET', '/books'],
      ['GET', '/books/1'],
      ['PATCH', '/books/1'],
      ['DELETE', '/books/1'],
    ] as const)
      await send(method, path);
    await send('POST', '/books', book);
    mock.reset();
    await page.reload();
    const { id } = (await (await send('POST', '/books', book)).json()) as { id: number };
    await send('GET', `/books/${id}`);
    await send('PATCH', `/books/${id}`, { title: '', pages: 0 });
    await send('GET', '/books?limit=1000');
    await send('DELETE', `/books/${id}`);
    await send('GET', `/books/${id}`);
    await send('GET', '/authors');
    await page.locator('#requests tr').nth(6).waitFor();
    await page.locator('tr.request', { hasText: 'PATCH' }).click();
    await page.locator('tr.details .sides').waitFor();
    await page.screenshot({ path: join(pictures, 'mock.png') });
  } finally {
    await mock.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'concordat-pictures-'));
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 860 } });
  await showReport(page, folder);
  await page.screenshot({ path: join(pictures, 'report.png') });
  await page.setViewportSize({ width: 1100, height: 860 });
  await showMock(page);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
