/**
 * Packs the package, checks the tarball, installs it in an empty folder and uses it as a newcomer would. If that went well,
 * the tarball is kept in the folder that PACKAGE_FOLDER names.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeClientExample } from './client-example.ts';
import { spendFirstHour } from './first-hour.ts';
import { findBrokenLinks, findPages } from './links.ts';
import { runPlaywrightExample, writePlaywrightExample } from './playwright-example.ts';
import { runVitestExample, writeVitestExample } from './vitest-example.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', name);
const folder = mkdtempSync(join(tmpdir(), 'concordat-package-'));

function run(cwd: string, command: string, ...args: string[]): void {
  console.log(`$ ${[command === process.execPath ? 'node' : command, ...args].join(' ').replaceAll(`${root}/`, '')}`);
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}

try {
  run(root, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
  run(folder, process.execPath, bin('publint/src/cli.js'), tarball, '--strict');
  run(
    folder,
    process.execPath,
    bin('@arethetypeswrong/cli/dist/index.js'),
    tarball,
    '--profile',
    'esm-only',
    '--exclude-entrypoints',
    'openapi.yaml',
    // What is required of concordat/jest only says which flag Jest lacks.
    '--ignore-rules',
    'false-esm',
  );

  writeFileSync(
    join(folder, 'package.json'),
    '{ "private": true, "type": "module", "scripts": { "dev": "node server.mjs" } }',
  );
  // Who imports concordat/jest has Jest, and of concordat/vitest Vitest.
  const runners = ['@jest/globals@30', 'vitest@5.1.1', '@playwright/test@1.65.1'];
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', `./${tarball}`, ...runners);
  writeFileSync(
    join(folder, 'use.ts'),
    "import { lint, loadContract } from 'concordat';\nimport { createMock } from 'concordat/mock';\nimport type { AppOptions } from 'concordat/server';\n" +
      "import type { ContractTestOptions } from 'concordat/jest';\nimport { runChecks } from 'concordat';\n" +
      "import { createServer } from 'node:http';\nimport type { AddressInfo } from 'node:net';\n" +
      "import { deliveryOf, receiveDeliveries } from 'concordat/webhooks';\n" +
      'export type TestOptions = ContractTestOptions;\n' +
      'export type Options = AppOptions<object>;\n' +
      "const contract = await loadContract(import.meta.resolve('concordat/openapi.yaml'));\n" +
      'const findings: readonly { line: number }[] = await lint(contract);\n' +
      "if (findings.length > 0) throw new Error('the contract that comes with the package has findings');\n" +
      'const mock = await createMock({ contract });\n' +
      "const answer = await fetch(mock.url + '/sys/webhooks', { headers: { authorization: 'Bearer x' } });\n" +
      "if (answer.status !== 200) throw new Error('the mock of that contract does not answer');\n" +
      'const { findings: broken } = await runChecks({ contract, url: mock.url, cases: 0 });\n' +
      "if (broken.length > 0) throw new Error('the mock breaks its contract');\n" +
      "const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';\n" +
      'const receive = receiveDeliveries({ secret });\n' +
      'const receiver = createServer((request, response) => {\n' +
      '  receive(request, response, () => response.writeHead(deliveryOf(request).records.length === 1 ? 204 : 500).end());\n' +
      '});\n' +
      "await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));\n" +
      'const { port } = receiver.address() as AddressInfo;\n' +
      "const delivery = await mock.sendWebhook('webHookTriggered', { to: 'http://127.0.0.1:' + port, secret });\n" +
      "if (delivery.status !== 204) throw new Error('the receiver does not verify what the mock sends');\n" +
      'receiver.close();\n' +
      'await mock.close();\n',
  );
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--noEmit', '--types', 'node'];
  run(folder, process.execPath, bin('typescript/bin/tsc'), ...strict, '--typeRoots', bin('@types'), 'use.ts');
  run(folder, process.execPath, 'use.ts');

  const client = writeClientExample(folder);
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', './clients/typescript');
  run(folder, process.execPath, bin('typescript/bin/tsc'), ...strict, '--typeRoots', bin('@types'), client);
  run(folder, process.execPath, client);

  writePlaywrightExample(folder);
  runPlaywrightExample(folder, process.env['CHROMIUM'] ?? '/usr/bin/chromium');

  writeVitestExample(folder);
  run(
    folder,
    process.execPath,
    bin('typescript/bin/tsc'),
    ...strict,
    '--skipLibCheck',
    '--typeRoots',
    bin('@types'),
    'it.test.ts',
  );
  runVitestExample(folder);

  const installed = join(folder, 'node_modules/concordat');
  const broken = findPages(installed).flatMap((page) =>
    findBrokenLinks(installed, page).map((target) => `${page}: ${target}`),
  );
  if (broken.length > 0) throw new Error(`links of the package's pages lead nowhere: ${broken.join(', ')}`);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  cpSync(join(folder, tarball), join(empty, tarball));
  await spendFirstHour(empty, tarball);

  const kept = process.env['PACKAGE_FOLDER'];
  if (kept) {
    mkdirSync(kept, { recursive: true });
    cpSync(join(folder, tarball), join(kept, tarball));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
