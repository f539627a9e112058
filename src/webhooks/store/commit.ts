import { type Data, isOperation, type Operation } from './data.ts';
import { PendingData } from './pending-data.ts';

/** A change that a caller waits for. */
export interface RequestedChange {
  /** Returns what to write; nothing for no change. */
  readonly plan: (current: PendingData) => readonly Operation[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface PlannedCommit {
  readonly operations: readonly Operation[];
  /** The changes that are part of it. */
  readonly members: readonly RequestedChange[];
}

/** Computes each change, after those before it. One that throws is rejected and left out. */
export function planCommit(data: Data, group: readonly RequestedChange[]): PlannedCommit {
  const pending = new PendingData(data);
  const operations: Operation[] = [];
  const members: RequestedChange[] = [];
  for (const waiting of group) {
    try {
      const planned = waiting.plan(pending);
      // What couldn't be read again would make the whole store unreadable.
      const wrong = planned.find((operation) => !isOperation(operation));
      if (wrong) throw new RangeError(`this change can't be stored: ${JSON.stringify(wrong).slice(0, 200)}`);
      for (const operation of planned) if (pending.add(operation)) operations.push(operation);
      members.push(waiting);
    } catch (error) {
      waiting.reject(error);
    }
  }
  return { operations: [...operations, ...pending.health()], members };
}
