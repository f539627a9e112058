import { decodePercent } from '../../contract/document/json-pointer.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import type { CreatedRecord } from '../findings/evidence.ts';
import { retryAfterOf } from '../http/retry-after.ts';
import type { Exchange } from '../plan/exchange.ts';
import { leavesOf } from '../plan/leaves.ts';
import { recordSegmentsIn } from '../plan/path-shape.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Patience } from './patience.ts';
import { createdInBody } from './place-id.ts';

/** The id of the record that a 202 promises: of a `Location` that is a record's, else in the body. */
export function promisedIn(exchange: Exchange, resource: Resource, create: TestedOperation): CreatedRecord | undefined {
  const { location } = exchange.received.headers;
  const path = typeof location === 'string' ? URL.parse(location, 'http://localhost')?.pathname : undefined;
  // It may also lead to what shows the progress.
  const last = path && recordSegmentsIn(path.replace(/\/$/, ''), resource)?.at(-1);
  return last ? { id: decodePercent(last), bodyPointer: undefined } : createdInBody(exchange, resource, create);
}

/** Waits for the records that 202 has promised. */
export class PromisedRecords {
  readonly #patience: Patience;
  readonly #onBroken: (resource: Resource, accepted: Exchange) => void;
  /** Resources whose records were never there. */
  readonly #broken = new Set<Resource>();
  /** Of a resource, the values that weren't read, however long it was waited for. */
  readonly #unread = new Map<Resource, Set<string>>();

  /** @param onBroken called once for a resource whose records aren't there */
  constructor(patience: Patience, onBroken: (resource: Resource, accepted: Exchange) => void) {
    this.#patience = patience;
    this.#onBroken = onBroken;
  }

  /**
   * Whether a record is there: what is read has what was sent. An id may be that of something else, such as a job.
   * @param accepted the 202
   */
  async isThere(resource: Resource, accepted: Exchange, read: () => Promise<Exchange | undefined>): Promise<boolean> {
    if (this.#broken.has(resource)) return false;
    const unread = this.#unread.get(resource) ?? new Set();
    const leaves = leavesOf(accepted.case.parts.body).filter(({ place }) => !unread.has(place));
    const missingIn = ({ received: { status }, body }: Exchange) => {
      const shown = new Set(status < 300 && status !== 202 ? leavesOf(body).map(({ value }) => String(value)) : []);
      return leaves.filter(({ value }) => !shown.has(String(value)));
    };
    const first = retryAfterOf(accepted.received);
    const { value, isDone } = await this.#patience.until(
      read,
      (one) => isRead(one) && missingIn(one).length === 0,
      first,
    );
    if (isDone) return true;
    const missing = value && isRead(value) ? missingIn(value) : leaves;
    if (value === undefined || !isRead(value) || missing.length === leaves.length) {
      if (!this.#broken.has(resource)) this.#onBroken(resource, accepted);
      this.#broken.add(resource);
      return false;
    }
    this.#unread.set(resource, new Set([...unread, ...missing.map(({ place }) => place)]));
    return true;
  }
}

function isRead({ received: { status } }: Exchange): boolean {
  return status < 300 && status !== 202;
}
