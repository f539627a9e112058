import { Command, CommanderError } from 'commander';
import { CodedError } from '../../http.ts';
import { exitCodes, type Register } from './exit-codes.ts';
import { registerStart } from './start.ts';
import { registerStore } from './store.ts';
import { registerUser } from './user.ts';

/** Runs the command line `concordat-webhooks ARGUMENTS`, and answers its exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command('concordat-webhooks')
    .description('The WebHooks service. Everything is set by environment variables; `start --help` lists them.')
    .exitOverride()
    .showHelpAfterError('(--help says more)');
  let exitCode: number = exitCodes.fine;
  const done = (code: number) => {
    exitCode = code;
  };
  for (const register of [registerStart, registerUser, registerStore] satisfies Register[]) register(program, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.failed;
    console.error(`error ${messageOf(error)}`);
    return exitCodes.failed;
  }
}

/** What is expected to go wrong has all in its message; anything else is a fault of ours, and shows where it came from. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, message, stack = message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${message}: stop what listens there, or choose another PORT`;
  return error instanceof CodedError || code !== undefined ? message : stack;
}
