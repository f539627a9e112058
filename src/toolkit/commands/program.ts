import { Command, CommanderError } from 'commander';
import { packageRoot, readPackageJson } from '../init/own-package.ts';
import { registerCompare } from './compare.ts';
import { registerExplain } from './explain.ts';
import { registerGenerate } from './generate.ts';
import { registerInit } from './init.ts';
import { registerLint } from './lint.ts';
import { registerMock } from './mock.ts';
import { exitCodes } from './options.ts';
import { fail } from './output.ts';
import { registerScore } from './score.ts';
import { registerTest } from './test.ts';

/** Runs the command line `concordat ARGUMENTS`, and answers its exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command('concordat')
    .description(
      'Contract-first OpenAPI: lint a contract, generate typed code from it, mock it, test servers against it.',
    )
    .version(readPackageJson(packageRoot()).version ?? 'unknown')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help says more)');
  // Who reads no further, such as head, has what they wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.fine);
    throw error;
  });
  let exitCode: number = exitCodes.fine;
  const done = (code: number) => {
    exitCode = code;
  };
  for (const register of [
    registerLint,
    registerGenerate,
    registerMock,
    registerTest,
    registerCompare,
    registerScore,
    registerExplain,
    registerInit,
  ])
    register(program, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.failed;
    fail(error);
    return exitCodes.failed;
  }
}
