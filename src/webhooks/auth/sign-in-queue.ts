import { availableParallelism } from 'node:os';

export interface QueueLimits {
  /** How many attempts run at a time. Default: 2 of the four threads that hashing shares with disk access; 1 on two cores. */
  readonly concurrency?: number;
  /** How many more may wait. Default: 64. */
  readonly maxWaiting?: number;
}

/** Who an attempt is from. */
export interface Place {
  /** Attempts of one lane run one after the other. Lanes take turns. */
  readonly lane: string;
  /** Known lanes get every second turn, and are never displaced by others. */
  readonly known: boolean;
  /** Whether the client has closed its connection: its turn is then skipped. */
  readonly isGone: () => boolean;
}

interface Waiting {
  readonly isGone: () => boolean;
  readonly start: () => Promise<void>;
  readonly refuse: () => void;
}

type Lanes = Map<string, Waiting[]>;

/** A bounded queue that is fair to lanes: in a full one, the lane that has most waiting gives way. */
export class SignInQueue {
  readonly #concurrency: number;
  readonly #maxWaiting: number;
  readonly #running = new Set<string>();
  /** In the order of their turns; none is empty. */
  readonly #known: Lanes = new Map();
  readonly #others: Lanes = new Map();
  #isTurnOfKnown = true;

  constructor({ concurrency, maxWaiting = 64 }: QueueLimits = {}) {
    this.#concurrency = concurrency ?? Math.max(1, Math.min(2, availableParallelism() - 1));
    this.#maxWaiting = maxWaiting;
  }

  /** @returns the attempt's result; undefined if it wasn't made, because the queue is full or the client is gone */
  run<T>({ lane, known, isGone }: Place, attempt: () => Promise<T>): Promise<T | undefined> {
    const lanes = known ? this.#known : this.#others;
    if (this.#waiting >= this.#maxWaiting && !this.#makeRoom(lanes, lane)) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const start = () => attempt().then(resolve, reject);
      const waiting = lanes.get(lane) ?? [];
      lanes.set(lane, waiting);
      waiting.push({ isGone, start, refuse: () => resolve(undefined) });
      this.#startNext();
    });
  }

  get #waiting(): number {
    let count = 0;
    for (const lanes of [this.#known, this.#others]) for (const waiting of lanes.values()) count += waiting.length;
    return count;
  }

  /** Removes who is gone, or else the last of the lane that has most waiting, if that is fairer. */
  #makeRoom(lanes: Lanes, lane: string): boolean {
    this.#removeGone();
    if (this.#waiting < this.#maxWaiting) return true;
    const longest = longestOf([this.#others, this.#known]);
    // Of two lanes that differ by one, displacing would only change who waits.
    const isFair = longest && longest.waiting.length >= (lanes.get(lane)?.length ?? 0) + 2;
    const victim = isFair ? longest : lanes === this.#known ? longestOf([this.#others]) : undefined;
    if (!victim) return false;
    victim.waiting.pop()?.refuse();
    if (victim.waiting.length === 0) victim.lanes.delete(victim.lane);
    return true;
  }

  #removeGone(): void {
    for (const lanes of [this.#known, this.#others]) {
      for (const [lane, waiting] of lanes) {
        const here = waiting.filter(({ isGone }) => !isGone());
        for (const gone of waiting.filter((one) => !here.includes(one))) gone.refuse();
        if (here.length > 0) lanes.set(lane, here);
        else lanes.delete(lane);
      }
    }
  }

  #startNext(): void {
    while (this.#running.size < this.#concurrency) {
      const [first, second] = this.#isTurnOfKnown ? [this.#known, this.#others] : [this.#others, this.#known];
      const next = this.#take(first) ?? this.#take(second);
      if (!next) return;
      const [lane, { isGone, start, refuse }] = next;
      if (isGone()) {
        refuse();
        continue;
      }
      this.#isTurnOfKnown = !this.#isTurnOfKnown;
      this.#running.add(lane);
      void start().finally(() => {
        this.#running.delete(lane);
        this.#startNext();
      });
    }
  }

  /** Takes the first of the next lane, which is then the last in turn. */
  #take(lanes: Lanes): [string, Waiting] | undefined {
    for (const [lane, waiting] of lanes) {
      if (this.#running.has(lane)) continue;
      const [first, ...rest] = waiting;
      lanes.delete(lane);
      if (rest.length > 0) lanes.set(lane, rest);
      return [lane, first as Waiting];
    }
    return undefined;
  }
}

function longestOf(groups: readonly Lanes[]) {
  return groups
    .flatMap((lanes) => [...lanes].map(([lane, waiting]) => ({ lanes, lane, waiting })))
    .reduce<{ lanes: Lanes; lane: string; waiting: Waiting[] } | undefined>(
      (longest, next) => (longest && longest.waiting.length >= next.waiting.length ? longest : next),
      undefined,
    );
}
