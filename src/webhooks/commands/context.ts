import { escapeLine } from '../../http.ts';

/** What a command sees of the process that runs it. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number };
  /** The log is written to its descriptor, if it has one. */
  readonly stderr: NodeJS.WritableStream & { readonly columns?: number; readonly fd?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves when the process is asked to end. */
  untilStopped(): Promise<void>;
  /** How long requests in flight may take then. Default: 7000. */
  readonly gracePeriodMs?: number;
}

/** Prints one line, whatever is in it. */
export function print({ stdout }: CommandContext, line: string): void {
  stdout.write(`${escapeLine(line)}\n`);
}

/** Prints a text of several lines. */
export function printLines(stream: NodeJS.WritableStream, text: string): void {
  stream.write(
    text
      .split('\n')
      .map((line) => escapeLine(line))
      .join('\n'),
  );
}
