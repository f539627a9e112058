import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { concordat, spawnConcordat } from '../../concordat.ts';
import { inFolder } from '../../files.ts';
import { javaTest } from '../../toolchain.ts';

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

  test('the whole names every command', async () => {
    const { code, stdout } = await concordat(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/lint.*generate.*mock.*init/s);
  });
});

describe('what can not run ends with 2 and says what to do', () => {
  test.each<[name: string, args: string[], message: RegExp]>([
    ['a command that is none', ['lnt'], /unknown command 'lnt'.*Did you mean lint\?/s],
    ['an option that is none', ['lint', '--sepc', 'a'], /unknown option '--sepc'.*Did you mean --spec\?/s],
    ['a format that is none', ['lint', '--format', 'xml'], /Allowed choices are text, json, sarif, github/],
    ['a part that is none', ['generate', '--only', 'types,client'], /client is none of types, server, enums/],
    [
      'a missing contract',
      ['lint'],
      /error openapi\.yaml: there is no such file\. Name the contract with --spec FILE\n$/,
    ],
    [
      'a mock of a contract that is none',
      ['mock', '--spec', 'broken.yaml'],
      /error broken\.yaml:2:\d+: .*neither valid YAML nor JSON/,
    ],
    [
      'a ruleset that is not there',
      ['lint', '--spec', 'good.yaml', '--ruleset', 'none.yaml'],
      /error none\.yaml: there is no such file\. Name the ruleset with --ruleset FILE\n$/,
    ],
    ['a port that is none', ['mock', '--port', '70000'], /A port is a number from 0 to 65535\./],
    ['a delay that is none', ['mock', '--delay', '300-50'], /A delay is 200 or 50-300, in milliseconds\./],
    [
      'a scenario that is none',
      ['mock', '--spec', 'good.yaml', '--scenario', 'none.yaml'],
      /none\.yaml: there is no such file/,
    ],
    [
      'a scenario of another contract',
      ['mock', '--spec', 'good.yaml', '--scenario', 'other.yaml'],
      /other\.yaml:1: the contract has no operation listPts\. Did you mean listPets\?/,
    ],
    [
      'a target that is none',
      ['mock', '--spec', 'good.yaml', '--allow-target', '10.0.0.0/99'],
      /is no address, no range such as 10\.0\.0\.0\/8, and no host name/,
    ],
    ['no command', [], /Usage: concordat/],
  ])('%s', (_name, args, message) =>
    inFolder(
      {
        'broken.yaml': 'openapi: 3.1.1\n a: [',
        'good.yaml': pets,
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
  test('prints the line and column of a wrong example, and ends with 1', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const { code, stdout } = await concordat(['lint'], { cwd });
      expect(stdout).toBe(
        'openapi.yaml:15:30 error /1 of this example must be string (concordat/example-valid, ' +
          '#/paths/~1pets/get/responses/200/content/application~1json/example/1)\n1 error, 0 warnings\n',
      );
      expect(code).toBe(1);
    }));

  test('ends with 0 where there are warnings only', () =>
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
      'one that is named goes in its place',
      ['--ruleset', 'rules/own.yaml'],
      { 'redocly.yaml': 'rules: {concordat/example-valid: off}', 'rules/own.yaml': 'rules: {info-license: warn}' },
      1,
      'openapi.yaml:2:1 warning Info object should contain `license` field',
    ],
    ['none, and an ignore file', [], { '.redocly.lint-ignore.yaml': ignore }, 0, '0 errors'],
    [
      'one that is named, with the ignore file beside it',
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

  test('colours only where they are wanted', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const forced = await concordat(['lint'], { cwd, env: { FORCE_COLOR: '1' } });
      expect(forced.stdout).toContain('\u001b[31merror');
      const none = await concordat(['lint'], { cwd, env: { NO_COLOR: '1' } });
      expect(none.stdout).not.toContain('\u001b');
    }));
});

describe('generate', () => {
  javaTest('writes three files, finds them fresh, and names the one that is not', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const written = await concordat(['generate'], { cwd });
      expect(written.stdout).toBe(
        'generated/types.ts written\ngenerated/server.ts written\ngenerated/enums.ts written\n',
      );
      expect(await concordat(['generate', '--check'], { cwd })).toMatchObject({ code: 0, stdout: '' });

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

  test('without Java, types are made, and the rest says in one line what is missing', () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      // Which programs there are is the process's to say.
      const env = { ...process.env, PATH: '/nowhere' };
      expect(await spawnConcordat(['generate', '--only', 'types'], { cwd, env }).outcome).toMatchObject({
        code: 0,
        stdout: 'generated/types.ts written\n',
      });
      const types = await readFile(join(cwd, 'generated/types.ts'), 'utf8');
      const all = await spawnConcordat(['generate', '--out', 'all'], { cwd, env }).outcome;
      expect(all.stderr).toMatch(
        /^error server\.ts and enums\.ts .* needs Java 11 or newer: install it .*--only types\n$/,
      );
      expect(all.code).toBe(2);
      await expect(readFile(join(cwd, 'all/types.ts'))).rejects.toThrow('ENOENT');
      expect(await readFile(join(cwd, 'generated/types.ts'), 'utf8')).toBe(types);
    }));

  test('each kind of warning is said once, with its first place', () =>
    inFolder({ 'openapi.yaml': pets.replace('operationId: listPets', 'operationId: list pets') }, async (cwd) => {
      const { stderr } = await concordat(['generate', '--only', 'types'], { cwd });
      expect(stderr).toBe('openapi.yaml:7:20 warning operationId list pets is no identifier: code has to quote it\n');
    }));
});

describe('in a process of its own', () => {
  test("the exit code is the process's", () =>
    inFolder({ 'openapi.yaml': pets }, async (cwd) => {
      const inside = await concordat(['lint'], { cwd });
      expect(await spawnConcordat(['lint'], { cwd }).outcome).toEqual({ ...inside, code: 1, signal: null });
      expect(await spawnConcordat(['lnt']).outcome).toMatchObject({ code: 2, stdout: '' });
    }));

  test('who reads no further ends it with 0', async () => {
    const { stdout, outcome } = spawnConcordat(['explain']);
    stdout.destroy();
    expect(await outcome).toMatchObject({ code: 0, stderr: '' });
  });

  test('mock serves the contract until it is told to stop, and another one on its port ends with 2', () =>
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
