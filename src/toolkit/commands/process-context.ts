import type { CommandContext } from './context.ts';
import { exitCodes } from './options.ts';

/** The context of a command that has the process to itself. */
export function createProcessContext(): CommandContext {
  const { stdin, stdout, stderr, env } = process;
  // A reader that closes the pipe, such as head, has what it needs.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.fine);
    throw error;
  });
  return {
    stdin,
    stdout,
    stderr,
    env,
    clock: {
      now: () => performance.now(),
      after(milliseconds, task) {
        const timer = setTimeout(task, milliseconds).unref();
        return () => clearTimeout(timer);
      },
    },
    untilStopped,
    restart,
  };
}

/** A second signal, of either kind, ends the process as it would have without us. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGTERM', stop).off('SIGINT', stop);
      resolve();
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
  });
}

/** `execve` keeps the process id, so that signals still arrive; Windows has none. */
function restart(...flags: readonly string[]): void {
  const { platform, execPath, execArgv, argv, env } = process;
  if (platform === 'win32' || flags.every((flag) => execArgv.includes(flag))) return;
  // glibc keeps what each of V8's threads has freed for that thread, in as many arenas.
  const settings = { MALLOC_ARENA_MAX: '1', ...env };
  process.execve?.(execPath, [execPath, ...execArgv, ...flags, ...argv.slice(1)], settings);
}
