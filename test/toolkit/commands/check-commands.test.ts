/** The commands as their users have them: what is printed, what is written, and how they end. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { concordat } from '../../concordat.ts';
import { inFolder } from '../../files.ts';
import { freePort } from '../../free-port.ts';
import { type Mutant, mutants } from '../../mutants/mutants.ts';
import { libraryContract, libraryKey, startLibrary } from '../../mutants/start.ts';
import { chromiumPath, testsWithBrowser } from '../../toolchain.ts';

const browserTest = testsWithBrowser();

const named = (name: string) => mutants.find((mutant) => mutant.name === name) as Mutant;
const spec = ['--spec', libraryContract];
const key = [
  '--header',
  Object.entries(libraryKey)
    .map((pair) => pair.join(': '))
    .join(),
];

async function withLibrary(
  made: readonly Mutant[],
  run: (url: string, folder: string) => Promise<void>,
): Promise<void> {
  await inFolder({}, async (folder) => {
    const { url, stop } = await startLibrary(...made);
    try {
      await run(url, folder);
    } finally {
      stop();
    }
  });
}

test('a finding has operation, pointer and line, a command that repeats it, and what to do', () =>
  withLibrary([named('a title may be empty')], async (url) => {
    const { code, stdout } = await concordat(['test', url, ...spec, ...key, '--cases', '0']);
    expect(code).toBe(1);
    const line =
      (await readFile(libraryContract, 'utf8')).split('\n').findIndex((text) => /title: .*minLength: 1/.test(text)) + 1;
    expect(stdout).toMatch(
      new RegExp(
        `openapi\\.yaml:${line}:\\d+ error createBook responds with 201 to an invalid request: body/title breaks minLength \\(invalid-accepted, #/components/schemas/BookInput/properties/title/minLength\\)`,
      ),
    );
    expect(stdout).toContain('-H "X-Api-Key: $TOKEN"');
    expect(stdout).toContain('Validate what the pointer names');
    expect(stdout).toMatch(/coverage 100 %: operations 9 of 9/);
    expect(stdout).not.toContain('library-key');
  }));

test('findings in the baseline do not fail a run, new ones do', () =>
  withLibrary([named('a title may be empty'), named('pages may be a fraction')], async (url, folder) => {
    const known = join(folder, 'deep/known.json');
    const run = (...more: string[]) => concordat(['test', url, ...spec, ...key, '--cases', '0', ...more]);
    expect((await run('--report', `json=${known}`)).code).toBe(1);
    const again = await run('--baseline', known);
    expect([again.code, again.stdout.split('\n').at(-2)]).toEqual([
      0,
      expect.stringMatching(/^0 errors, 0 warnings, \d+ known from the baseline$/),
    ]);
    const report = JSON.parse(await readFile(known, 'utf8'));
    await writeFile(known, JSON.stringify({ ...report, findings: report.findings.slice(1) }));
    expect((await run('--baseline', known)).code).toBe(1);
    expect((await run('--baseline', libraryContract)).code).toBe(2);
  }));

test.each<[what: string, args: string[], stderr: RegExp]>([
  ['a server that does not run', [], /no server responds at http/],
  ['an unknown operation', ['--operation', 'lostBook'], /no operation lostBook; it has createBook/],
  ['a malformed header', ['--header', 'nonsense'], /It must be 'Name: value'/],
  ['a header of the connection', ['--header', 'Content-Length: 3'], /is set for each connection/],
  ['an unknown report', ['--report', 'pdf=x'], /with one of junit, json, sarif, html, gitlab, summary/],
  ['a misspelt report', ['--report', 'jnit=x'], /Did you mean junit/],
  ['a folder as a report', ['--report', 'html=/'], /the report \/ cannot be written: it is a folder/],
  ['a report in a folder that does not exist', ['--report', 'html=/dev/null/x.html'], /cannot be written/],
  ['a missing baseline', ['--baseline', 'no.json'], /a baseline is written by --report json=no\.json/],
  ['a malformed time', ['--budget', 'soon'], /It must be a time such as 500ms, 30s or 2m/],
])('%s: exit code 2 without a run', async (_what, args, stderr) => {
  const outcome = await concordat(['test', `http://127.0.0.1:${await freePort()}`, ...spec, ...args]);
  expect([outcome.code, outcome.stdout, outcome.stderr]).toEqual([2, '', expect.stringMatching(stderr)]);
});

test('too little coverage fails a run', () =>
  withLibrary([], async (url) => {
    const args = ['test', url, ...spec, ...key, '--cases', '0', '--operation', 'getStatus', '--min-coverage', '100'];
    expect((await concordat(args)).code).toBe(0);
    const { code, stdout } = await concordat(['test', url, ...spec, '--cases', '0', '--min-coverage', '100']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('is below 100 %')]);
  }));

test('annotations of a GitHub workflow have the lines of the contract', () =>
  withLibrary([named('created is 200')], async (url) => {
    const { stdout } = await concordat(['test', url, ...spec, ...key, '--cases', '0', '--format', 'github']);
    expect(stdout).toMatch(
      /^::error file=.*openapi\.yaml,line=\d+,col=\d+,title=undeclared-status::createBook responds with 200/m,
    );
  }));

test('compare shows where two servers differ', () =>
  withLibrary([named('a price of 1000 is too much')], (first) =>
    withLibrary([], async (second) => {
      const run = (a: string, b: string) => concordat(['compare', a, b, ...spec, ...key]);
      const same = await run(second, second);
      expect([same.code, same.stdout]).toEqual([0, expect.stringMatching(/^0 differences between/m)]);
      const { code, stdout } = await run(first, second);
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /verdict createBook body\/price is 1000: 400 and 201 \(#\/components\/schemas\/BookInput\/properties\/price/,
      );
    }),
  ));

test(
  'score counts the injected faults that are found',
  () =>
    withLibrary([], async (url) => {
      const args = [
        'score',
        url,
        ...spec,
        ...key,
        '--operation',
        'getBook',
        '--operation',
        'createBook',
        '--operation',
        'deleteBook',
      ];
      const { code, stdout } = await concordat([...args, '--format', 'json', '--min-score', '98']);
      const { spoilings, missed } = JSON.parse(stdout);
      expect([code, missed]).toEqual([0, []]);
      expect(spoilings).toBeGreaterThan(100);
    }),
  300_000,
);

test.each([
  [
    'concordat/example-valid',
    /^concordat\/example-valid, a rule of lint \(error by default\)\n\n.*What to do: Repair/s,
  ],
  ['example-valid', /^concordat\/example-valid/],
  ['no-ambiguous-paths', /requires that no two paths match .*See https:\/\/redocly\.com\/\S+\/no-ambiguous-paths\n$/s],
  ['tag-description', /off by default/],
])('explain says what the rule %s requires', async (name, wanted) => {
  expect(await concordat(['explain', name])).toMatchObject({ code: 0, stdout: expect.stringMatching(wanted) });
});

test('explain knows what each rule that is on by default requires, and a misspelt one', async () => {
  const { stdout } = await concordat(['explain']);
  expect(stdout.split('\n').filter((line) => / lint, (error|warn)$/.test(line))).toEqual([]);
  expect((await concordat(['explain', 'no-ambigous-paths'])).stderr).toContain('Did you mean no-ambiguous-paths');
});

test('explain says what a code means', async () => {
  const { code, stdout } = await concordat(['explain', 'not-read-back']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('What to do: Store every field')]);
  expect((await concordat(['explain'])).stdout).toMatch(/server-error +The server failed/);
  expect(await concordat(['explain', 'not-red-back'])).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^error there is no code or rule not-red-back\. Did you mean not-read-back.* lists all\n$/,
    ),
  });
});

browserTest('the HTML report shows findings and coverage, finds them, and loads nothing', () =>
  withLibrary([named('the total is a string'), named('a title may be empty')], async (url, folder) => {
    const file = join(folder, 'report.html');
    const { stdout } = await concordat(['test', url, ...spec, ...key, '--cases', '0', '--report', `html=${file}`]);
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => problems.push(message.text()));
      page.on('request', (request) => request.url().startsWith(`file://${file}`) || problems.push(request.url()));
      await page.goto(`file://${file}`);
      const cards = page.locator('article:visible');
      const total = await cards.count();
      const shown = page.locator('.shown');
      const top = (await page.locator('.tiles li').allInnerTexts()).map((text) => text.replace('\n', ' '));
      expect(`${top[0]}, ${top[1]}\n`).toBe(stdout.split('\n').slice(-2).join('\n'));
      expect(await page.locator('h1').textContent()).toBe('Library 1.0.0');
      expect([await shown.textContent(), total]).toEqual([`${total} shown`, Number.parseInt(top[0] as string, 10)]);

      await page.locator('#operation').selectOption('listBooks');
      const card = cards.filter({ hasText: 'listBooks responds with 200, and /total must be integer' });
      expect([await cards.count(), await card.locator('.badge').textContent()]).toEqual([1, 'Error']);
      expect(await shown.textContent()).toBe(`1 of ${total} shown`);
      const id = await card.getAttribute('id');
      expect(await card.locator('pre').first().isVisible()).toBe(false);
      await card.locator('summary').click();
      const last = card.locator('li').last();
      expect(await last.locator('pre').first().textContent()).toMatch(/^GET http/);
      const command = await last.locator('.command').textContent();
      expect(command).toMatch(/^curl -i 'http/);
      await last.locator('.copy').last().click();
      await last.getByText('Copied').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(command);
      expect(await last.locator('pre').nth(1).textContent()).toMatch(
        /^200 OK\n[^{]*\n\n\{\n {2}"[\s\S]*"total": "\d+"/,
      );

      await page.keyboard.press('/');
      await page.keyboard.type('nothing like this');
      await page.locator('#nothing').waitFor();
      await page.keyboard.press('Escape');
      expect(await cards.count()).toBe(total);
      await page
        .getByText(/^\d+ warnings?$/)
        .last()
        .click();
      expect(await cards.count()).toBe(Number.parseInt(top[1] as string, 10));

      // A link to a finding shows it, whatever is filtered.
      await page.evaluate(`location.hash = '${id}'`);
      await page.locator(`#${id} pre`).first().waitFor();

      await page.locator('.operation', { hasText: 'createBook' }).locator('summary').click();
      expect(await page.locator('.operation[open] tr', { hasText: 'minLength of body' }).first().isVisible()).toBe(
        true,
      );
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  }),
);
