import { Command, CommanderError } from 'commander';
import { plainLines } from '../encoding/plain.ts';
import { packageRoot, readPackageJson } from '../init/own-package.ts';
import { registerClient } from './client.ts';
import { registerCompare } from './compare.ts';
import type { CommandContext } from './context.ts';
import { registerExplain } from './explain.ts';
import { registerGenerate } from './generate.ts';
import { registerInit } from './init.ts';
import { registerLint } from './lint.ts';
import { registerMock } from './mock.ts';
import { exitCodes, type Register } from './options.ts';
import { print, printError } from './output.ts';
import { registerScore } from './score.ts';
import { registerTest } from './test.ts';

const commands: readonly Register[] = [
  registerLint,
  registerGenerate,
  registerClient,
  registerMock,
  registerTest,
  registerCompare,
  registerScore,
  registerExplain,
  registerInit,
];

/** Runs the command line `concordat ARGUMENTS`. @returns its exit code */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  const program = new Command('concordat')
    .description(
      'Contract-first OpenAPI: lint a contract, generate typed code from it, mock it, test servers against it.',
    )
    .version(readPackageJson(packageRoot()).version ?? 'unknown')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(stdout, plainLines(text)),
      writeErr: (text) => print(stderr, plainLines(text)),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
    })
    .configureHelp({ showGlobalOptions: true })
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
    printError(context, error);
    return exitCodes.failed;
  }
}
