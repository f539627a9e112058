import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { isNativeError } from 'node:util/types';
import { CodedError } from '../contract/document/coded-error.ts';
import type { Position } from '../contract/document/contract-error.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import { type PlainText, plain, plainLines } from '../encoding/plain.ts';
import { Encoded } from '../encoding/template.ts';
import type { CommandContext, OutputStream } from './context.ts';

/** Writes a text in colours, or leaves it as it is. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => PlainText;

/** Colours where the stream is a terminal that shows them; NO_COLOR and FORCE_COLOR decide otherwise. */
export function createPaint(stream: OutputStream, env: CommandContext['env']): Paint {
  const isAsked = stream.isTTY === true || env['FORCE_COLOR'] !== undefined;
  // It depends on the environment only; 1 means black and white.
  const hasColors = isAsked && WriteStream.prototype.getColorDepth(env) > 1;
  return (style, value) => {
    const encoded = plain`${value}`;
    if (!hasColors) return encoded;
    return new Encoded('plain', styleText(style, encoded.text, { validateStream: false }));
  };
}

/** The text in one line, and not too long. */
export function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** A command that can be pasted: it is shown as a whole or not at all. @param elsewhere the option that shows it */
export function shownCommand(command: string, elsewhere: string): string {
  return command.length <= 2000 ? command : `The command has ${command.length} characters: ${elsewhere} shows it`;
}

/** The one place where commands write. */
export function print(stream: OutputStream, { text }: PlainText): void {
  (stream as unknown as NodeJS.WritableStream).write(text);
}

/** The message of an error that is expected; of any other, its stack. */
export function printError({ stderr, env }: CommandContext, error: unknown): void {
  const stack = isNativeError(error) ? (error.stack ?? error.message) : String(error);
  const text = error instanceof CodedError ? error.message : plainLines(stack, '  ');
  const label = createPaint(stderr, env)('red', 'error');
  print(stderr, plain`${label} ${text}\n`);
  for (const detail of error instanceof CodedError ? error.details : []) print(stderr, plain`${label} ${detail}\n`);
}

/** Prints a warning with its position in the contract. */
export async function printWarning(
  { stderr, env }: CommandContext,
  contract: Contract,
  { pointer, message }: { readonly pointer: string; readonly message: string },
): Promise<void> {
  printWarningAt({ stderr, env }, await contract.locate(pointer), message);
}

export function printWarningAt(
  { stderr, env }: Pick<CommandContext, 'stderr' | 'env'>,
  { file, line, column }: Position,
  message: string,
): void {
  const label = createPaint(stderr, env)('yellow', 'warning');
  print(stderr, plain`${file}:${line}:${column} ${label} ${message}\n`);
}

/** Prints warnings of a contract: each kind once, with its first position. */
export async function printWarnings(
  context: CommandContext,
  contract: Contract,
  warnings = contract.warnings,
): Promise<void> {
  for (const [first, ...others] of Map.groupBy(warnings, ({ code }) => code).values()) {
    if (!first) continue;
    const more = others.length === 0 ? '' : ` (and ${others.length} more like it)`;
    await printWarning(context, contract, { pointer: first.pointer, message: first.message + more });
  }
}
