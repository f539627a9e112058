import { expect } from '@jest/globals';
import { browserTest, chromiumPath } from '../../../toolchain.ts';
import { webhooksContract, withMock } from '../with-mock.ts';

browserTest('the page shows requests live, and clears them', () =>
  withMock(webhooksContract, {}, async (ask, mock) => {
    await ask('GET', '/sys/webhooks');
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('requestfailed', (request) => problems.push(request.url()));
      await page.goto(`${mock.url}/__concordat`);
      const rows = page.locator('#requests tr');
      await rows.nth(0).waitFor();
      const cells = () => rows.nth(0).locator('td').allTextContents();
      expect(await cells()).toEqual([
        '1',
        expect.any(String),
        'GET',
        '/sys/webhooks',
        'listWebHooks',
        '200',
        expect.any(String),
        'keeps the contract',
      ]);

      await ask('POST', '/sys/webhooks', { Name: '<b>bold</b>' });
      await rows.nth(1).waitFor();
      expect((await cells()).slice(4, 6)).toEqual(['createWebHook', '400']);
      expect(await rows.nth(0).locator('.errors').textContent()).toContain('body/URL: required');
      expect(await rows.nth(0).getAttribute('class')).toBe('refused');
      expect(await page.locator('#connection').textContent()).toBe('live');

      await page.locator('#reset').click();
      await rows.nth(0).waitFor({ state: 'detached' });
      expect(await page.locator('#none').isVisible()).toBe(true);
      expect(mock.requests).toEqual([]);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  }),
);
