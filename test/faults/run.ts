/** Runs every attack in turn, also after one that failed. `npm run test:faults [NAME …]` */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const all = [
  'kill',
  'disk-full',
  'deliveries',
  'postgres',
  'store-cut',
  'hostile',
  'connections',
  'sign-in',
  'receivers',
  'rekey',
  'validation',
  'contracts',
  'browser',
];
const given = process.argv.slice(2);
const unknown = given.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`there is no attack called ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(2);
}

const failed: string[] = [];
for (const name of given.length > 0 ? given : all) {
  console.log(`\n${name}`);
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) failed.push(name);
}
console.log(failed.length > 0 ? `\nfailed: ${failed.join(', ')}` : '\nall held');
process.exitCode = failed.length > 0 ? 1 : 0;
