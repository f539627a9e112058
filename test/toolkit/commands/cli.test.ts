import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { concordat, spawnConcordat } from '../../concordat.ts';
import { inFolder } from '../../files.ts';
import { testsWithJava } from '../../toolchain.ts';
import { webhooksContract } from '../mock/with-mock.ts';

const javaTest = testsWithJava();

const pets = `openapi: 3.1.1
info: {title: Pets, version: '1'}
servers: [{url: http://127.0.0.1}]
paths:
  /pets:
    get:
      operationId: listPets
      security: []
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: array, items: {type: string}}
              example: [Rex, 5]
        '400': {description: refused}
`;

describe('help', () => {
  test.each(['lint', 'generate', 'mock', 'init'])('%s has an example', async (command) => {
    const { code, stdout } = await concordat([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Examples:\n  $ concordat ${command}`);
  });

  test('the main help names every command', async () => {
    const { code, stdout } = await concordat(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/lint.*generate.*mock.*init/s);
  });
});

describe('a command that cannot run exits with 2 and says what to do', () => {
  test.each<[name: string, args: string[], message: RegExp]>([
    ['an unknown command', ['lnt'], /unknown command 'lnt'.*Did you mean lint\?/s],
    ['an unknown option', ['lint', '--sepc', 'a'], /unknown option '--sepc'.*Did you mean --spec\?/s],
    ['an unknown format', ['lint', '--format', 'xml'], /Allowed choices are text, json, sarif, github, junit, gitlab/],
    ['an unknown report', ['lint', '--report', 'xml=a'], /with one of junit, json, sarif, gitlab, summary/],
    [
      'a contract that is named twice',
      ['lint', 'a.yaml', '--spec', 'b.yaml'],
      /named twice: a\.yaml, and --spec b\.yaml/,
    ],
    ['a missing contract as an argument', ['mock', 'none.yaml'], /error none\.yaml: there is no such file/],
    ['an unknown file', ['generate', '--only', 'types,client'], /client is not one of types, server, enums/],
    [
      'a missing contract',
      ['lint'],
      /error openapi\.yaml: there is no such file\. Its folder has broken\.yaml, good\.yaml, other\.yaml\. Name the contract with --spec FILE\n$/,
    ],
    [
      'a misspelt contract',
      ['lint', 'goood.yml'],
      /error goood\.yml: there is no such file\. Did you mean good\.yaml\?\n$/,
    ],
    [
      'a contract in a folder that is not there',
      ['lint', 'specs/good.yaml'],
      /error specs\/good\.yaml: there is no such file\. There is no folder specs either\. Correct the name\n$/,
    ],
    [
      'a test of a contract without operations',
      ['test', 'http://127.0.0.1:9', '--spec', 'empty.txt'],
      /error empty\.txt #\/pathz: nothing can be tested: the contract has no operations: it has no paths, but pathz\. Did you mean paths\?\n$/,
    ],
    [
      'a mock of a file that is not a contract',
      ['mock', '--spec', 'broken.yaml'],
      /error broken\.yaml:2:\d+: .*neither valid YAML nor JSON/,
    ],
    [
      'a ruleset that does not exist',
      ['lint', '--spec', 'good.yaml', '--ruleset', 'none.yaml'],
      /error none\.yaml: there is no such file\. Name the ruleset with --ruleset FILE\n$/,
    ],
    ['an invalid port', ['mock', '--port', '70000'], /It must be a port, 0 to 65535\./],
    ['an invalid delay', ['mock', '--delay', '300-50'], /It must be milliseconds, such as 200 or 50-300\./],
    [
      'an invalid scenario',
      ['mock', '--spec', 'good.yaml', '--scenario', 'none.yaml'],
      /none\.yaml: there is no such file/,
    ],
    [
      'a scenario of another contract',
      ['mock', '--spec', 'good.yaml', '--scenario', 'other.yaml'],
      /other\.yaml:1:12: the contract has no operation listPts\. Did you mean listPets\?/,
    ],
    [
      'an invalid target',
      ['mock', '--spec', 'good.yaml', '--allow-target', '10.0.0.0/99'],
      /is neither an address, a range such as 10\.0\.0\.0\/8, nor a host name/,
    ],
    [
      'an invalid host name',
      ['mock', '--spec', 'good.yaml', '--allow-host', 'http://mock'],
      /"http:\/\/mock" is not a host name: name it without scheme and path/,
    ],
    ['no command', [], /Usage: concordat/],
  ])('%s', (_name, args, message) =>
    inFolder(
      {
        'broken.yaml': 'openapi: 3.1.1\n a: [',
        'good.yaml': pets,
        'empty.txt': 'openapi: 3.1.1\ninfo: { title: t, version: "1" }\npathz: {}',
        'other.yaml': 'answers: { listPts: { always: normal } }',
      },
      async (cwd) => {
        const { code, stdout, stderr } = await concordat(args, { cwd });
        expect(stderr).toMatch(message);
        expect(stdout).toBe('');
        expect(code).toBe(2);
      },
    ),
  );
});

describe('lint', () => {
  test('prints the line and column of an invalid example, and exits with 1', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const { code, stdout } = await concordat(['lint'], { cwd });
      expect(stdout).toBe(
        'openapi.yaml:15:30 error /1 of this example must be string (concordat/example-valid, ' +
          '#/paths/~1pets/get/responses/200/content/application~1json/example/1)\n1 error, 0 warnings\n',
      );
      expect(code).toBe(1);
    }));

  test('takes the contract as an argument, and writes reports', () =>
    inFolder({ 'pets.yaml': pets, 'out/summary.md': 'before\n' }, async (cwd) => {
      const reports = { junit: 'out/lint.xml', gitlab: 'out/deep/gl.json', summary: 'out/summary.md' };
      const args = Object.entries(reports).flatMap(([format, file]) => ['--report', `${format}=${file}`]);
      const { code, stdout } = await concordat(['lint', 'pets.yaml', ...args], { cwd, env: { CI_PROJECT_DIR: cwd } });
      expect([code, stdout.split('\n').at(-2)]).toEqual([1, '1 error, 0 warnings']);
      const read = (file: string) => readFile(join(cwd, file), 'utf8');
      expect(await read(reports.junit)).toContain('<failure type="concordat/example-valid"');
      expect(JSON.parse(await read(reports.gitlab))).toMatchObject([
        { location: { path: 'pets.yaml', lines: { begin: 15 } } },
      ]);
      expect(await read(reports.summary)).toMatch(/^before\n<h3>Lint: 1 error, 0 warnings<\/h3>/);
      expect((await readdir(join(cwd, 'out'))).toSorted()).toEqual(['deep', 'lint.xml', 'summary.md']);
    }));

  test('exits with 0 if there are only warnings', () =>
    inFolder(
      { 'openapi.yaml': pets.replace('Rex, 5', 'Rex').replace('servers: [{url: http://127.0.0.1}]\n', '') },
      async (cwd) => {
        const { code, stdout } = await concordat(['lint'], { cwd });
        expect(stdout).toMatch(/openapi\.yaml:1:1 warning .*\n0 errors, 1 warning\n$/);
        expect(code).toBe(0);
      },
    ));

  const wrongExample = 'openapi.yaml:15:30 error /1 of this example must be string';
  const ignore = `openapi.yaml:
  concordat/example-valid: ['#/paths/~1pets/get/responses/200/content/application~1json/example/1']
`;

  test.each<[what: string, args: string[], files: Record<string, string>, code: number, stdout: string]>([
    ['none', [], {}, 1, wrongExample],
    ['that of the working directory', [], { 'redocly.yaml': 'rules: {concordat/example-valid: off}' }, 0, '0 errors'],
    [
      '--ruleset replaces it',
      ['--ruleset', 'rules/own.yaml'],
      { 'redocly.yaml': 'rules: {concordat/example-valid: off}', 'rules/own.yaml': 'rules: {info-license: warn}' },
      1,
      'openapi.yaml:2:1 warning Info object should contain `license` field',
    ],
    ['none, and an ignore file', [], { '.redocly.lint-ignore.yaml': ignore }, 0, '0 errors'],
    [
      '--ruleset with an ignore file in its folder',
      ['--ruleset', 'rules/own.yaml'],
      { 'rules/own.yaml': 'rules: {}', 'rules/.redocly.lint-ignore.yaml': ignore.replace('openapi', '../openapi') },
      0,
      '0 errors',
    ],
  ])('the ruleset is %s', (_what, args, files, wanted, line) =>
    inFolder({ 'openapi.yaml': pets, ...files }, async (cwd) => {
      const { code, stdout } = await concordat(['lint', ...args], { cwd });
      expect(stdout).toContain(line);
      expect(code).toBe(wanted);
    }),
  );

  test('prints colours only if they are wanted', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const forced = await concordat(['lint'], { cwd, env: { FORCE_COLOR: '1' } });
      expect(forced.stdout).toContain('\u001b[31merror');
      const none = await concordat(['lint'], { cwd, env: { NO_COLOR: '1' } });
      expect(none.stdout).not.toContain('\u001b');
    }));
});

describe('generate', () => {
  javaTest('writes three files, and reports a stale one', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const written = await concordat(['generate'], { cwd });
      expect(written.stdout).toBe(
        'generated/types.ts written\ngenerated/server.ts written\ngenerated/enums.ts written\n',
      );
      expect(await concordat(['generate', '--check'], { cwd })).toMatchObject({
        code: 0,
        stdout: 'generated is up to date\n',
      });

      const server = join(cwd, 'generated/server.ts');
      const before = await readFile(server, 'utf8');
      await writeFile(server, `${before} `);
      expect(await concordat(['generate', '--check'], { cwd })).toMatchObject({
        code: 1,
        stdout: 'generated/server.ts is stale: run concordat generate\n',
      });
      expect(await readFile(server, 'utf8')).toBe(`${before} `);
    }),
  );

  test('without Java, types.ts is generated, and the others fail with a message of one line', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      // Which programs there are is the process's to say.
      const env = { ...process.env, PATH: '/nowhere' };
      expect(await spawnConcordat(['generate', '--only', 'types'], { cwd, env }).outcome).toMatchObject({
        code: 0,
        stdout: 'generated/types.ts written\n',
      });
      const types = await readFile(join(cwd, 'generated/types.ts'), 'utf8');
      const all = await spawnConcordat(['generate', '--out', 'all'], { cwd, env }).outcome;
      // Where the process is slow, a line says what it is doing.
      expect(all.stderr.replaceAll(/^.* …\n/gm, '')).toMatch(
        /^error server\.ts and enums\.ts .* needs Java 11 or newer: install it .*--only types\n$/,
      );
      expect(all.code).toBe(2);
      await expect(readFile(join(cwd, 'all/types.ts'))).rejects.toThrow('ENOENT');
      expect(await readFile(join(cwd, 'generated/types.ts'), 'utf8')).toBe(types);
    }));

  test('each kind of warning is printed once, with its first position', () =>
    inFolder({ 'openapi.yaml': pets.replace('operationId: listPets', 'operationId: list pets') }, async (cwd) => {
      const { stderr } = await concordat(['generate', '--only', 'types'], { cwd });
      expect(stderr).toBe(
        'openapi.yaml:7:20 warning operationId list pets is not an identifier: code has to quote it\n',
      );
    }));
});

describe('in a process of its own', () => {
  test("the exit code is the process's", () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const inside = await concordat(['lint'], { cwd });
      expect(await spawnConcordat(['lint'], { cwd }).outcome).toEqual({ ...inside, code: 1, signal: null });
      expect(await spawnConcordat(['lnt']).outcome).toMatchObject({ code: 2, stdout: '' });
    }));

  test('a closed pipe ends it with 0', async () => {
    const { stdout, outcome } = spawnConcordat(['explain']);
    stdout.destroy();
    expect(await outcome).toMatchObject({ code: 0, stderr: '' });
  });

  test('mock says what it is reached by if that is more than this machine', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const mock = spawnConcordat(['mock', '--port', '0', '--host', '0.0.0.0', '--allow-host', 'mock'], { cwd });
      try {
        const lines: string[] = [];
        for await (const line of createInterface({ input: mock.stdout })) {
          lines.push(line);
          if (line.includes('__concordat')) break;
        }
        expect(lines).toContain(
          'It is reached by addresses, localhost, mock; --allow-host adds a name, such as that of its container',
        );
      } finally {
        mock.kill('SIGKILL');
      }
    }));

  test('mock signs webhooks with the secret of its environment', async () => {
    const env = { ...process.env, CONCORDAT_WEBHOOK_SECRET: 'key' };
    const mock = spawnConcordat(['mock', '--port', '0', '--spec', webhooksContract], { env });
    try {
      const [line] = await once(createInterface({ input: mock.stdout }), 'line');
      const url = /at (http:\/\/\S+), with/.exec(String(line))?.[1] as string;
      const target = `${url}/__concordat/webhooks/webHookTriggered?to=${url}`;
      expect(await (await fetch(target, { method: 'POST' })).json()).toMatchObject({
        headers: { 'X-Nexudus-Hook-Signature': expect.stringMatching(/^[0-9A-F]{64}$/) },
      });
    } finally {
      mock.kill('SIGKILL');
    }
  });

  test('mock prints its requests, and reads a scenario again that has changed', () =>
    inFolder({ 'openapi.yaml': pets, 'one.yaml': 'records: {}' }, async (cwd) => {
      const mock = spawnConcordat(['mock', '--port', '0', '--scenario', 'one.yaml', '--watch'], { cwd });
      try {
        const lines = createInterface({ input: mock.stdout })[Symbol.asyncIterator]();
        const next = async (wanted: RegExp) => {
          for (let line = await lines.next(); !line.done; line = await lines.next())
            if (wanted.test(line.value)) return line.value;
          throw new Error(`no line like ${wanted}`);
        };
        const url = /http\S+(?=,)/.exec(await next(/is mocked at/))?.[0];
        await next(/requests are shown/);
        await fetch(`${url}/nothing?a=1`);
        expect(await next(/nothing/)).toMatch(
          /^[\d:]{8} GET {4}\/nothing\?a=1 404 – [\d.]+ ms is not in the contract$/,
        );
        await writeFile(join(cwd, 'one.yaml'), 'records: {');
        await next(/still plays the last valid scenario/);
        await writeFile(join(cwd, 'one.yaml'), 'answers: {}');
        await next(/The scenario has changed: it starts anew/);
      } finally {
        mock.kill('SIGKILL');
      }
    }));

  test('mock runs until it gets a signal, and a second one on its port exits with 2', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const mock = spawnConcordat(['mock', '--port', '0'], { cwd });
      try {
        const [line] = await once(createInterface({ input: mock.stdout }), 'line');
        const url = /at (http:\/\/\S+), with 1 operations/.exec(String(line))?.[1] as string;
        expect(await (await fetch(`${url}/pets`)).json()).toEqual(['Rex', 'string']);
        const flags: string[] = [];
        const restart = (...given: readonly string[]) => void flags.push(...given);
        const second = await concordat(['mock', '--port', new URL(url).port], { cwd, restart });
        expect(second).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('is in use: stop what listens there'),
        });
        expect(flags).toEqual(['--max-semi-space-size=4']);
        mock.kill('SIGTERM');
        const { code, signal, stderr } = await mock.outcome;
        expect([code, signal]).toEqual([0, null]);
        expect(stderr).toMatch(
          /^openapi\.yaml:\d+:\d+ warning an example breaks its schema, and a valid value is sent instead/,
        );
      } finally {
        mock.kill('SIGKILL');
      }
    }));
});
