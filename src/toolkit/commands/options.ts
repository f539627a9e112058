import { type Command, Option } from 'commander';
import type { CommandContext } from './context.ts';

/** Exit codes of every command. */
export const exitCodes = {
  fine: 0,
  /** Findings, or stale files. */
  findings: 1,
  /** The command could not run. */
  failed: 2,
} as const;

/** Adds a command to the program; `done` takes its exit code. */
export type Register = (program: Command, context: CommandContext, done: (exitCode: number) => void) => void;

export interface ContractOptions {
  readonly spec: string;
  readonly allowRemote?: boolean;
}

/** The options of every command that reads a contract. */
export function withContractOptions(command: Command): Command {
  return command
    .option('--spec <file>', 'the contract: a file, or an http(s) URL', 'openapi.yaml')
    .option('--allow-remote', 'load what a $ref names over http(s)');
}

/** An option with a list of values; another value is refused with the list. */
export function choice(flags: string, description: string, choices: readonly string[], preset: string): Option {
  return new Option(flags, description).choices([...choices]).default(preset);
}

/** For an option that may be given several times. */
export function collect(value: string, others: readonly string[]): string[] {
  return [...others, value];
}

/** Examples below a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
