import { type Command, Option } from 'commander';

/** Exit codes of every command. */
export const exitCodes = {
  fine: 0,
  /** Findings, or stale files. */
  findings: 1,
  /** The command could not run. */
  failed: 2,
} as const;

export interface ContractOptions {
  readonly spec: string;
  readonly allowRemote?: boolean;
}

/** What a registering command is given to tell its exit code. */
export type Done = (exitCode: number) => void;

/** The options of every command that reads a contract. */
export function withContractOptions(command: Command): Command {
  return command
    .option('--spec <file>', 'the contract: a file, or an http(s) URL', 'openapi.yaml')
    .option('--allow-remote', 'read parts of the contract over http(s) where a $ref asks for it');
}

/** A choice from a list, refused with the list where it isn't in it. */
export function choice(flags: string, description: string, choices: readonly string[], preset: string): Option {
  return new Option(flags, description).choices([...choices]).default(preset);
}

/** Examples below a command's help. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
