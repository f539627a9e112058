/**
 * Hostile contracts: each command ends within the limits of time and memory, with a message and without a stack trace.
 * `node test/faults/contracts.ts [cli] [name] [commands]`: another command line to attack, only contracts with this in
 * their name, and these commands with each.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileAttacks } from './contracts/files.ts';
import { referenceAttacks } from './contracts/references.ts';
import { textAttacks } from './contracts/texts.ts';

const cli = process.argv[2] || join(import.meta.dirname, '../../src/cli.ts');
const only = process.argv[3] ?? '';
/** All of `lint,generate,mock,test`; by default one or two for each contract, so that it takes a minute. */
const chosen = process.argv[4]?.split(',') as Command[] | undefined;
const maxMs = 10_000;
const maxMiB = 700;

type Command = 'lint' | 'generate' | 'mock' | 'test';

const attacks = [...fileAttacks, ...textAttacks, ...referenceAttacks];

const base = mkdtempSync(join(tmpdir(), 'concordat-contracts-'));
const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{}'));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const given: Readonly<Record<Command, readonly string[]>> = {
  lint: ['lint'],
  generate: ['generate', '--only', 'types'],
  mock: ['mock', '--port', '0', '--no-cors'],
  test: ['test', `http://127.0.0.1:${port}`, '--cases', '5', '--budget', '5s'],
};

interface Run {
  readonly code: number | null;
  readonly ms: number;
  readonly miB: number;
  readonly output: string;
}

function peakOf({ pid }: ChildProcess): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    // It has ended, or this is not Linux.
    return 0;
  }
}

async function run(command: Command, cwd: string): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, [cli, ...given[command], '--spec', 'openapi.yaml'], { cwd });
  let miB = 0;
  const look = setInterval(() => (miB = Math.max(miB, peakOf(child))), 20);
  const late = setTimeout(() => child.kill('SIGKILL'), maxMs * 1.5);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', async (text: string) => {
      const first = !output.includes('http://');
      if (output.length < 1_000_000) output += text;
      const url = /http:\/\/[\d.]+:\d+/.exec(output)?.[0];
      if (command !== 'mock' || !url || !first) return;
      for (const method of ['GET', 'POST', 'PUT']) {
        await fetch(`${url}/x`, {
          method,
          ...(method === 'POST' && { body: '{}', headers: { 'content-type': 'application/json' } }),
        }).catch(() => {});
      }
      child.kill('SIGTERM');
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(look);
  clearTimeout(late);
  return { code, ms: performance.now() - started, miB, output };
}

/** A ruleset and an external example are read by `lint` alone, and the other files by the same function in each. */
function commandsFor(name: string, index: number): Command[] {
  if (/ruleset|ignore|theme|externalValue/.test(name)) return ['lint'];
  const all: Command[] = ['lint', 'generate', 'mock', 'test'];
  const one = all[index % 4] as Command;
  return /^(file|yaml|json)/.test(name) || one === 'test' ? [one] : [one, 'test'];
}

let violations = 0;
for (const [index, { name, files, prepare, wanted }] of attacks.entries()) {
  if (!name.includes(only)) continue;
  const project = join(base, String(index), 'project');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, '../secret.yaml'), 'type: string\n');
  writeFileSync(join(project, 'package.json'), '{}');
  writeFileSync(join(project, 'ok.yaml'), 'type: string\n');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  prepare?.(project);
  for (const command of chosen ?? commandsFor(name, index)) {
    const { code, ms, miB, output } = await run(command, project);
    const stack = /^ {4}at /m.test(output);
    const ran = existsSync(join(project, 'ran'));
    const right =
      !ran &&
      code !== null &&
      code <= 2 &&
      (wanted === 'bounded' || code === 2) &&
      ms <= maxMs &&
      miB <= maxMiB &&
      !stack;
    rmSync(join(project, 'ran'), { force: true });
    if (!right) violations++;
    const last = output.trim().split('\n').at(-1)?.replaceAll(base, '').slice(0, 150);
    console.log(
      `${right ? 'ok   ' : 'WRONG'} ${name} | ${command} | ${code ?? 'killed'} | ${(ms / 1000).toFixed(1)} s | ${miB.toFixed(0)} MiB | ${stack ? 'STACK ' : ''}${ran ? 'CODE RAN ' : ''}${last}`,
    );
  }
}
server.close();
rmSync(base, { recursive: true, force: true });
console.log(`${violations} violations`);
process.exitCode = violations === 0 ? 0 : 1;
