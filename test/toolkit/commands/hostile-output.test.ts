/** Nothing that a contract, a file's name or a server says leaves a command as it came. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import ts from 'typescript';
import { printError } from '../../../src/toolkit/commands/output.ts';
import { withProgress } from '../../../src/toolkit/commands/progress.ts';
import { script } from '../../../src/toolkit/commands/reports/html-script.ts';
import { concordat, createContext, type RunOptions } from '../../concordat.ts';
import { inFolder } from '../../files.ts';
import { chromiumPath, testsWithBrowser, testsWithJava } from '../../toolchain.ts';
import { hostile, hostileContract, hostileName, serveHostile } from './hostile-texts.ts';

const browserTest = testsWithBrowser();
const javaTest = testsWithJava();

const server = createServer(serveHostile);
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const contract = JSON.stringify(hostileContract());
const files = {
  'openapi.json': contract,
  [hostileName]: contract,
  'refers.json': JSON.stringify({ $ref: hostileName }),
};
const spec = ['--spec', 'openapi.json'];

/** What a terminal or a CI service would obey. */
function dangersIn(output: string): string[] {
  const control = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.exec(output)?.[0];
  return [
    ...(control === undefined ? [] : [`U+${control.charCodeAt(0).toString(16)}`]),
    ...output.split('\n').filter((line) => /^\s*::(?!(error|warning) file=openapi\.json,line=)|##[\w.]*\[/.test(line)),
  ];
}

/** Runs a command; nothing may go past its streams. */
async function run(args: readonly string[], cwd: string, more: Partial<RunOptions> = {}): Promise<string> {
  const past: unknown[][] = [];
  const spies = (['log', 'warn', 'error', 'info'] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((...given) => void past.push(given)),
  );
  try {
    const { stdout, stderr } = await concordat(args, { cwd, ...more });
    expect(past).toEqual([]);
    return stdout + stderr;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('what a command prints', () => {
  test.each<[what: string, args: string[], shows: RegExp]>([
    ['lint', ['lint', ...spec], /errors, \d+ warnings\n$/],
    ['lint for GitHub', ['lint', ...spec, '--format', 'github'], /^::error file=openapi\.json/m],
    ['lint as JSON', ['lint', ...spec, '--format', 'json'], /"findings"/],
    ['lint as SARIF', ['lint', ...spec, '--format', 'sarif'], /"runs"/],
    ['lint as JUnit', ['lint', ...spec, '--format', 'junit'], /<testsuites/],
    ['lint for GitLab', ['lint', ...spec, '--format', 'gitlab'], /"check_name"/],
    ['lint of a hostile name', ['lint', '--spec', hostileName], /errors, \d+ warnings\n$/],
    ['lint of a reference to it', ['lint', '--spec', 'refers.json'], /error/],
    ['lint of a missing file', ['lint', '--spec', `${hostileName}.none`], /there is no such file/],
    ['lint with a missing ruleset', ['lint', ...spec, '--ruleset', `${hostileName}.none`], /there is no such file/],
    ['an unknown option', ['lint', `--${hostile}`], /unknown option/],
    ['an unknown choice', ['lint', ...spec, '--format', hostile], /Allowed choices are/],
    ['an unknown command', [hostile], /unknown command/],
    ['generate', ['generate', ...spec, '--only', 'types', '--out', hostileName.slice(1)], /types\.ts.*written/],
    ['generate of an unknown file', ['generate', ...spec, '--only', hostile], /is not one of types/],
    ['explain of an unknown code', ['explain', hostile], /there is no code/],
    ['init', ['init', hostileName.slice(1)], /Next: cd "\$\(printf/],
    ['mock', ['mock', ...spec, '--port', '0'], /is mocked at/],
    ['mock of a hostile name', ['mock', '--spec', hostileName, '--port', '0'], /is mocked at/],
    ['test', ['test', 'URL', ...spec, '--cases', '2'], /requests to http/],
    ['test for GitHub', ['test', 'URL', ...spec, '--format', 'github'], /^::error file=openapi\.json/m],
    ['test of an unknown operation', ['test', 'URL', ...spec, '--operation', hostile], /no operation/],
    ['test of no URL', ['test', hostile, ...spec], /is not the URL of a server/],
    ['test with a wrong baseline', ['test', 'URL', ...spec, '--baseline', hostileName], /is not a report/],
    ['test with a user', ['test', 'URL', ...spec, '--user', hostile, '--password', hostile], /neither a password flow/],
    ['compare', ['compare', 'URL', 'URL', ...spec], /responses of each/],
    ['compare as JSON', ['compare', 'URL', 'URL', ...spec, '--format', 'json'], /"notComparable"/],
    ['score', ['score', 'URL', ...spec], /injected faults were found/],
    ['score as JSON', ['score', 'URL', ...spec, '--format', 'json'], /"missed"/],
  ])('%s', (_what, args, shows) =>
    inFolder(files, async (cwd) => {
      const given = args.map((arg) => (arg === 'URL' ? url : arg));
      // The mock runs until it is stopped, and the tests end early if they are.
      const untilStopped = () => (args[0] === 'mock' ? Promise.resolve() : new Promise<void>(() => {}));
      const output = await run(given, cwd, { untilStopped });
      expect(output).toMatch(shows);
      expect(dangersIn(output)).toEqual([]);
    }),
  );

  test.each<[what: string, args: string[], shows: RegExp]>([
    [
      'a contract',
      ['lint', '--spec', 'http://me:secret@127.0.0.1:1/a.yaml'],
      /127\.0\.0\.1:1\/a\.yaml: .*is not loaded/,
    ],
    ['a reference', ['lint', '--spec', 'remote.json'], /127\.0\.0\.1:1\/b\.yaml is on another machine/],
    ['a loaded one', ['lint', '--spec', 'remote.json', '--allow-remote'], /127\.0\.0\.1:1\/b\.yaml: .*is not loaded/],
    ['a server', ['test', 'http://me:secret@127.0.0.1:1', ...spec], /http:\/\/127\.0\.0\.1:1 is not the URL/],
    ['a query', ['test', 'http://127.0.0.1:1/a?key=secret', ...spec], /http:\/\/127\.0\.0\.1:1\/a\?… is not the URL/],
    [
      'one of two servers',
      ['compare', 'http://me:secret@127.0.0.1:1', 'http://127.0.0.1:1', ...spec],
      /is not the URL/,
    ],
  ])('has no credentials of the URL of %s', (_what, args, shows) => {
    const remote = { openapi: '3.1.1', info: {}, paths: { '/a': { $ref: 'http://me:secret@127.0.0.1:1/b.yaml' } } };
    return inFolder({ ...files, 'remote.json': JSON.stringify(remote) }, async (cwd) => {
      const output = await run(args, cwd);
      expect(output).toMatch(shows);
      expect(output).not.toContain('secret');
    });
  });

  test('in colours', () =>
    inFolder(files, async (cwd) => {
      for (const args of [
        ['lint', ...spec],
        ['test', url, ...spec, '--cases', '0'],
      ]) {
        const output = await run(args, cwd, { env: { FORCE_COLOR: '1' } });
        expect(output).toContain('\u001b[31merror\u001b[39m');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours.
        expect(dangersIn(output.replaceAll(/\u001b\[\d+m/g, ''))).toEqual([]);
      }
    }));

  test('of a server that differs, and of a sign-in that fails', () =>
    inFolder(files, async (cwd) => {
      const other = createServer((_request, response) => void response.writeHead(404).end(hostile));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      try {
        const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
        const compared = await run(['compare', otherUrl, url, ...spec], cwd);
        expect(compared).toMatch(/[1-9]\d* differences/);
        expect(dangersIn(compared)).toEqual([]);
        const signIn = [
          '--spec',
          join(import.meta.dirname, '../../../openapi.yaml'),
          '--user',
          'me',
          '--password',
          'x',
        ];
        const refused = await run(['test', url, ...signIn], cwd);
        expect(refused).toMatch(/could not be signed in/);
        expect(dangersIn(refused)).toEqual([]);
      } finally {
        other.close();
      }
    }));

  test.each([false, true])('while it works, on a terminal: %s', async (isTTY) => {
    const stderr = Object.assign(new PassThrough(), { isTTY, clearLine() {}, cursorTo() {}, moveCursor() {} });
    const written = text(stderr);
    const shown = once(stderr, 'data');
    let now = 0;
    await withProgress(
      createContext({ stderr, clock: { now: () => now, after: () => () => {} } }),
      async ({ step }) => {
        now = 5000;
        step(hostile);
        // The spinner is loaded when it is first needed.
        await shown;
      },
    );
    stderr.end();
    const output = await written;
    expect(output).toContain('forged');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the spinner's own.
    expect(dangersIn(output.replaceAll(/\u001b\[(\d+m|\?\d+[hl]|\d*[GKA])/g, ''))).toEqual([]);
  });

  test('of an error that nobody expects', async () => {
    const stderr = new PassThrough();
    printError(createContext({ stderr }), new TypeError(hostile));
    printError(createContext({ stderr }), hostile);
    stderr.end();
    const output = await text(stderr);
    expect(output).toMatch(/^error TypeError: .*\n {2}#[\s\S]*\n {6}at /);
    expect(output.split('\n').filter((line) => !/^( {2}|error |$)/.test(line))).toEqual([]);
    expect(dangersIn(output)).toEqual([]);
  });
});

describe('what a command writes', () => {
  const report = (format: string) =>
    inFolder(files, async (cwd) => {
      await run(['test', url, ...spec, '--cases', '2', '--report', `${format}=report`], cwd);
      const written = await readFile(join(cwd, 'report'), 'utf8');
      expect(dangersIn(['html', 'junit', 'summary'].includes(format) ? '' : written)).toEqual([]);
      expect(written).not.toMatch(/(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      return written;
    });

  test('json keeps every character', async () => {
    const { findings } = JSON.parse(await report('json'));
    const bodies = findings.map(({ answer }: { answer: { body: string } | undefined }) => answer?.body);
    expect(bodies).toContain(hostile);
  });

  test('sarif has no links', async () => {
    const { runs } = JSON.parse(await report('sarif'));
    expect(runs[0].results.length).toBeGreaterThan(5);
    expect(JSON.stringify(runs)).not.toMatch(/(?<!\\\\)\[[^\]]*\]\(/);
  });

  test('gitlab has a path and a fingerprint of each finding', async () => {
    const issues: { fingerprint: string; location: object }[] = JSON.parse(await report('gitlab'));
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(issues[0]?.location).toEqual({ path: 'openapi.json', lines: { begin: 1 } });
  });

  test.each(['junit', 'html', 'summary'])('%s has no markup but its own', async (format) => {
    const written = await report(format);
    expect(written).toContain('forged');
    // What follows an empty line would be Markdown.
    if (format === 'summary')
      expect(
        written
          .trimEnd()
          .split('\n')
          .filter((line) => !/^<\/?[a-z]/.test(line)),
      ).toEqual([]);
    const own =
      /<\/?(?:[a-z]+\d?(?: [a-z-]+="[^"<>]*")*)\/?>|<!doctype html>|<\?xml version="1.0" encoding="UTF-8"\?>/g;
    const texts = written
      .replace(/<style>[^<]*<\/style>/, '')
      .replace(`<script>${script}</script>`, '')
      .replaceAll(own, '');
    expect(texts).not.toMatch(/[<>"']|&(?!#\d+;)/);
    expect(written.replace(`<script>${script}</script>`, '')).not.toMatch(
      /<(img|script)\b|<a (?!class="(skip|link)" href="#)/,
    );
  });

  browserTest('html runs nothing but its own script, and loads nothing, in Chromium', async () => {
    const written = await report('html');
    const xml = await report('junit');
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('dialog', (dialog) => void dialog.dismiss().then(() => problems.push(dialog.message())));
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => problems.push(message.text()));
      await inFolder({ 'report.html': written }, async (folder) => {
        page.on('request', (request) => /(report|broken)\.html$/.test(request.url()) || problems.push(request.url()));
        await page.goto(`file://${folder}/report.html`);
        expect(await page.locator('script, img, a:not([href^="#"])').count()).toBe(1);
        expect(await page.locator('article').count()).toBeGreaterThan(5);
        expect(await page.locator('pre').allTextContents()).toContainEqual(expect.stringContaining('<img src=x'));
        // The style is the page's own, and applies.
        const radius = await page.evaluate("getComputedStyle(document.querySelector('article')).borderRadius");
        expect([radius, problems]).toEqual(['8px', []]);
        // Even markup that got in would not run.
        await expect(page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b></b>')")).rejects.toThrow(
          'TrustedHTML',
        );
      });
      const markup = '<img src="x" onerror="document.title = 1"><script>document.title = 2</script>';
      await inFolder({ 'broken.html': written.replace('<main', `${markup}<main`) }, async (folder) => {
        const refused: string[] = [];
        page.on('console', (message) => refused.push(message.text()));
        await page.goto(`file://${folder}/broken.html`);
        await page.locator('.scripted').waitFor();
        expect(refused.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThanOrEqual(2);
        expect(await page.title()).toContain('breaks its contract');
      });
      await page.goto('about:blank');
      const parsed = `new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml')`;
      expect(await page.evaluate(`${parsed}.querySelectorAll('parsererror').length`)).toBe(0);
      expect(await page.evaluate(`${parsed}.querySelectorAll('failure').length`)).toBeGreaterThan(5);
    } finally {
      await browser.close();
    }
  });

  /** Generated code may have declarations, and texts in them; nothing that runs. */
  const checkCode = async (cwd: string, name: string, kinds: readonly string[]) => {
    const written = await readFile(join(cwd, `generated/${name}.ts`), 'utf8');
    expect(written).toContain('forged');
    expect(written).not.toMatch(/(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    const { diagnostics = [] } = ts.transpileModule(written, { reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
    const { statements } = ts.createSourceFile(`${name}.ts`, written, ts.ScriptTarget.Latest);
    const others = statements.map(({ kind }) => ts.SyntaxKind[kind] as string).filter((kind) => !kinds.includes(kind));
    expect(others).toEqual([]);
    const names: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) names.push(node.text);
      ts.forEachChild(node, visit);
    };
    statements.forEach(visit);
    expect(names).not.toContain('alert');
  };
  const types = ['InterfaceDeclaration', 'TypeAliasDeclaration'];
  const code = ['FirstStatement', 'FunctionDeclaration'];

  test('types.ts has no code of the contract', () =>
    inFolder(files, async (cwd) => {
      await run(['generate', ...spec, '--only', 'types'], cwd);
      await checkCode(cwd, 'types', types);
    }));

  javaTest('server.ts and enums.ts have no code of the contract', () =>
    inFolder(files, async (cwd) => {
      await run(['generate', ...spec], cwd);
      await checkCode(cwd, 'server', [...types, ...code, 'ImportDeclaration']);
      await checkCode(cwd, 'enums', [...types, ...code]);
    }),
  );
});
