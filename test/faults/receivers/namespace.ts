import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

const mark = 'CONCORDAT_NETWORK_NAMESPACE';

/**
 * Runs a script once more, in a network namespace with nothing but `lo`, whose every address is this machine's: a connection
 * that a fault of ours makes reaches nobody, and is counted.
 * @returns whether this is the run within it; if it isn't, that one is over, or there was none
 */
export async function enterNamespace(script: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  if (process.env[mark] === 'yes') return true;
  const setUp = ['link set lo up', 'route add local 0.0.0.0/0 dev lo', '-6 route add local ::/0 dev lo'];
  const commands = setUp.map((args) => `ip ${args}`).join(' && ');
  const isPossible = spawnSync('unshare', ['-n', 'sh', '-c', commands], { stdio: 'ignore' }).status === 0;
  if (!isPossible) {
    console.log('skipped: this needs `unshare -n` and `ip`, and the right to use them');
    return false;
  }
  const args = ['-n', 'sh', '-c', `${commands} && exec "$@"`, 'sh', process.execPath, script];
  const child = spawn('unshare', args, { stdio: 'inherit', env: { ...process.env, ...env, [mark]: 'yes' } });
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
  return false;
}
