/**
 * The key that encrypts secrets is replaced again and again, by a service that is killed at a random moment and started
 * again. Every secret has to be readable with the keys that are there, after each kill and after each start.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectControl } from '../../src/webhooks/control/client.ts';
import { addSecrets, readSecrets, withSecrets } from '../webhooks/secrets/sealed-store.ts';
import { startProcess } from './process.ts';

const runs = Number(process.argv[2] ?? 60);
const count = 500;
const root = mkdtempSync(join(tmpdir(), 'concordat-rekey-'));
const folder = join(root, 'data');
const wrong: string[] = [];
let replaced = 0;
let interrupted = 0;

const keysInFile = () => readFileSync(join(folder, 'secrets-key'), 'utf8').trim().split('\n').length;

/** Replaces the key until the service is gone. */
async function rekey(): Promise<void> {
  const control = await connectControl(folder);
  for (;;) {
    await control?.rekeySecrets();
    replaced++;
  }
}

try {
  mkdirSync(folder, { mode: 0o700 });
  await withSecrets(folder, (opened) => addSecrets(opened, count));
  for (let run = 1; run <= runs && wrong.length === 0; run++) {
    const service = await startProcess({ DATA_DIR: folder });
    if (keysInFile() !== 1) wrong.push(`run ${run}: the start left ${keysInFile()} keys`);
    const working = rekey().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 150));
    await service.stop('SIGKILL');
    await working;
    if (keysInFile() > 1) interrupted++;
    if (!(await withSecrets(folder, (opened) => readSecrets(opened, count))))
      wrong.push(`run ${run}: a secret is lost`);
  }
  const last = await startProcess({ DATA_DIR: folder });
  await last.stop('SIGTERM');
  if (keysInFile() !== 1) wrong.push(`the last start left ${keysInFile()} keys`);
} catch (error) {
  wrong.push(String(error));
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(
  `${runs} kills: ${replaced} replacements of the key of ${count} secrets, ${interrupted} interrupted in the middle`,
);
for (const line of wrong) console.log(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
