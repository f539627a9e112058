import { afterAll, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Mock, MockOptions } from '../../../../src/mock.ts';
import { libraryContract } from '../../../mutants/start.ts';
import { chromiumPath, testsWithBrowser } from '../../../toolchain.ts';
import { type Ask, withMock } from '../with-mock.ts';

const browserTest = testsWithBrowser();

let browser: Browser | undefined;
afterAll(() => browser?.close());

/** Opens the page of a mock of the library, on which nothing may go wrong. */
function withPage(
  options: Omit<MockOptions, 'contract'>,
  run: (page: Page, ask: Ask, mock: Mock) => Promise<void>,
): Promise<void> {
  return withMock(libraryContract, options, async (plainAsk, mock) => {
    const ask: Ask = (method, target, body, headers) =>
      plainAsk(method, target, body, { 'x-api-key': 'key-of-ann', ...headers });
    const { chromium } = await import('playwright-core');
    browser ??= await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    try {
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('requestfailed', (request) => problems.push(request.url()));
      page.on('console', (message) => /error|Content.Security/i.test(message.text()) && problems.push(message.text()));
      page.on('dialog', (dialog) => problems.push(dialog.message()));
      await page.goto(`${mock.url}/__concordat`);
      await page.getByText('live', { exact: true }).waitFor();
      await run(page, ask, mock);
      // A browser says so of each status from 400.
      expect(problems.filter((problem) => !problem.startsWith('Failed to load resource'))).toEqual([]);
    } finally {
      await page.close();
    }
  });
}

const book = { title: 'Middlemarch', isbn: '9780141439549', genre: 'novel', pages: 880, price: 9.5 };
const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>';

browserTest('the page shows requests live, filters them, and clears them', () =>
  withPage({}, async (page, ask, mock) => {
    const rows = page.locator('#requests tr:visible');
    await ask('GET', '/books');
    await rows.nth(0).waitFor();
    expect(await rows.nth(0).locator('td').allTextContents()).toEqual([
      '1',
      expect.any(String),
      'GET',
      '/books',
      'listBooks',
      '200',
      expect.any(String),
      'keeps the contract',
    ]);
    await ask('POST', `/books?${hostile}`, { title: hostile, [hostile]: 1 }, { 'x-concordat-session': hostile });
    await rows.nth(1).waitFor();
    expect(await rows.nth(0).locator('.errors').textContent()).toContain('body/isbn: required');
    expect(await rows.nth(0).getAttribute('class')).toBe('request refused');

    const numbers = () => rows.locator('.number').allTextContents();
    for (const [field, value, wanted] of [
      ['#filter-status', '2', ['1']],
      ['#filter-status', '', ['2', '1']],
      ['#filter-operation', 'is createBook', ['2']],
      ['#filter-operation', '', ['2', '1']],
      ['#filter-session', `is ${hostile}`, ['2']],
      ['#filter-session', '', ['2', '1']],
    ] as const) {
      await page.locator(field).selectOption(value);
      expect([field, value, await numbers()]).toEqual([field, value, wanted]);
    }
    await page.locator('#search').fill('LISTBOOKS');
    expect(await numbers()).toEqual(['1']);
    await page.locator('#search').fill('');

    await page.locator('#clear').click();
    expect([await numbers(), await page.locator('#none').isVisible(), mock.requests.length]).toEqual([[], true, 2]);
    await ask('GET', '/books');
    await rows.nth(0).waitFor();
    expect(await numbers()).toEqual(['3']);
    await page.locator('#reset').click();
    await rows.nth(0).waitFor({ state: 'detached' });
    expect(mock.requests.map(({ session }) => session)).toEqual([hostile]);
  }),
);

browserTest('a row opens to what was sent, by mouse and keyboard, and is sent again', () =>
  withPage({}, async (page, ask) => {
    await ask('POST', '/books', book);
    const sent = { title: hostile, password: 'secret-word' };
    await ask('POST', '/books', sent, { 'x-hostile': hostile, cookie: 'a=secret-cookie' });
    const opened = page.locator('tr.details');
    await page.locator('#requests .open').nth(0).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await opened.locator('.sides').waitFor();
    expect(await opened.textContent()).toContain('openapi.yaml:');
    await opened.getByText('/books 1').waitFor();
    await page.keyboard.press('Enter');
    await opened.waitFor({ state: 'detached' });

    await page.locator('tr.request').nth(0).click();
    await opened.locator('.sides').waitFor();
    const text = String(await opened.textContent());
    expect(text).toContain(`"title": "${hostile}"`);
    expect(text).toMatch(/body\/genre: required [\w./]*openapi\.yaml:\d+:\d+/);
    expect(text).not.toMatch(/secret-|key-of-ann/);
    expect(await opened.locator('img, script').count()).toBe(0);

    await opened.getByText('Replay').click();
    await opened.getByText('sent again').waitFor();
    const told = await opened.locator('[role=status]').textContent();
    expect(told).toContain('with "hidden" in place of the value of x-api-key');
    expect(told).toContain('without cookie, which a page can not set');
    expect(told).toMatch(/: 400$/);
    await page.locator('tr.request').nth(2).waitFor();

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await opened.getByText('Copy as curl').click();
    await opened.getByText('copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^curl .* -X 'POST' 'http:.*\/books'/);
  }),
);

browserTest('records are shown, changed, added and deleted, in the session that is named', () =>
  withPage({}, async (page, ask, mock) => {
    const session = { 'x-concordat-session': 'a' };
    await ask('POST', '/books', { ...book, title: hostile }, session);
    await page.locator('#tab-requests').press('ArrowRight');
    await page.locator('#records-message').getByText('0 records').waitFor();
    await page.locator('.session').nth(0).fill('a');
    await page.locator('.session').nth(0).press('Enter');
    const record = page.locator('.record').nth(1);
    await record.waitFor();
    expect(await record.locator('summary').textContent()).toBe(`1 ${hostile}`);
    await record.locator('summary').press('Enter');
    const area = record.locator('textarea');
    await area.fill((await area.inputValue()).replace('880', '0'));
    await record.getByText('Save').click();
    await record.getByText('the record breaks its schema: pages: must be >= 1').waitFor();
    await area.fill((await area.inputValue()).replace(': 0', ': 12'));
    await record.getByText('Save').click();
    await record.getByText('saved').waitFor();
    expect(mock.session('a').state()['/books']).toMatchObject([{ id: 1, title: hostile, pages: 12 }]);

    await page.locator('#add summary').click();
    await page.locator('#add textarea').fill('{ "title": "Emma" }');
    await page.locator('#add button').click();
    await page.locator('#add').getByText('added 2').waitFor();
    expect(mock.session('a').state()['/books']).toMatchObject([{ id: 1 }, { id: 2, title: 'Emma' }]);
    await page.locator('.record').nth(2).getByText('Delete').click();
    await page.locator('#records-message').getByText('deleted 1').waitFor();
    expect((await ask('GET', '/books/1', undefined, session)).status).toBe(404);
    expect(mock.state()['/books']).toEqual([]);
  }),
);

browserTest('scenarios are started, and next responses set', () =>
  withPage({ scenarios: { broken: { answers: { listBooks: { always: { status: 400 } } } } } }, async (page, ask) => {
    await page.locator('#tab-responses').click();
    await page.locator('#scenarios button').click();
    await page.getByText('broken is played').waitFor();
    expect((await ask('GET', '/books')).status).toBe(400);
    await page.locator('#next-operation').selectOption('createBook');
    await page.locator('#next-status').fill('400');
    await page.locator('#next-example').selectOption('untitled');
    await page.locator('#next button').click();
    await page.getByText('set for createBook').waitFor();
    expect([(await ask('POST', '/books', book)).status, (await ask('POST', '/books', book)).status]).toEqual([
      400, 201,
    ]);
    await page.locator('#next-status').fill('418');
    await page.locator('#next button').click();
    await page.getByText('createBook declares no status 418').waitFor();
  }),
);
