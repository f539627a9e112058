/** Where a command writes to. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface Clock {
  /** Milliseconds since some moment that stays the same. */
  now(): number;
  /** Runs a task once, in so many milliseconds. @returns what calls it off */
  after(milliseconds: number, task: () => void): () => void;
}

/** What a command sees of the process that runs it. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Resolves when the process is asked to end. */
  untilStopped(): Promise<void>;
  /** Replaces the process by itself with these flags of V8, unless it has them. */
  restart(...flags: readonly string[]): void;
}
