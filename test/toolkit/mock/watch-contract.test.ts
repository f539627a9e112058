/** A contract that becomes hostile while it is watched: the last valid one stays in use, and a repaired one is taken. */
import { execFileSync } from 'node:child_process';
import { rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadContract } from '../../../src/toolkit/contract/document/load-contract.ts';
import { watchContract } from '../../../src/toolkit/mock/watch-contract.ts';
import { inFolder } from '../../files.ts';

const contractText = 'openapi: 3.1.1\ninfo: {title: t, version: "1"}\ncomponents: {schemas: {A: {$ref: part.yaml}}}\n';

const levels = Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]\n`);

test.each<[name: string, spoil: (part: string) => unknown, message: RegExp]>([
  ['a FIFO', (part) => execFileSync('mkfifo', [`${part}.new`]), /this is not a regular file/],
  ['a link to outside', (part) => symlink('../secret.yaml', `${part}.new`), /this file is outside/],
  ['a link to a device', (part) => symlink('/dev/zero', `${part}.new`), /this file is outside/],
  ['aliases without end', (part) => writeFile(`${part}.new`, `a0: &a0 [1]\n${levels.join('')}`), /YAML aliases/],
])('a file that is replaced by %s', (_name, spoil, message) =>
  inFolder(
    { 'project/openapi.yaml': contractText, 'project/part.yaml': 'type: string\n', 'secret.yaml': 'type: string\n' },
    async (folder) => {
      const part = join(folder, 'project/part.yaml');
      const contract = await loadContract(join(folder, 'project/openapi.yaml'));
      const heard: ((event: string) => void)[] = [];
      const next = () => new Promise<string>((resolve) => heard.push(resolve));
      const stop = watchContract(
        contract,
        {},
        {
          onChange: ({ files }) => heard.shift()?.(`changed: ${files.length} files`),
          onBroken: (error) => heard.shift()?.((error as Error).message),
        },
      );
      try {
        const broken = next();
        await spoil(part);
        await rename(`${part}.new`, part);
        expect(await broken).toMatch(message);
        const changed = next();
        await writeFile(`${part}.new`, 'type: number\n');
        await rename(`${part}.new`, part);
        expect(await changed).toBe('changed: 2 files');
      } finally {
        stop();
      }
    },
  ),
);
