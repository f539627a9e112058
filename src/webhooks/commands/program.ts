import { isNativeError } from 'node:util/types';
import { Command, CommanderError } from 'commander';
import { CodedError } from '../../http.ts';
import { type CommandContext, printLines } from './context.ts';
import { registerListen } from './listen.ts';
import { exitCodes, type Register } from './register.ts';
import { registerSecrets } from './secrets.ts';
import { registerStart } from './start.ts';
import { registerStore } from './store.ts';
import { registerUser } from './user.ts';

const commands: readonly Register[] = [registerStart, registerUser, registerStore, registerSecrets, registerListen];

/** Runs the command line `concordat-webhooks ARGUMENTS`. @returns its exit code */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const program = new Command('concordat-webhooks')
    .description('The WebHooks service. Its settings are environment variables; `start --help` lists them.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => printLines(stdout, text),
      writeErr: (text) => printLines(stderr, text),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
    })
    .showHelpAfterError('(see --help)');
  let exitCode: number = exitCodes.fine;
  for (const register of commands)
    register(program, context, (code) => {
      exitCode = code;
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.failed;
    printLines(stderr, `error ${messageOf(error)}\n`);
    return exitCodes.failed;
  }
}

/** The message of an error that is expected; of any other, its stack. */
function messageOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  const { code, message, stack = message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${message}: stop what listens there, or choose another PORT, METRICS_PORT or --port`;
  return error instanceof CodedError || code !== undefined ? message : stack;
}
