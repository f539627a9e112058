import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clientLanguages } from '../../../../src/index.ts';
import { concordat } from '../../../concordat.ts';
import { inFolder } from '../../../files.ts';
import { shopContract } from './shop-contract.ts';

const run = (folder: string, ...args: string[]) => concordat(['client', ...args], { cwd: folder });

/** Runs the command once, in a folder with a contract; the client is in `out`. */
const inShop = (run: (folder: string) => Promise<void>) => inFolder({ 'openapi.yaml': shopContract }, run);

async function readAll(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.sort().map(async (file) => [file.slice(folder.length), await readFile(file, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

test('a client is the same each time, and --check says what is stale', () =>
  inShop(async (folder) => {
    const first = await run(folder, 'typescript', '--out', 'out');
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^out: (\d+) of \1 files changed/) });
    expect(first.stderr).toContain('openapi.yaml:46:5 warning an object with a function then');
    expect(await run(folder, 'typescript', '--out', 'out', '--check')).toMatchObject({
      code: 0,
      stdout: 'out is up to date\n',
    });

    await run(folder, 'typescript', '--out', 'again', '--spec', 'openapi.yaml');
    expect(await readAll(join(folder, 'again'))).toEqual(await readAll(join(folder, 'out')));

    await writeFile(join(folder, 'out/index.js'), 'edited');
    await rm(join(folder, 'out/types.d.ts'));
    const stale = await run(folder, 'typescript', '--out', 'out', '--check');
    expect(stale.code).toBe(1);
    expect(stale.stdout).toBe(
      'out/index.js is stale\nout/types.d.ts is missing\nRun the same command without --check\n',
    );
    expect(await readFile(join(folder, 'out/index.js'), 'utf8')).toBe('edited');

    const repaired = await run(folder, 'typescript', '--out', 'out');
    expect(repaired.stdout).toContain('out: 2 of ');
    expect(await readAll(join(folder, 'again'))).toEqual(await readAll(join(folder, 'out')));
  }));

test('several clients have a folder each, by their languages', () =>
  inShop(async (folder) => {
    const size = '        size: {type: integer, default: 1}\n';
    await writeFile(
      join(folder, 'openapi.yaml'),
      shopContract.replace(size, `${size}        'left, out': {type: string}\n`),
    );
    const made = await run(folder, 'python', 'go', 'python', '--out', 'out');
    // What one of the languages can't name.
    expect(made.stderr).toContain('property left, out is no field in go');
    expect(made.stderr).not.toContain('in python');
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^out\/python: (\d+) of \1 files changed.*\nout\/go: (\d+) of \2 files changed.*\n$/,
      ),
    });
    expect(await readdir(join(folder, 'out'))).toEqual(['go', 'python']);
    const files = await readAll(join(folder, 'out'));
    expect(files['/go/go.mod']).toContain('module shop-');
    const named = Object.keys(files).filter((path) => files[path]?.includes('left, out'));
    expect(new Set(named.map((path) => path.split('/')[1]))).toEqual(new Set(['python']));

    await rm(join(folder, 'out/go/go.mod'));
    expect(await run(folder, 'python', 'go', '--out', 'out', '--check')).toMatchObject({
      code: 1,
      stdout: 'out/python is up to date\nout/go/go.mod is missing\nRun the same command without --check\n',
    });
  }));

test('if one of several folders has other files, no client is written', () =>
  inShop(async (folder) => {
    await mkdir(join(folder, 'out/go'), { recursive: true });
    await writeFile(join(folder, 'out/go/main.go'), 'mine');
    const { code, stderr } = await run(folder, 'typescript', 'go', '--out', 'out');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('out/go has files that') });
    expect(await readdir(join(folder, 'out'))).toEqual(['go']);
  }));

test('what was not generated is neither overwritten nor deleted', () =>
  inShop(async (folder) => {
    const out = join(folder, 'out');
    await mkdir(out);
    await writeFile(join(out, 'index.js'), 'mine');
    await writeFile(join(out, 'notes.txt'), 'mine');
    const refused = await run(folder, 'typescript', '--out', 'out');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'out has files that "concordat client" didn\'t make: index.js, notes.txt. Name another',
    );
    expect(await readAll(out)).toEqual({ '/index.js': 'mine', '/notes.txt': 'mine' });

    expect(await run(folder, 'typescript', '--out', 'out', '--force')).toMatchObject({ code: 0 });
    expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('mine');
    expect(await readFile(join(out, 'index.js'), 'utf8')).toContain('createClient');
    // A package of one's own lies beside what was generated, until a file of the client would take its place.
    expect(await run(folder, 'typescript', '--out', 'out')).toMatchObject({ code: 0, stdout: 'out is up to date\n' });
  }));

test('what is not generated any more is deleted, and nothing that a marker names elsewhere', () =>
  inShop(async (folder) => {
    const out = join(folder, 'out');
    await run(folder, 'typescript', '--out', 'out');
    const marker = JSON.parse(await readFile(join(out, '.concordat-client.json'), 'utf8')) as { files: string[] };
    marker.files.push('old.js', '../openapi.yaml', join(folder, 'openapi.yaml'));
    await writeFile(join(out, '.concordat-client.json'), JSON.stringify(marker));
    await writeFile(join(out, 'old.js'), '');
    const stale = await run(folder, 'typescript', '--out', 'out', '--check');
    expect(stale).toMatchObject({ code: 1, stdout: expect.stringContaining('out/old.js is stale\n') });
    await run(folder, 'typescript', '--out', 'out');
    expect(await readdir(out)).not.toContain('old.js');
    expect(await readdir(folder)).toContain('openapi.yaml');
  }));

test('a folder of a client that is a link out of the project is refused', () =>
  inFolder({ 'project/openapi.yaml': shopContract, 'project/package.json': '{}', 'else/file': '' }, async (folder) => {
    await mkdir(join(folder, 'project/out'));
    await symlink(join(folder, 'else'), join(folder, 'project/out/runtime'));
    const { code, stderr } = await run(join(folder, 'project'), 'typescript', '--out', 'out', '--force');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('a link leads to') });
    expect(await readdir(join(folder, 'project/out'))).toEqual(['runtime']);
    expect(await readdir(join(folder, 'else'))).toEqual(['file']);
  }));

test('what is not generated any more is not deleted through a link out of the project', () =>
  inFolder({ 'project/openapi.yaml': shopContract, 'project/package.json': '{}', 'else/file': '' }, async (folder) => {
    const project = join(folder, 'project');
    await mkdir(join(project, 'out'));
    await symlink(join(folder, 'else'), join(project, 'out/old'));
    const marker = { language: 'typescript', files: ['old/file'] };
    await writeFile(join(project, 'out/.concordat-client.json'), JSON.stringify(marker));
    const { code, stderr } = await run(project, 'typescript', '--out', 'out');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('a link leads to') });
    expect(await readdir(join(folder, 'else'))).toEqual(['file']);
    expect((await readdir(join(project, 'out'))).sort()).toEqual(['.concordat-client.json', 'old']);
  }));

test('the help names the languages', async () => {
  const { stdout } = await concordat(['client', '--help']);
  for (const { name } of clientLanguages) expect(stdout).toContain(name);
});

test('a client in another language is neither overwritten nor deleted', () =>
  inShop(async (folder) => {
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'out/.concordat-client.json'), '{"language":"go","files":["go.mod"]}');
    await writeFile(join(folder, 'out/go.mod'), '');
    const refused = await run(folder, 'typescript', '--out', 'out');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('out has a client in go. Name another') });
    expect(await readdir(join(folder, 'out'))).toContain('go.mod');
    expect(await run(folder, 'typescript', '--out', 'out', '--force')).toMatchObject({ code: 0 });
    expect(await readdir(join(folder, 'out'))).not.toContain('go.mod');
  }));

test.each<[name: string, args: string[], message: RegExp]>([
  [
    'a misspelt language',
    ['typescrip', '--out', 'o'],
    /no client in typescrip\. Did you mean typescript.*\? The languages are typescript/,
  ],
  ['no language', ['--out', 'o'], /missing required argument 'language'/],
  ['no language but options', ['--out', 'o', '--', 'a=b'], /missing required argument 'language'/],
  ['a misspelt one of several', ['go', 'pyton', '--out', 'o'], /no client in pyton\. Did you mean python/],
  [
    'an option for several languages',
    ['go', 'java', '--out', 'o', '--', 'a=b'],
    /options of a generator are for one language, not for go, java/,
  ],
  [
    'an option for all languages and one more',
    ['all', 'kotlin', 'go', '--out', 'o', '--', 'a=b'],
    /options of a generator are for one language, not for typescript, python, go, java, rust, kotlin\n/,
  ],
  ['no folder', ['typescript'], /required option '--out <dir>' not specified/],
  ['a missing contract', ['typescript', '--out', 'o', '--spec', 'none.yaml'], /none\.yaml: there is no such file/],
  [
    'a name that npm refuses',
    ['typescript', '--out', 'o', '--name', 'My Shop'],
    /My Shop is no name for a package of npm/,
  ],
  ['an option', ['typescript', '--out', 'o', '--', '--library=x'], /has no options, and got --library=x/],
])('%s ends with 2, and nothing is written', (_name, args, message) =>
  inShop(async (folder) => {
    const { code, stdout, stderr } = await run(folder, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(await readdir(folder)).toEqual(['openapi.yaml']);
  }),
);
