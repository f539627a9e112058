/**
 * Runs lint and generate, as a user would, over contracts that nobody here wrote, compiles what was generated, and asks
 * their mocks: ours, and Prism's command. Then our contract tests judge our own servers. An argument names the contracts to take.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineClients } from './clients.ts';
import { compile } from './compile.ts';
import { installContracts, listContracts } from './contracts.ts';
import type { MockFigures } from './mocks.ts';
import { judgeAll } from './self-judge.ts';

interface Row {
  readonly contract: string;
  readonly operations: number;
  readonly lint: string;
  readonly generate: string;
  readonly compile: string;
  readonly mock: MockFigures | string;
  readonly seconds: number;
}

const cli = join(import.meta.dirname, '../../src/cli.ts');

function concordat(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cli, ...args], { maxBuffer: 1 << 30 }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** Exit code 2 with a message is a refusal; a stack trace, or an end by a signal, is a crash. */
function outcome({ code, stderr }: { code: number; stderr: string }): string {
  if (code === 0 || code === 1) return 'ok';
  const message = /error (.*)/.exec(stderr)?.[1] ?? '';
  return code === 2 && !/^\s+at /m.test(stderr) ? `refused: ${message}` : `crash: ${message || stderr.slice(-300)}`;
}

async function examine({ name, file }: { name: string; file: string }): Promise<Row> {
  const started = performance.now();
  const out = mkdtempSync(join(tmpdir(), 'concordat-corpus-'));
  try {
    const linted = await concordat('lint', '--spec', file, '--format', 'json');
    let lint = outcome(linted);
    if (lint === 'ok') {
      const { errors, warnings } = JSON.parse(linted.stdout) as { errors: number; warnings: number };
      lint = `${errors} errors, ${warnings} warnings`;
    }
    const generate = outcome(await concordat('generate', '--spec', file, '--out', out));
    const errors = generate === 'ok' ? compile(out) : ['nothing was generated'];
    const mock = await examineMock(file);
    return {
      contract: name,
      operations: generate === 'ok' ? await countOperations(out) : 0,
      lint,
      generate,
      mock,
      compile: errors.length === 0 ? 'ok' : `${errors.length} errors: ${errors[0]}`,
      seconds: Math.round((performance.now() - started) / 100) / 10,
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Runs a script of this folder, whose last line is its result as JSON. */
function examineWith<T>(script: string, file: string): Promise<T | string> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 1 << 28, timeout: 600_000 };
    execFile(process.execPath, [join(import.meta.dirname, script), file], options, (error, stdout) => {
      resolve(
        error
          ? `crash: ${error.message.split('\n')[1] ?? error.message}`
          : (JSON.parse(stdout.trim().split('\n').at(-1) as string) as T),
      );
    });
  });
}

function examineMock(file: string): Promise<MockFigures | string> {
  return examineWith<MockFigures>('examine-mock.ts', file);
}

async function countOperations(out: string): Promise<number> {
  const { operationTable } = (await import(join(out, 'server.ts'))) as { operationTable: object };
  return Object.keys(operationTable).length;
}

installContracts();
if (process.argv.length === 2) await import('./reports.ts');
const filter = process.argv[2] ?? '';
const queue = listContracts().filter(({ name }) => name.includes(filter));
const rows: Row[] = [];
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const row = await examine(next);
    rows.push(row);
    console.error(`${row.contract} ${row.seconds} s`);
  }
};
await Promise.all([worker(), worker()]);

rows.sort((a, b) => a.contract.localeCompare(b.contract));
const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
const known = rows.flatMap(({ mock }) => (typeof mock === 'string' ? [] : [mock]));
console.table(
  rows.map(({ mock, ...row }) => ({
    ...row,
    generate: short(row.generate),
    compile: short(row.compile),
    ...(typeof mock === 'string'
      ? { mock: short(mock) }
      : {
          mock: `${mock.good} of ${mock.asked}`,
          dynamic: mock.dynamic,
          refused: `${mock.refused} of ${mock.broken}`,
          'Prism: plain, dynamic, refused': mock.prism
            ? `${mock.prism.good}, ${mock.prism.dynamic}, ${mock.prism.refused}`
            : 'did not start',
        }),
  })),
);
for (const { contract, mock } of rows) {
  if (typeof mock === 'string') continue;
  for (const text of mock.wrong.slice(0, 5)) console.log(`${contract}: ${text.slice(0, 200)}`);
}
const sum = (pick: (figures: MockFigures) => number) => known.reduce((total, figures) => total + pick(figures), 0);
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const [asked, broken] = [sum((figures) => figures.asked), sum((figures) => figures.broken)];
console.log(
  `of ${asked} operations, each with a valid request, with a response as declared (${sum((figures) => figures.unasked)} have schemas that nothing satisfies):`,
);
console.log(
  `  Concordat ${percent(
    sum((f) => f.good),
    asked,
  )}, dynamic ${percent(
    sum((f) => f.dynamic),
    asked,
  )}`,
);
console.log(
  `  Prism ${percent(
    sum((f) => f.prism?.good ?? 0),
    asked,
  )}, dynamic ${percent(
    sum((f) => f.prism?.dynamic ?? 0),
    asked,
  )}`,
);
console.log(`of ${broken} operations, each asked something invalid, refused with a 4xx:`);
console.log(
  `  Concordat ${percent(
    sum((f) => f.refused),
    broken,
  )}, Prism ${percent(
    sum((f) => f.prism?.refused ?? 0),
    broken,
  )}`,
);
const compiled = rows.filter((row) => row.compile === 'ok').length;
const crashed = rows.filter((row) =>
  [row.lint, row.generate, row.mock].some((text) => typeof text === 'string' && text.startsWith('crash')),
).length;
const share = ((100 * compiled) / rows.length).toFixed(1);
const operations = rows.reduce((sum, row) => sum + row.operations, 0);
console.log(
  `${rows.length} contracts, ${operations} operations: ${share} % of the generated code compiles, ${crashed} crashes`,
);
writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(rows, null, 2)}\n`);
const isTrue = sum((figures) => figures.good) >= 0.99 * asked;
const isExplained = await judgeAll(filter);
const doCompile = await examineClients(filter);
process.exitCode = crashed > 0 || compiled < 0.95 * rows.length || !isTrue || !isExplained || !doCompile ? 1 : 0;
