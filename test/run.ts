/**
 * `npm test` and `npm run test:bank`: checks the types while the tests run, as the last test files leave a core idle. Arguments
 * go to Jest.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const modules = join(import.meta.dirname, '../node_modules');

// Few functions run so often in tests that V8's last compiler saves more than it takes.
const flags = ['--no-warnings', '--max-opt=2'];

function start(stdio: StdioOptions, script: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...flags, join(modules, script), ...args], { stdio });
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

// What hasn't changed since the last run is not checked again; without this file, all is.
const incremental = ['--incremental', '--tsBuildInfoFile', join(modules, '.cache/tsc.tsbuildinfo')];
const types = start(['ignore', 'pipe', 'inherit'], 'typescript/bin/tsc', ...incremental);
const tests = start('inherit', 'jest/bin/jest.js', ...process.argv.slice(2));
const [errors, ...codes] = await Promise.all([
  text(types.stdout as NodeJS.ReadableStream),
  codeOf(types),
  codeOf(tests),
]);
process.stdout.write(errors);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
