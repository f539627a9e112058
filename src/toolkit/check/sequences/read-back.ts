import type { Resource } from '../../contract/resources.ts';
import type { Case, Exchange } from '../case.ts';
import type { Runner } from '../run-all.ts';
import type { Session } from '../session.ts';
import { ResourceRun } from './resource-run.ts';

/** How many records of a resource are read back. */
const most = 150;

/**
 * Sends cases, and reads back the records that creates have made with each value at its edges: what is cut, rounded or
 * loses its script shows.
 */
export function readingBack(session: Session): Runner {
  const runs = new Map<Resource, { run: ResourceRun; left: number }>();
  const readBack = async (exchange: Exchange): Promise<void> => {
    const { operation, at, expectation } = exchange.case;
    const { part } = operation;
    if (part?.action !== 'create' || expectation.kind !== 'accepted' || !at?.startsWith('body')) return;
    const known = runs.get(part.resource) ?? { run: new ResourceRun(session, part.resource), left: most };
    runs.set(part.resource, known);
    const { view } = known.run;
    // An id that the client chooses is the same for many of these.
    const isChosen = (id: unknown) => Object.values((exchange.case.parts.body ?? {}) as object).includes(id);
    const record = view && known.left-- > 0 ? session.records.noteCreated(exchange) : undefined;
    const read =
      record &&
      !isChosen(record.id) &&
      (await known.run.read(record, 'reads what was just created with a value at an edge'));
    if (!view || !record || !read) return;
    const differences = view.compare(read.fields, view.fieldsSentBy(operation, record.sent));
    known.run.tell('not-read-back', 'reads', differences, read.exchange);
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
