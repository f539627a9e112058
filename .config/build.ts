import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRuntimeFiles } from '../src/toolkit/generate/clients/typescript/runtime-files.ts';

/** Makes `dist/`: JavaScript and declarations, with the data files that lie beside them. */
const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(import.meta.dirname, 'tsconfig.build.json')], { stdio: 'inherit' });
for (const folder of [
  'src/toolkit/generate/templates',
  'src/toolkit/init/scaffold',
  'src/webhooks/store/postgres/migrations',
]) {
  cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true });
}
// Clients get these files as they are: to transpile them takes longer than the rest of a client.
const clients = join(root, 'dist/src/toolkit/generate/clients/typescript');
rmSync(join(clients, 'runtime'), { recursive: true });
mkdirSync(join(clients, 'runtime'));
for (const [name, text] of await makeRuntimeFiles()) writeFileSync(join(clients, name), text);
chmodSync(join(root, 'dist/src/cli.js'), 0o755);
