/** Runs lint and generate, as a user would, over contracts that nobody here wrote, and compiles what was generated. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from './compile.ts';
import { installContracts, listContracts } from './contracts.ts';

interface Row {
  readonly contract: string;
  readonly operations: number;
  readonly lint: string;
  readonly generate: string;
  readonly compile: string;
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
    return {
      contract: name,
      operations: generate === 'ok' ? await countOperations(out) : 0,
      lint,
      generate,
      compile: errors.length === 0 ? 'ok' : `${errors.length} errors: ${errors[0]}`,
      seconds: Math.round((performance.now() - started) / 100) / 10,
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function countOperations(out: string): Promise<number> {
  const { operationTable } = (await import(join(out, 'server.ts'))) as { operationTable: object };
  return Object.keys(operationTable).length;
}

installContracts();
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
console.table(rows.map((row) => ({ ...row, generate: short(row.generate), compile: short(row.compile) })));
const compiled = rows.filter((row) => row.compile === 'ok').length;
const crashed = rows.filter((row) => [row.lint, row.generate].some((text) => text.startsWith('crash'))).length;
const share = ((100 * compiled) / rows.length).toFixed(1);
const operations = rows.reduce((sum, row) => sum + row.operations, 0);
console.log(
  `${rows.length} contracts, ${operations} operations: ${share} % of the generated code compiles, ${crashed} crashes`,
);
writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(rows, null, 2)}\n`);
process.exitCode = crashed > 0 || compiled < 0.95 * rows.length ? 1 : 0;
