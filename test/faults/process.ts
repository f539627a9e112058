import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const root = join(import.meta.dirname, '../..');
export const password = 'correct horse';

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly url: string;
  stop(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/**
 * Starts the service as a process of its own, on a free port.
 * @param onLog is called with each line of its log, which otherwise goes to our standard error
 */
export async function startProcess(
  env: NodeJS.ProcessEnv,
  wrapper: readonly string[] = [],
  onLog?: (line: string) => void,
): Promise<RunningProcess> {
  const settings = { PORT: '0', ADMIN_PASSWORD: password, SIGNIN_DELAY: 'off', LOG_LEVEL: 'fatal' };
  const [program = '', ...args] = [...wrapper, process.execPath, join(root, 'src/webhooks/cli.ts'), 'start'];
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...settings, ...env },
    stdio: ['ignore', 'pipe', onLog ? 'pipe' : 'inherit'],
  });
  if (onLog && child.stderr) createInterface({ input: child.stderr }).on('line', onLog);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  for await (const line of createInterface({ input: child.stdout as Readable })) {
    const url = /(?:listens|ready): (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    return {
      child,
      url,
      stop: (signal) => {
        child.kill(signal);
        return exited;
      },
    };
  }
  throw new Error(`the service did not start: ${JSON.stringify(await exited)}`);
}

export async function signIn(url: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', username: 'admin@example.com', password });
  const response = await fetch(`${url}/token`, { method: 'POST', body: form });
  return ((await response.json()) as { access_token: string }).access_token;
}
