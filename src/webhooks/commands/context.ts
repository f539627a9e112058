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

export function print({ stdout }: CommandContext, line: string): void {
  stdout.write(`${line}\n`);
}
