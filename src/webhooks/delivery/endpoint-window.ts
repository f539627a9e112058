/** How long a response of an endpoint that counts as prompt takes at most, in milliseconds. */
const promptMs = 1000;

const startSize = 2;

/** `unknown`: there was no attempt yet. `slow`: the last one took long, or had no response. */
export type Responsiveness = 'unknown' | 'prompt' | 'slow';

/**
 * How many attempts an endpoint may have at a time: few at first, more with each response while they don't suffice, and one
 * when it doesn't respond.
 */
export class EndpointWindow {
  readonly #maxSize: number;
  #size: number;
  #responsiveness: Responsiveness = 'unknown';

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
    this.#size = Math.min(startSize, maxSize);
  }

  get size(): number {
    return this.#size;
  }

  get responsiveness(): Responsiveness {
    return this.#responsiveness;
  }

  /** @param running how many attempts there were at the time, this one included */
  responded(durationMs: number, running: number): void {
    this.#responsiveness = durationMs <= promptMs ? 'prompt' : 'slow';
    // An endpoint that doesn't need its window hasn't shown that it can bear a larger one.
    if (running >= this.#size) this.#size = Math.min(this.#size + 1, this.#maxSize);
  }

  failedToRespond(): void {
    this.#responsiveness = 'slow';
    this.#size = 1;
  }
}
