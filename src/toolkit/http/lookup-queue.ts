/** How many calls are started before others have to wait. */
interface QueueLimits {
  readonly maxAtOnce: number;
  /** A call that takes longer goes on, and the next one starts. Default: none starts before one has ended. */
  readonly slotMs?: number;
}

/** Starts few calls at a time, in their order. */
export function queueCalls<T>(call: (hostname: string) => Promise<T>, { maxAtOnce, slotMs }: QueueLimits) {
  const waiting: (() => void)[] = [];
  let free = maxAtOnce;
  return async (hostname: string): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      // Who waits takes the place over.
      const next = waiting.shift();
      if (next) next();
      else free++;
    };
    const timer = slotMs === undefined ? undefined : setTimeout(release, slotMs);
    return call(hostname).finally(() => {
      clearTimeout(timer);
      release();
    });
  };
}

/** Calls for one name at the same time are one. */
export function shareCalls<T>(call: (hostname: string) => Promise<T>) {
  const running = new Map<string, Promise<T>>();
  return (hostname: string): Promise<T> => {
    const started = running.get(hostname) ?? call(hostname).finally(() => running.delete(hostname));
    running.set(hostname, started);
    return started;
  };
}
