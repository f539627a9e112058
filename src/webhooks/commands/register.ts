import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

export const exitCodes = {
  fine: 0,
  /** The store is damaged. */
  findings: 1,
  /** The command failed; the message says why. */
  failed: 2,
} as const;

/** Adds its commands; `done` takes the exit code if it isn't 0. */
export type Register = (program: Command, context: CommandContext, done: (exitCode: number) => void) => void;
