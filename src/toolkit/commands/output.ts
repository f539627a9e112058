import { styleText } from 'node:util';
import type { Contract } from '../contract/document/load-contract.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours where the stream is a terminal that shows them, and NO_COLOR isn't set. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** The text in one line, and not too long. */
export function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A domain's error has all it needs in its message; any other is a fault of ours, and shows where it came from. */
export function fail(error: unknown): void {
  const known = error instanceof Error && 'code' in error && error.name !== 'Error' && error.name !== 'TypeError';
  const text = known ? (error as Error).message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${paint('red', 'error', process.stderr)} ${text}\n`);
}

/** Says what a contract's author may not have meant: each kind once, with its first place. */
export async function printWarnings(contract: Contract, warnings = contract.warnings): Promise<void> {
  for (const [first, ...others] of Map.groupBy(warnings, ({ code }) => code).values()) {
    if (!first) continue;
    const { file, line, column } = await contract.locate(first.pointer);
    const more = others.length === 0 ? '' : ` (and ${others.length} more like it)`;
    const label = paint('yellow', 'warning', process.stderr);
    process.stderr.write(`${file}:${line}:${column} ${label} ${first.message}${more}\n`);
  }
}
