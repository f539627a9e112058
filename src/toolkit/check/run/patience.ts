/** How long to wait before each read of what a 202 has promised, in milliseconds. */
const pausesMs = [0, 100, 200, 400, 800];
/** How long a run may wait for that in all, in milliseconds. */
const maxWaitMs = 9_000;

/** What was read last. */
export interface Awaited<T> {
  readonly value: T | undefined;
  /** Whether it is what was promised. */
  readonly isDone: boolean;
}

/**
 * Waits for what a 202 has promised: it may be done later, or never.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.3.3
 */
export class Patience {
  #waitedMs = 0;
  readonly #wait: (ms: number) => Promise<unknown>;

  constructor(wait: (ms: number) => Promise<unknown>) {
    this.#wait = wait;
  }

  /** Reads until what is read is as it was promised. @param firstMs how long to wait before the first read */
  async until<T>(
    read: () => Promise<T | undefined>,
    isDone: (value: T) => boolean,
    firstMs: number | undefined,
  ): Promise<Awaited<T>> {
    let value: T | undefined;
    for (const pauseMs of firstMs === undefined ? [] : [firstMs, ...pausesMs.slice(1)]) {
      const isOver = this.#waitedMs + pauseMs > maxWaitMs;
      // What others have waited for may be there by now.
      if (isOver && value !== undefined) break;
      if (!isOver && pauseMs > 0) {
        this.#waitedMs += pauseMs;
        await this.#wait(pauseMs);
      }
      value = await read();
      if (value !== undefined && isDone(value)) return { value, isDone: true };
      if (isOver) break;
    }
    return { value, isDone: false };
  }
}
