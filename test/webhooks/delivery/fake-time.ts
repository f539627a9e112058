import type { Clock } from '../../../src/webhooks/delivery/delivery.ts';
import type { Timer } from '../../../src/webhooks/delivery/timer.ts';

/** A clock that goes on when a test says so, with timers. */
export class FakeTime implements Clock {
  #ms = 0;
  #offsetMs = Date.parse('2025-06-01T12:00:00Z');
  readonly #timers = new Map<() => void, number>();

  now(): Date {
    return new Date(this.#offsetMs + this.#ms);
  }

  monotonicMs(): number {
    return this.#ms;
  }

  /** Sets the time of day, and nothing else. */
  jump(ms: number): void {
    this.#offsetMs += ms;
  }

  readonly timer: Timer = (run, ms) => {
    const timer = () => run();
    this.#timers.set(timer, this.#ms + ms);
    return () => this.#timers.delete(timer);
  };

  get timers(): number {
    return this.#timers.size;
  }

  /** Lets time pass, step by step from one timer to the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#ms + ms;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].sort(([, a], [, b]) => a - b);
      if (!next || next[1] > end) break;
      this.#timers.delete(next[0]);
      this.#ms = Math.max(this.#ms, next[1]);
      next[0]();
    }
    this.#ms = end;
  }
}

/** Waits until all that needs no timer has happened. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
