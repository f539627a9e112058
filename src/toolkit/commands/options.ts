import { type Command, Option } from 'commander';
import type { LoadOptions } from '../contract/document/load-contract.ts';
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
  readonly allowRemote?: boolean | undefined;
  readonly remoteHost?: readonly string[] | undefined;
  readonly root?: string | undefined;
}

/** What `loadContract` takes of these options. */
export function loadOptionsOf({ allowRemote, remoteHost, root }: Omit<ContractOptions, 'spec'>): LoadOptions {
  return { allowRemote, remoteHosts: remoteHost, root };
}

/** The options of every command that reads a contract. */
export function withContractOptions(command: Command): Command {
  return command
    .option('--spec <file>', 'the contract: a file, or an http(s) URL', 'openapi.yaml')
    .option('--root <dir>', 'the folder that has all files of the contract (default: its repository or package)')
    .option('--allow-remote', 'load what a $ref names over http(s)')
    .option(
      '--remote-host <host>',
      'an address, a range or a host of a private network that a $ref may name; may be repeated',
      collect,
      [],
    );
}

/** Adds an argument that names the contract as well as `--spec` does. */
export function withContractArgument(command: Command): Command {
  return withContractOptions(command.argument('[file]', 'the contract; the same as --spec'));
}

/** The contract that a command is about. */
export function specOf(file: string | undefined, { spec }: ContractOptions, command: Command): string {
  if (file !== undefined && command.getOptionValueSource('spec') === 'cli')
    command.error(`error: the contract is named twice: ${file}, and --spec ${spec}`);
  return file ?? spec;
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
