import type { Resource } from '../../contract/resource/resources.ts';
import type { Case, Exchange } from '../plan/case.ts';
import type { Runner } from '../run/run-all.ts';
import type { Session } from '../run/session.ts';
import { ResourceRun } from './resource-run.ts';

/** How many records of a resource are read back. */
const most = 150;

/**
 * Sends cases, and reads back the records that creates have made with each value at its edges: what is cut, rounded or
 * loses its script shows.
 */
export function readingBack(session: Session): Runner {
  const left = new Map<Resource, number>();
  // Of a large contract, each has much that is made ready: only the one that is in use is kept.
  let last: ResourceRun | undefined;
  const readBack = async (exchange: Exchange): Promise<void> => {
    const { operation, at, expectation } = exchange.case;
    const { part } = operation;
    if (part?.action !== 'create' || expectation.kind !== 'accepted' || !at?.startsWith('body')) return;
    const run = last?.resource === part.resource ? last : new ResourceRun(session, part.resource);
    last = run;
    const { view } = run;
    const count = left.get(part.resource) ?? most;
    const record = view && count > 0 ? session.records.noteCreated(exchange) : undefined;
    left.set(part.resource, count - 1);
    // An id that the client chooses is the same for many of these.
    const isChosen = (id: unknown) => Object.values((exchange.case.parts.body ?? {}) as object).includes(id);
    if (!view || !record || isChosen(record.id)) return;
    const read = await run.read(record, 'reads what was just created with a value at an edge');
    if (!read) return;
    const differences = view.compare(read.fields, view.fieldsSentBy(operation, record.sent));
    run.tell('not-read-back', 'reads', differences, read.exchange);
  };
  return {
    get isOver() {
      return session.isOver;
    },
    run: async (made: Case) => {
      const exchange = await session.run(made);
      if (exchange) await readBack(exchange);
    },
  };
}
