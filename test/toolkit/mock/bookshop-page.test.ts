/** A page as a frontend team would write it, against the mock of its contract. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { createMock } from '../../../src/mock.ts';
import { loadContract } from '../../../src/toolkit/contract/document/load-contract.ts';
import { serve } from '../../serve.ts';
import { chromiumPath, testsWithBrowser } from '../../toolchain.ts';

const browserTest = testsWithBrowser();

const html = readFileSync(join(import.meta.dirname, 'bookshop/index.html'));
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

browserTest('a bookshop signs in, lists, filters, pages, fills its cart, orders and uploads', async () => {
  const contract = await loadContract(join(import.meta.dirname, 'bookshop.yaml'));
  const mock = await createMock({ contract });
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  try {
    await serve(
      (_request, response) => void response.setHeader('content-type', 'text/html').end(html),
      async (url) => {
        const page = await browser.newPage({ viewport: { width: 1180, height: 1000 } });
        page.setDefaultTimeout(10_000);
        const text = (selector: string) => page.locator(selector).textContent();
        const prices = async () =>
          (await page.locator('#books .price').allTextContents()).map((price) => Number(price.slice(1)));
        await page.goto(`${url}/?api=${mock.url}/api`);
        await page.locator('body[data-ready]').waitFor();

        // Lists are full, and every book has a name, a price and an author.
        expect(await text('#count')).toMatch(/^\d\d books$/);
        expect(await page.locator('#books li').count()).toBe(6);
        expect(await page.locator('#books li button').allTextContents()).not.toContain('string');
        expect((await prices()).every((price) => price > 1)).toBe(true);
        const first = await text('#books li:first-child button');
        await page.locator('#forth').click();
        await page.getByText('2 of 2').waitFor();
        expect(await text('#books li:first-child button')).not.toBe(first);

        // Filters by price and text.
        const [cheapest = 0] = (await prices()).sort((a, b) => a - b);
        await page.fill('#filter [name=minPrice]', String(cheapest + 0.01));
        await page.locator('#filter button').click();
        const shown = `[...document.querySelectorAll('#books .price')].map((price) => Number(price.textContent.slice(1)))`;
        await page.waitForFunction(`${shown}.every((price) => price > ${cheapest})`);
        await page.fill('#filter [name=minPrice]', '');
        await page.fill('#filter [name=q]', String(first));
        await page.locator('#filter button').click();
        await page.locator('#books li:only-child').getByText(String(first)).waitFor();

        // One book with its author and reviews.
        await page.locator('#books li button').first().click();
        await page.locator('#book:not([hidden])').waitFor();
        expect(await text('#book h2')).toBe(first);
        expect(await text('#book .author')).toContain(String(await text('#books li .author')));

        // Signs in: the profile is that of who signed in.
        await page.fill('[name=email]', 'ada@example.com');
        await page.fill('[name=password]', 'short');
        await page.locator('#sign-in button').click();
        await page.locator('#problem:not(:empty)').waitFor();
        expect(await text('#problem')).toMatch(/^400: .*password/);
        await page.fill('[name=password]', 'long enough');
        await page.locator('#sign-in button').click();
        await page.locator('#user').getByText('(').waitFor();
        expect(await text('#user')).toContain('(ada@example.com)');

        // The cart remembers, and an order has what was in it.
        await page.locator('#cart li').first().waitFor();
        const before = await page.locator('#cart li').count();
        await page.locator('#add').click();
        await page.locator(`#cart li:nth-child(${before + 1})`).waitFor();
        expect(await text('#cart li:last-child')).toContain(`2 × ${first}`);
        await page.fill('#order input', '4000-001');
        await page.locator('#order button').click();
        await page.locator('#ordered:not(:empty)').waitFor();
        expect(await text('#ordered')).toMatch(new RegExp(`^Order \\S+, placed: ${before + 1} lines, `));

        // What is uploaded is what is shown.
        await page.setInputFiles('#upload input', { name: 'dot.png', mimeType: 'image/png', buffer: picture });
        await page.locator('#upload button').click();
        await page.waitForFunction(`document.querySelector('#picture').naturalWidth === 1`);

        // A 503, and an empty shop.
        mock.respondNext({ operationId: 'listBooks', status: 503, body: { title: 'Too busy', status: 503 } });
        await page.locator('#filter button').click();
        await page.locator('#problem:not(:empty)').waitFor();
        expect(await text('#problem')).toBe('503: Too busy');
        mock.playScenario({ records: { '/books': [] } });
        await page.locator('#filter button').click();
        await page.getByText('There is no such book.').waitFor();
      },
    );
  } finally {
    await browser.close();
    await mock.close();
  }
});
