/**
 * Takes five public contracts, drawn by the commit, through lint, generate, mock and contract tests. What these find
 * doesn't matter here: a crash, a hang or a stack trace fails.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installContracts, listPublicContracts } from '../test/corpus/contracts.ts';
import { judgeOurselves, sides } from '../test/corpus/self-judge.ts';

const root = join(import.meta.dirname, '..');
const count = 5;
/** Larger ones take longer than CI should. */
const maxBytes = 150_000;
const maxWaitMs = 60_000;

/** @returns what is wrong, empty if nothing is */
function concordat(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 1 << 28, timeout: maxWaitMs, killSignal: 'SIGKILL' } as const;
    const child = execFile(process.execPath, [join(root, 'src/cli.ts'), ...args], options, (_error, _out, stderr) => {
      // 2 says that the contract is refused, with a message.
      const isEnd = child.exitCode === 0 || child.exitCode === 1 || child.exitCode === 2;
      if (!isEnd) resolve(`ended with ${child.exitCode ?? child.signalCode}: ${stderr.slice(-500)}`);
      else resolve(/^\s+at .*:\d+:\d+\)?$/m.test(stderr) ? stderr.slice(0, 1000) : '');
    });
  });
}

async function examine(file: string): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), 'concordat-drawn-'));
  try {
    const commands = [
      await concordat('lint', '--spec', file),
      await concordat('generate', '--spec', file, '--out', out),
      ...(await Promise.all(sides.map((side) => judgeOurselves(file, side, maxWaitMs)))),
    ];
    return commands.flatMap((result) => (typeof result === 'string' && result !== '' ? [result] : []));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
installContracts(true);
const digest = (name: string) => createHash('sha1').update(`${commit} ${name}`).digest('hex');
const drawn = listPublicContracts(200, maxBytes)
  .map((contract) => ({ ...contract, rank: digest(contract.name) }))
  .sort((a, b) => (a.rank < b.rank ? -1 : 1))
  .slice(0, count);
for (const { name, file } of drawn) {
  const started = performance.now();
  const problems = await examine(file);
  console.log(`${name}: ${problems[0] ?? 'no crash'} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (problems.length > 0) process.exitCode = 1;
}
