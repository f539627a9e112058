import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { inFolder } from '../files.ts';
import { freePort } from '../free-port.ts';

const root = join(import.meta.dirname, '../..');
const [, script = ''] = /```bash\n([^`]*)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];

test("the README's script is short, and its delivery arrives and is verified", () =>
  inFolder({}, async (folder) => {
    expect(script.trim().split('\n').length).toBeLessThanOrEqual(10);
    const [port, receiver] = [await freePort(), await freePort()];
    const text = script
      .replaceAll(':3000', `:${port}`)
      .replaceAll(':4000', `:${receiver}`)
      .replace('-- listen', `-- listen --port ${receiver}`);
    const shell = spawn('bash', ['-c', `set -e\n${text}\nwait`], {
      cwd: root,
      env: { ...process.env, PORT: String(port), TMPDIR: folder, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, so that what the script starts can be ended with it.
      detached: true,
    });
    const ended = once(shell, 'close');
    const end = () => process.kill(-(shell.pid as number), 'SIGTERM');
    const limit = setTimeout(end, 40_000);
    const lines: string[] = [];
    try {
      for await (const line of createInterface({ input: shell.stdout })) {
        lines.push(line);
        if (/ verified /.test(line)) break;
      }
    } finally {
      clearTimeout(limit);
      if (shell.exitCode === null && shell.signalCode === null) end();
      await ended;
    }
    expect(lines.filter((line) => line.includes('"Status":200'))).toHaveLength(3);
    expect(lines.at(-1)).toMatch(/ BookingCreate {2}verified {2}200$/);
  }));
