import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Makes `dist/`: JavaScript and declarations, with the data files that lie beside them. */
const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(import.meta.dirname, 'tsconfig.build.json')], { stdio: 'inherit' });
for (const folder of [
  'src/toolkit/generate/clients/typescript/runtime',
  'src/toolkit/generate/templates',
  'src/toolkit/init/scaffold',
  'src/webhooks/store/postgres/migrations',
]) {
  cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true });
}
chmodSync(join(root, 'dist/src/cli.js'), 0o755);
