/** Everything that CI holds, in one command. Ends with `N passed, N failed`, each test and each other step counted. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const node = process.execPath;
const bin = (name: string) => join(root, 'node_modules', name);

const steps: [name: string, command: string, ...args: string[]][] = [
  ['format and lint', node, bin('@biomejs/biome/bin/biome'), 'ci', '--config-path=.config/biome.config.json'],
  ['workflows, lock files and licences', node, '.ci/supply-chain.ts'],
  ['types and tests', 'npm', 'test', '--silent'],
  ['the service on PostgreSQL', 'npm', 'run', 'test:postgres', '--silent'],
  ['the bank of defective servers', 'npm', 'run', 'test:bank', '--silent'],
  ['generated code is fresh', node, 'src/cli.ts', 'generate', '--check'],
  ['the contract is sound', node, 'src/cli.ts', 'lint'],
  ['the package, built, packed, installed and used', node, '.ci/package.ts'],
];
// They have to be installed first, which takes long.
if (process.env['CI'] === 'true') {
  steps.push(['five public contracts, others for each commit', node, '.ci/drawn-contracts.ts']);
  steps.push(['clients in five languages, compiled and tried', 'npm', 'run', 'test:clients', '--silent']);
}

function run(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data;
        process.stdout.write(data);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** How many tests Jest counted, from its closing line. */
function countTests(output: string): { passed: number; failed: number; skipped: number } {
  const line = /^Tests: .*$/m.exec(output)?.[0] ?? '';
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

let passed = 0;
let failed = 0;
for (const [name, command, ...args] of steps) {
  console.log(`\n— ${name}`);
  const { code, output } = await run(command, args);
  const tests = countTests(output);
  // CI has every toolchain, so a test that is skipped there would go unnoticed for ever.
  const skipped = process.env['CI'] === 'true' ? tests.skipped : 0;
  if (skipped > 0) console.log(`${skipped} tests were skipped, which CI does not allow`);
  failed += tests.failed + skipped;
  passed += tests.passed;
  if (tests.passed + tests.failed + skipped === 0 || (code !== 0 && tests.failed === 0)) {
    if (code === 0) passed++;
    else failed++;
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
