import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Journal } from '../../../src/webhooks/store/journal.ts';
import { inFolder } from '../../files.ts';

/** A file of which some calls fail, in turn. */
async function failing(file: string, plan: Record<string, readonly boolean[]>) {
  const handle = await open(file, 'w+');
  const calls: Record<string, number> = {};
  return new Proxy(handle, {
    get(target, name: 'write' | 'truncate' | 'datasync' | 'close') {
      const method = target[name];
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const turn = calls[name] ?? 0;
        calls[name] = turn + 1;
        if (plan[name]?.[turn]) throw new Error(`${name} ${turn}`);
        return (method as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

const commit = [['delete', 'webhooks', 1]] as const;

test.each<[name: string, plan: Record<string, boolean[]>, message: string]>([
  ['the line is written and not synced', { datasync: [true] }, 'datasync 0'],
  [
    'nor can it be cut off',
    { datasync: [true], truncate: [true] },
    'datasync 0; the incomplete line could not be removed: truncate 0',
  ],
])('a commit that fails leaves nothing behind: %s', (_name, plan, message) =>
  inFolder({}, async (folder) => {
    const file = join(folder, 'journal');
    const journal = new Journal(await failing(file, plan), '', 0, 0);
    await expect(journal.append(commit)).rejects.toThrow(message);
    expect([journal.size, journal.commit]).toEqual([0, 0]);
    await journal.append(commit);
    expect([journal.size, journal.commit]).toEqual([(await readFile(file)).length, 1]);
    await journal.close();
  }),
);

test('no commit follows an incomplete one that cannot be removed', () =>
  inFolder({}, async (folder) => {
    const plan = { write: [true], truncate: [true, true, false] };
    const journal = new Journal(await failing(join(folder, 'journal'), plan), '', 0, 0);
    await expect(journal.append(commit)).rejects.toThrow('write 0; the incomplete line');
    await expect(journal.append(commit)).rejects.toThrow('truncate 1');
    await journal.append(commit);
    expect(journal.commit).toBe(1);
    await journal.close();
  }));
