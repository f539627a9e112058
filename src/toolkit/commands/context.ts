/** Where a command prints to. It has no `write`: what is printed goes through `print`, which encodes it. */
export interface OutputStream {
  readonly writable: boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Whether what was printed last still waits for its reader. */
  readonly writableNeedDrain?: boolean;
}

export interface Clock {
  /** Monotonic time in milliseconds. */
  now(): number;
  /** Runs a task once after a delay in milliseconds. @returns a function that cancels it */
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
  /** Restarts the process with these flags of V8, unless it has them. */
  restart(...flags: readonly string[]): void;
}
