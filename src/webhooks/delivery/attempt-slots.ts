import type { Responsiveness } from './endpoint-window.ts';

/** A slot for one attempt, by its kinds, as bits. */
export type Slot = number;

/** Kinds of attempts, as bits of a {@link Slot}, and which part of all slots each may take at most. */
const kinds = [
  /** At an endpoint that doesn't respond, or not promptly. */
  { bit: 1, part: 1 / 2 },
  /** At an endpoint that hasn't responded promptly yet. */
  { bit: 2, part: 3 / 4 },
  /** At an endpoint that has {@link shareOfEndpoint} others. */
  { bit: 4, part: 1 / 2 },
  /** Not the first one of its delivery. */
  { bit: 8, part: 3 / 4 },
] as const;
const [{ bit: slow }, { bit: unproven }, { bit: extra }, { bit: retry }] = kinds;

const shareOfEndpoint = 2;

const bitsOf: Readonly<Record<Responsiveness, Slot>> = { prompt: 0, unknown: unproven, slow: slow | unproven };

/** Who has to wait for a slot. */
export interface SlotWaiter {
  /** Called when there may be one. */
  resume(): void;
}

/** What an endpoint wants slots for. */
export interface SlotRequest {
  readonly responsiveness: Responsiveness;
  /** How many attempts it has at the moment. */
  readonly running: number;
  readonly limit: number;
}

/**
 * The slots of all attempts. Parts of them are kept for endpoints that respond promptly, for those with few attempts at a
 * time, and for first attempts, so that whatever endpoints do, others have slots left. Of those who wait, the one that has
 * waited longest is next, unless its kind has all that it may take.
 */
export class AttemptSlots {
  readonly #size: number;
  readonly #limits: readonly { readonly bit: number; readonly limit: number }[];
  readonly #used = new Map<number, number>(kinds.map(({ bit }) => [bit, 0]));
  #taken = 0;
  /** By the kind of slot that they wait for, the first one first. The number says who came earlier. */
  readonly #waiting = new Map<Slot, Map<SlotWaiter, number>>();
  #lastNumber = 0;
  #emptied: (() => void) | undefined;

  constructor(size: number) {
    this.#size = size;
    this.#limits = kinds.map(({ bit, part }) => ({ bit, limit: Math.max(1, Math.floor(size * part)) }));
  }

  /** Takes as many slots as there are, up to the limit. */
  take({ responsiveness, running, limit }: SlotRequest): Slot[] {
    const slots: Slot[] = [];
    for (let count = running; count < running + limit; count++) {
      const slot = bitsOf[responsiveness] | (count < shareOfEndpoint ? 0 : extra);
      if (this.#taken >= this.#size || !this.#hasRoom(slot)) break;
      this.#taken++;
      this.#count(slot, 1);
      slots.push(slot);
    }
    return slots;
  }

  /** Lets slots be used for retries. @returns how many of them */
  takeRetries(limit: number): number {
    let count = 0;
    for (; count < limit && this.#hasRoom(retry); count++) this.#count(retry, 1);
    return count;
  }

  release(slots: readonly Slot[], retries: number): void {
    for (const slot of slots) this.#count(slot, -1);
    this.#taken -= slots.length;
    for (let count = 0; count < retries; count++) this.#count(retry, -1);
    this.#resumeWaiting();
    if (this.#taken === 0) this.#emptied?.();
  }

  /** Resolves when no slot is taken. */
  async whenEmpty(): Promise<void> {
    if (this.#taken === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
  }

  /** Resumes the waiter when there may be a slot such as {@link take} refused. */
  wait(waiter: SlotWaiter, { responsiveness, running }: Omit<SlotRequest, 'limit'>, isRetry: boolean): void {
    this.leave(waiter);
    const slot = bitsOf[responsiveness] | (running < shareOfEndpoint ? 0 : extra) | (isRetry ? retry : 0);
    const waiting = this.#waiting.get(slot) ?? new Map<SlotWaiter, number>();
    this.#waiting.set(slot, waiting.set(waiter, ++this.#lastNumber));
  }

  leave(waiter: SlotWaiter): void {
    for (const waiting of this.#waiting.values()) waiting.delete(waiter);
  }

  #hasRoom(slot: Slot): boolean {
    for (const { bit, limit } of this.#limits)
      if ((slot & bit) !== 0 && (this.#used.get(bit) as number) >= limit) return false;
    return true;
  }

  #count(slot: Slot, change: 1 | -1): void {
    for (const { bit } of kinds) if ((slot & bit) !== 0) this.#used.set(bit, (this.#used.get(bit) as number) + change);
  }

  #resumeWaiting(): void {
    while (this.#taken < this.#size) {
      const next = this.#longestWaiting();
      if (!next) return;
      this.leave(next);
      next.resume();
    }
  }

  #longestWaiting(): SlotWaiter | undefined {
    let first: [SlotWaiter, number] | undefined;
    for (const [slot, waiting] of this.#waiting) {
      const [next] = waiting;
      if (next && this.#hasRoom(slot) && next[1] < (first?.[1] ?? Number.POSITIVE_INFINITY)) first = next;
    }
    return first?.[0];
  }
}
