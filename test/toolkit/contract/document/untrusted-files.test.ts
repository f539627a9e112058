/** What files a contract may consist of, if it comes from a stranger. */
import { execFileSync } from 'node:child_process';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type LoadOptions, loadContract } from '../../../../src/toolkit/contract/document/load-contract.ts';
import { resolveReference } from '../../../../src/toolkit/contract/document/operations.ts';
import { findWayOut } from '../../../../src/toolkit/contract/document/project.ts';
import { inFolder } from '../../../files.ts';

function refTo(uri: string): string {
  return `openapi: 3.1.1\ninfo: {title: t, version: "1"}\ncomponents:\n  schemas:\n    A:\n      $ref: '${uri}'\n`;
}

const string = 'type: string\n';

interface Case {
  readonly files: Record<string, string>;
  /** A link by its name, and its target. */
  readonly links?: Record<string, string>;
  readonly options?: (folder: string) => LoadOptions;
}

/** Loads `project/openapi.yaml`. */
async function load({ files, links = {}, options = () => ({}) }: Case) {
  return inFolder(files, async (folder) => {
    for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, name));
    return loadContract(join(folder, 'project/openapi.yaml'), options(folder));
  });
}

describe('files of the project are read', () => {
  test.each<[name: string, given: Case]>([
    ['its own folder', { files: { 'project/openapi.yaml': refTo('a.yaml'), 'project/a.yaml': string } }],
    [
      'a neighbouring folder of its repository',
      { files: { '.git/HEAD': '', 'project/openapi.yaml': refTo('../shared/a.yaml'), 'shared/a.yaml': string } },
    ],
    [
      'another package of its repository',
      {
        files: {
          '.git/HEAD': '',
          'project/package.json': '{}',
          'project/openapi.yaml': refTo('../shared/a.yaml'),
          'shared/a.yaml': string,
        },
      },
    ],
    [
      'a worktree, whose .git is a file',
      { files: { '.git': 'gitdir: x', 'project/openapi.yaml': refTo('../a.yaml'), 'a.yaml': string } },
    ],
    [
      'its package',
      { files: { 'package.json': '{}', 'project/openapi.yaml': refTo('../shared/a.yaml'), 'shared/a.yaml': string } },
    ],
    [
      'a link to within',
      {
        files: { 'project/openapi.yaml': refTo('link.yaml'), 'project/parts/a.yaml': string },
        links: { 'project/link.yaml': 'parts/a.yaml' },
      },
    ],
    [
      'a folder that is a link to within',
      {
        files: { '.git/HEAD': '', 'project/openapi.yaml': refTo('link/a.yaml'), 'shared/a.yaml': string },
        links: { 'project/link': '../shared' },
      },
    ],
    [
      'a contract that is a link',
      {
        files: { 'else/openapi.yaml': refTo('a.yaml'), 'project/a.yaml': string },
        links: { 'project/openapi.yaml': '../else/openapi.yaml' },
      },
    ],
    [
      'the folder that root names',
      {
        files: { 'project/openapi.yaml': refTo('../shared/a.yaml'), 'shared/a.yaml': string },
        options: (folder) => ({ root: folder }),
      },
    ],
  ])('%s', async (_name, given) => {
    const { document } = await load(given);
    expect(resolveReference(document, document.components?.schemas?.['A'] ?? {})).toEqual({ type: 'string' });
  });
});

describe('other files are not read', () => {
  const outside = { 'project/openapi.yaml': refTo('../a.yaml'), 'a.yaml': string };

  test.each<[name: string, given: Case, code: string, message: RegExp]>([
    [
      'a file outside',
      { files: outside },
      'CONTRACT_OUTSIDE',
      /openapi\.yaml:6:7 .*a\.yaml: this file is outside of .*project.*--root DIR/,
    ],
    [
      'an absolute path',
      { files: { 'project/openapi.yaml': refTo('/etc/hosts') } },
      'CONTRACT_OUTSIDE',
      /\/etc\/hosts: this file is outside/,
    ],
    [
      'a file that is not there, outside',
      { files: { 'project/openapi.yaml': refTo('/nowhere/at/all.yaml') } },
      'CONTRACT_OUTSIDE',
      /this file is outside/,
    ],
    [
      'a file outside of root',
      { files: { '.git/HEAD': '', ...outside }, options: (folder) => ({ root: join(folder, 'project') }) },
      'CONTRACT_OUTSIDE',
      /this file is outside/,
    ],
    [
      'a contract outside of root',
      { files: { ...outside, 'other/x': '' }, options: (folder) => ({ root: join(folder, 'other') }) },
      'CONTRACT_OUTSIDE',
      /this file is outside/,
    ],
    [
      'a root that is not there',
      { files: outside, options: (folder) => ({ root: join(folder, 'none') }) },
      'CONTRACT_UNREADABLE',
      /there is no such folder\. Correct --root/,
    ],
    [
      'a link to a file outside',
      {
        files: { ...outside, 'project/openapi.yaml': refTo('link.yaml') },
        links: { 'project/link.yaml': '../a.yaml' },
      },
      'CONTRACT_OUTSIDE',
      /link\.yaml, which is a link to .*a\.yaml: this file is outside/,
    ],
    [
      'a folder that is a link to outside',
      { files: { ...outside, 'project/openapi.yaml': refTo('link/a.yaml') }, links: { 'project/link': '..' } },
      'CONTRACT_OUTSIDE',
      /this file is outside/,
    ],
    [
      'a link to a link to outside',
      {
        files: { ...outside, 'project/openapi.yaml': refTo('one.yaml') },
        links: { 'project/one.yaml': 'two.yaml', 'project/two.yaml': '../a.yaml' },
      },
      'CONTRACT_OUTSIDE',
      /this file is outside/,
    ],
    [
      'a folder whose name starts like that of the project',
      { files: { 'project/openapi.yaml': refTo('../project-2/a.yaml'), 'project-2/a.yaml': string } },
      'CONTRACT_OUTSIDE',
      /this file is outside/,
    ],
    ['a device', { files: { 'project/openapi.yaml': refTo('/dev/zero') } }, 'CONTRACT_OUTSIDE', /this file is outside/],
    [
      'a link to a device',
      { files: { 'project/openapi.yaml': refTo('link.yaml') }, links: { 'project/link.yaml': '/dev/zero' } },
      'CONTRACT_OUTSIDE',
      /this file is outside/,
    ],
    [
      'a device as the contract',
      { files: { 'project/x': '' }, links: { 'project/openapi.yaml': '/dev/zero' } },
      'CONTRACT_UNREADABLE',
      /openapi\.yaml: this is not a regular file, but a pipe, a socket or a device/,
    ],
    [
      'a folder',
      { files: { 'project/openapi.yaml': refTo('.') } },
      'CONTRACT_REFERENCE',
      /this is a folder\. Name the file/,
    ],
    [
      'a file: URL',
      { files: { 'project/openapi.yaml': refTo('file:///etc/hosts') } },
      'CONTRACT_OUTSIDE',
      /openapi\.yaml:6:7 .*file:\/\/\/etc\/hosts: a \$ref can't have the scheme file:/,
    ],
    [
      'a data: URL',
      { files: { 'project/openapi.yaml': refTo('data:text/plain,a') } },
      'CONTRACT_OUTSIDE',
      /the scheme data:/,
    ],
    [
      'a file outside, in an extension',
      {
        files: {
          'project/openapi.yaml': `${refTo('ok.yaml')}x-any: {$ref: ../a.yaml}\n`,
          'project/ok.yaml': string,
          'a.yaml': string,
        },
      },
      'CONTRACT_OUTSIDE',
      /#\/x-any: .*this file is outside/,
    ],
    [
      'a name that objects inherit',
      { files: { 'project/openapi.yaml': refTo('a.yaml#/constructor'), 'project/a.yaml': string } },
      'CONTRACT_REFERENCE',
      /openapi\.yaml:6:7 .*a\.yaml#\/constructor has no target/,
    ],
  ])('%s', async (_name, given, code, message) => {
    const error = await load(given).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  // A test that is broken would wait forever, since something has to open the other end.
  test.each(['pipe', 'openapi.yaml'])('a FIFO: %s', (name) =>
    inFolder({ ...(name === 'pipe' && { 'openapi.yaml': refTo('pipe') }) }, async (folder) => {
      execFileSync('mkfifo', [join(folder, name)]);
      await expect(loadContract(join(folder, 'openapi.yaml'))).rejects.toThrow(/this is not a regular file/);
    }),
  );

  test('a socket', () =>
    inFolder({ 'openapi.yaml': refTo('socket') }, async (folder) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
      await expect(loadContract(join(folder, 'openapi.yaml'))).rejects.toThrow(/this is not a regular file/);
      await new Promise((resolve) => server.close(resolve));
    }));
});

test('a name that objects inherit is followed where a file has it', async () => {
  const files = {
    'project/openapi.yaml': refTo('a.yaml#/constructor'),
    'project/a.yaml': 'constructor: {type: string}',
  };
  const { document } = await load({ files });
  expect(resolveReference(document, document.components?.schemas?.['A'] ?? {})).toEqual({ type: 'string' });
});

test.each<[name: string, path: string, leadsOut: boolean]>([
  ['a folder', 'project/generated', false],
  ['a folder that is not there', 'project/none/generated', false],
  ['a link to within', 'project/inner', false],
  ['a link to outside', 'project/outer', true],
  ['a folder below a link to outside', 'project/outer/generated', true],
  ['a link without a project around it', 'free', false],
])('whether what is written leads out of the project: %s', (_name, path, leadsOut) =>
  inFolder({ 'project/package.json': '{}' }, async (folder) => {
    await mkdir(join(folder, 'project/generated'));
    await mkdir(join(folder, 'elsewhere'));
    await symlink('generated', join(folder, 'project/inner'));
    await symlink('../elsewhere', join(folder, 'project/outer'));
    await symlink('elsewhere', join(folder, 'free'));
    await writeFile(join(folder, 'elsewhere/x'), '');
    const wanted = leadsOut ? await realpath(join(folder, 'elsewhere')) : undefined;
    expect(findWayOut(join(folder, path))).toBe(wanted);
  }),
);
