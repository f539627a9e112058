import { lstat, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { prepareFile, replaceFile } from '../../../src/toolkit/commands/reports/write-report.ts';
import { inFolder } from '../../files.ts';

test.each<[what: string, path: string, wanted: Record<string, string>]>([
  ['a new file', 'new.xml', { 'new.xml': 'new', 'old.xml': 'old' }],
  ['a file that is there', 'old.xml', { 'old.xml': 'new' }],
  ['a folder that is not', 'a/b.xml', { 'a/b.xml': 'new', 'old.xml': 'old' }],
])('%s is written, and nothing is left beside it', (_what, path, wanted) =>
  inFolder({ 'old.xml': 'old' }, async (folder) => {
    const file = join(folder, path);
    await prepareFile(file);
    expect(await readFile(join(folder, 'old.xml'), 'utf8')).toBe('old');
    await replaceFile(file, 'new');
    const files = await readdir(folder, { recursive: true });
    const texts = files
      .filter((name) => name !== 'a')
      .map(async (name) => [name, await readFile(join(folder, name), 'utf8')]);
    expect(Object.fromEntries(await Promise.all(texts))).toEqual(wanted);
  }),
);

test('a link stays, and what it leads to is written', () =>
  inFolder({ 'old.xml': 'old' }, async (folder) => {
    await symlink('old.xml', join(folder, 'link.xml'));
    await replaceFile(join(folder, 'link.xml'), 'new');
    expect((await lstat(join(folder, 'link.xml'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'old.xml'), 'utf8')).toBe('new');
  }));

test('nothing is written through a link that others have put beside it', () =>
  inFolder({ 'reports/old.xml': 'old', 'theirs.txt': 'theirs' }, async (folder) => {
    await symlink('../theirs.txt', join(folder, `reports/.old.xml.${process.pid}`));
    await prepareFile(join(folder, 'reports/old.xml'));
    await replaceFile(join(folder, 'reports/old.xml'), 'new');
    expect(await readFile(join(folder, 'theirs.txt'), 'utf8')).toBe('theirs');
    expect((await lstat(join(folder, 'reports/old.xml'))).isFile()).toBe(true);
  }));

test('what can not be written leaves the old one, and no half of the new one', () =>
  inFolder({ 'old.xml': 'old' }, async (folder) => {
    const file = join(folder, 'old.xml');
    const full = (async function* () {
      yield 'half';
      throw new Error('no space left');
    })();
    await expect(replaceFile(file, full as unknown as string)).rejects.toThrow('no space left');
    expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['old.xml'], 'old']);
  }));

test('a folder that a file system does not take is refused', async () => {
  // As /proc does: the parent is there, and the folder can't be made in it.
  const folder = process.platform === 'linux' ? '/proc/none/reports' : import.meta.filename;
  await expect(prepareFile(join(folder, 'report.xml'))).rejects.toThrow(/^(ENOENT|ENOTDIR|EEXIST)/);
});
