import type { Resource } from '../../contract/resource/resources.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { CaseRunner } from '../run/run-all.ts';
import type { Session } from '../run/session.ts';
import { ResourceRun } from './resource-run.ts';

/** How many records of a resource are read back. */
const maxReadBacks = 150;

/**
 * Sends cases, and reads the records that were created with a value at an edge: this shows values that are truncated,
 * rounded, or stored in a character set that lacks their script.
 */
export function readingBack(session: Session): CaseRunner {
  const remaining = new Map<Resource, number>();
  // Each one keeps prepared operations in memory, which are large in a large contract.
  let last: ResourceRun | undefined;
  const readBack = async (exchange: Exchange): Promise<void> => {
    const { operation, location, expectation } = exchange.case;
    const { part } = operation;
    if (part?.action !== 'create' || expectation.kind !== 'accepted' || !location?.startsWith('body')) return;
    const run = last?.resource === part.resource ? last : new ResourceRun(session, part.resource);
    last = run;
    const { view } = run;
    const count = remaining.get(part.resource) ?? maxReadBacks;
    const record = view && count > 0 ? session.records.noteCreated(exchange) : undefined;
    remaining.set(part.resource, count - 1);
    // Several of these requests have the same id if the client chooses it.
    const isChosen = (id: unknown) => Object.values((exchange.case.parts.body ?? {}) as object).includes(id);
    if (!view || !record || isChosen(record.id)) return;
    const read = await run.read(record, 'reads the record that was just created with a value at an edge');
    if (!read) return;
    const differences = view.compare(read.fields, view.fieldsSentBy(operation, record.sent));
    run.report('not-read-back', 'reads', differences, read.exchange, exchange);
  };
  return {
    get isOver() {
      return session.isOver;
    },
    execute: async (testCase: Case) => {
      const result = await session.execute(testCase);
      if (result?.exchange) await readBack(result.exchange);
    },
  };
}
