/** Jest and node:test run a green and a red example of contract tests, and of a response that is matched; Vitest does in `.ci/package.ts`. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inFolder } from '../../../files.ts';
import { serving } from '../with-server.ts';

const root = join(import.meta.dirname, '../../../..');
const schema = { type: 'object', required: ['name'] };
const responses = { 200: { description: 'It.', content: { 'application/json': { schema } } } };
const document = {
  openapi: '3.1.1',
  info: { title: 'Test', version: '1' },
  paths: { '/it': { get: { operationId: 'read', responses } } },
};

/** A test file of a runner, whose server is in the environment. */
const fileOf = (entry: string, imports: string, matched: string) => `
import { contractTests, loadContract${entry === 'node-test' ? ', assertMatchesContract' : ''} } from ${JSON.stringify(join(root, `src/${entry}.ts`))};
${imports}
const contract = await loadContract(process.env.CONTRACT);
contractTests({ contract, url: process.env.SERVER + '/green', cases: 0 });
contractTests({ contract, url: async () => process.env.SERVER + '/red', cases: 0 });
test('green', async () => { ${matched.replace('IT', "await fetch(process.env.SERVER + '/green/it')")} });
test('red', async () => { ${matched.replace('IT', "await fetch(process.env.SERVER + '/red/it')")} });
`;
const expected = "await expect(IT).toMatchContract(contract, 'read');";

const typescript = { swcrc: false, jsc: { target: 'es2024', parser: { syntax: 'typescript' } } };
const jest = {
  testMatch: ['**/*.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': [join(root, 'node_modules/@swc/jest'), typescript] },
};
const bin = (name: string) => join(root, 'node_modules', name);
const runners: [name: string, entry: string, imports: string, matched: string, args: string[]][] = [
  [
    'Jest',
    'jest',
    "import { expect, test } from '@jest/globals';",
    expected,
    ['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), '--runTestsByPath'],
  ],
  [
    'node:test',
    'node-test',
    "import { test } from 'node:test';",
    "await assertMatchesContract(IT, contract, 'read');",
    ['--test', '--test-reporter=spec'],
  ],
];

test.each(runners)('%s', async (name, entry, imports, matched, args) => {
  const files = {
    'package.json': JSON.stringify({ type: 'module', jest }),
    'openapi.json': JSON.stringify(document),
    'it.test.mjs': fileOf(entry, imports, matched),
  };
  await inFolder(files, (folder) =>
    serving(
      ({ path, method }) => {
        if (method !== 'GET') return { status: 405, headers: { allow: 'GET' } };
        return path.endsWith('/it') ? { body: path.startsWith('/red') ? {} : { name: 'x' } } : { status: 404 };
      },
      (url) =>
        new Promise<void>((resolve, reject) => {
          const env = {
            ...process.env,
            SERVER: url,
            CONTRACT: join(folder, 'openapi.json'),
            NO_COLOR: '1',
            NODE_TEST_CONTEXT: undefined,
          };
          execFile(
            process.execPath,
            [...args, join(folder, 'it.test.mjs')],
            { cwd: folder, env },
            (error, out, err) => {
              const printed = `${out}${err}`;
              try {
                expect(error?.code).toBe(1);
                expect(printed).toMatch(/required property 'name'/);
                expect(printed).toMatch(/curl -i 'http/);
                // Of each example, one.
                expect(printed).toMatch(/Tests:? +2 failed|fail 2/);
                resolve();
              } catch (reason) {
                reject(new Error(`${name}: ${(reason as Error).message}\n${printed}`));
              }
            },
          );
        }),
    ),
  );
});
