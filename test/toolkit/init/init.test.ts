import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { init, lint, loadContract } from '../../../src/index.ts';
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

test('if a file exists, nothing is written', () =>
  inFolder({ 'src/main.ts': 'mine' }, async (folder) => {
    await expect(init(folder)).rejects.toMatchObject({
      code: 'INIT_OCCUPIED',
      message: expect.stringMatching(/src\/main\.ts already exists/),
    });
    expect(await readdir(folder)).toEqual(['src']);
    expect(await readFile(join(folder, 'src/main.ts'), 'utf8')).toBe('mine');
  }));
