import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { init, lint, loadContract } from '../../../src/index.ts';
import { concordat } from '../../concordat.ts';
import { compile } from '../../corpus/compile.ts';
import { inFolder } from '../../files.ts';

test('a new project has a contract without findings, and its dependencies', () =>
  inFolder({}, async (folder) => {
    const files = await init(join(folder, 'My Shop'));
    const names = files.map((file) => file.slice(folder.length + 1)).sort();
    expect(names).toContain('My Shop/.gitignore');
    expect(names).toContain('My Shop/generated/server.ts');
    const project = JSON.parse(await readFile(join(folder, 'My Shop/package.json'), 'utf8'));
    expect(project.name).toBe('my-shop');
    expect(Object.values(project.devDependencies)).not.toContain('*');
    expect(Object.keys(project.devDependencies)).toContain('node');
    // What is wrong with the contract is told before its types and handlers are.
    expect(project.scripts.test).toMatch(/^concordat lint && /);
    expect(await lint(await loadContract(join(folder, 'My Shop/openapi.yaml')))).toEqual([]);
  }));

test('--client adds a client, a script that generates it and steps in CI that check it', () =>
  inFolder({}, async (folder) => {
    const { code, stdout } = await concordat(['init', 'shop', '--client', 'typescript'], { cwd: folder });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('shop/clients/typescript\n') });
    const read = (name: string) => readFile(join(folder, 'shop', name), 'utf8');
    const { scripts } = JSON.parse(await read('package.json'));
    expect(scripts['client:typescript']).toBe('concordat client typescript --out clients/typescript');
    const check = 'npx concordat client typescript --out clients/typescript --check';
    expect(await read('.github/workflows/contract.yml')).toContain(`generate --check\n      - run: ${check}\n`);
    expect(await read('.gitlab-ci.yml')).toContain(`generate --check\n    - ${check}\n`);
    expect(compile(join(folder, 'shop/clients/typescript'), ['index.d.ts'])).toEqual([]);
    const again = await concordat([...check.split(' ').slice(2)], { cwd: join(folder, 'shop') });
    expect(again).toMatchObject({ code: 0 });
  }));

test('--client with an unknown language makes no project', () =>
  inFolder({}, async (folder) => {
    const { code, stderr } = await concordat(['init', 'shop', '--client', 'typoscript'], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean typescript') });
    expect(await readdir(folder)).toEqual([]);
  }));

test('if a file exists, nothing is written', () =>
  inFolder({ 'src/main.ts': 'mine' }, async (folder) => {
    await expect(init(folder)).rejects.toMatchObject({
      code: 'INIT_OCCUPIED',
      message: expect.stringMatching(/src\/main\.ts already exists/),
    });
    expect(await readdir(folder)).toEqual(['src']);
    expect(await readFile(join(folder, 'src/main.ts'), 'utf8')).toBe('mine');
  }));
