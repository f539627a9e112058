/** Lets one after the other go on. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Waits for its turn. @returns ends it */
  async take(): Promise<() => void> {
    const previous = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await previous;
    return resolve;
  }
}
