/** How long a response takes at most of an endpoint that counts as prompt, in milliseconds. */
const promptMs = 1000;

const startSize = 2;

/** After the first attempt without a response; it doubles with each. */
const minPauseMs = 100;
const maxPauseMs = 5000;

/** `unknown`: there was no attempt yet. `slow`: the last one took long, or had no response. */
export type Responsiveness = 'unknown' | 'prompt' | 'slow';

/**
 * How many attempts an endpoint may have at a time: few at first, more with each response while they don't suffice, and one
 * when it doesn't respond, with pauses: otherwise all that waits for an endpoint that refuses would be tried in no time.
 */
export class EndpointWindow {
  readonly #maxSize: number;
  readonly #maxPauseMs: number;
  #size: number;
  #responsiveness: Responsiveness = 'unknown';
  #failures = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  /** @param minRetryMs the shortest wait for a retry: a pause is never longer, so that no retry is late because of it */
  constructor(maxSize: number, minRetryMs: number) {
    this.#maxSize = maxSize;
    this.#maxPauseMs = Math.min(maxPauseMs, minRetryMs);
    this.#size = Math.min(startSize, maxSize);
  }

  get size(): number {
    return this.#size;
  }

  get responsiveness(): Responsiveness {
    return this.#responsiveness;
  }

  /** On the monotonic clock, in milliseconds. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** @param running how many attempts there were at the time, this one included */
  responded(durationMs: number, running: number): void {
    this.#responsiveness = durationMs <= promptMs ? 'prompt' : 'slow';
    this.#failures = 0;
    this.#pausedUntil = Number.NEGATIVE_INFINITY;
    // An endpoint that doesn't need its window hasn't shown that it can bear a larger one.
    if (running >= this.#size) this.#size = Math.min(this.#size + 1, this.#maxSize);
  }

  /** @param nowMs on the monotonic clock */
  failedToRespond(nowMs: number): void {
    this.#responsiveness = 'slow';
    this.#size = 1;
    // Those that were sent before the pause began say nothing new.
    if (nowMs < this.#pausedUntil) return;
    this.#pausedUntil = nowMs + Math.min(minPauseMs * 2 ** this.#failures++, this.#maxPauseMs);
  }
}
