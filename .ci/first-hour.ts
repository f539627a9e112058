/** What a newcomer does with the packed tarball: makes a project, runs its scripts, and its workflow files, green and red. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../test/free-port.ts';
import { runGithubWorkflow, runGitlabJob, type StepResult } from './ci-files.ts';

const reports = {
  github: ['contract.html', 'contract.xml', 'contract.sarif'],
  gitlab: ['contract.html', 'contract.xml', 'contract.json', 'lint.json'],
};

/** @param folder an empty one, which has the tarball; the caller removes it */
export async function spendFirstHour(folder: string, tarball: string): Promise<void> {
  run(folder, 'npx', '--yes', '--package', 'node@24', '--package', `./${tarball}`, 'concordat', 'init', 'shop');
  const shop = join(folder, 'shop');
  run(shop, 'npm', 'install', '--no-audit', '--no-fund');
  run(shop, 'npm', 'test');
  run(shop, 'npm', 'run', 'lint');
  run(shop, 'npm', 'run', 'generate:check');
  await breakContract(shop);

  for (const [name, runFiles] of [
    ['github', runGithubWorkflow],
    ['gitlab', runGitlabJob],
  ] as const) {
    const project = join(folder, name);
    cpSync(shop, project, { recursive: true, filter: (path) => path !== join(shop, 'node_modules') });
    // Another program may have the port that the files name.
    const port = String(await freePort());
    for (const file of ['.github/workflows/contract.yml', '.gitlab-ci.yml'])
      rewrite(join(project, file), (text) => text.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`));
    const green = await runFiles(project, { PORT: port });
    expectCodes(green, name, true);
    for (const report of reports[name]) readFileSync(join(project, 'reports', report));

    breakHandler(project);
    const red = await runFiles(project, { PORT: port });
    expectCodes(red, name, false);
    const seen = red.at(-1)?.output ?? '';
    console.log(`What ${name} shows of a handler that ignores the offset:\n${seen.split('\n').slice(-12).join('\n')}`);
    if (!seen.includes('list-page')) throw new Error(`${name} doesn't show what is wrong with the handler`);
  }
}

/** What a newcomer sees of a contract with a mistake: its place, and no stack trace. */
async function breakContract(shop: string): Promise<void> {
  const contract = join(shop, 'openapi.yaml');
  const sound = readFileSync(contract, 'utf8');
  const mistakes = [
    ['a $ref', sound.replace('schemas/NoteList"', 'schemas/NoteLis"'), /openapi\.yaml:\d+:\d+ .*Did you mean/],
    ['its syntax', `${sound}x: [1, 2\n`, /openapi\.yaml:\d+:\d+: /],
  ] as const;
  for (const [what, text, told] of mistakes) {
    writeFileSync(contract, text);
    for (const script of ['test', 'start', 'mock', 'lint', 'generate:check']) {
      const { status, stdout, stderr } = spawnSync('npm', ['run', script], {
        cwd: shop,
        env: { ...process.env, PORT: String(await freePort()) },
        encoding: 'utf8',
        timeout: 60_000,
      });
      const output = stdout + stderr;
      if (!status || !told.test(output) || /^ +at /m.test(output))
        throw new Error(`npm run ${script}, with a mistake in ${what}, ends with ${status}:\n${output}`);
    }
  }
  writeFileSync(contract, sound);
}

/** The list sends its first page whatever page is asked for. */
function breakHandler(project: string): void {
  rewrite(join(project, 'src/handlers.ts'), (text) =>
    text.replace('.slice(offset, offset + limit)', '.slice(0, limit)'),
  );
}

function rewrite(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${file} doesn't have what is to be changed`);
  writeFileSync(file, changed);
}

function expectCodes(steps: readonly StepResult[], name: string, isGreen: boolean): void {
  for (const { name: step, code } of steps) console.log(`${name}: ${step.split('\n')[0]}: ${code}`);
  const last = steps.at(-1);
  if ((last?.code === 0) === isGreen) return;
  throw new Error(`${name} should be ${isGreen ? 'green' : 'red'}:\n${last?.output ?? 'no step ran'}`);
}

function run(cwd: string, command: string, ...args: string[]): void {
  console.log(`$ ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}
