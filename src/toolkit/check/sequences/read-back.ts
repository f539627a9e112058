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
    const { operation, parts } = exchange.case;
    const resource = operation.part?.resource as Resource;
    const run = last?.resource === resource ? last : new ResourceRun(session, resource);
    last = run;
    const { view } = run;
    const count = remaining.get(resource) ?? maxReadBacks;
    remaining.set(resource, count - 1);
    if (!view || count <= 0) return;
    const isPut = operation.part?.action === 'replace';
    const { records } = session;
    const noted = isPut ? records.notePut(exchange, resource) : records.noteCreated(exchange);
    const record = noted ?? (await records.awaitPromised(exchange));
    // Several of these requests have the same id if the client chooses it.
    const isChosen = (id: unknown) => !isPut && Object.values((parts.body ?? {}) as object).includes(id);
    if (!record || isChosen(record.id)) return;
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
      const { operation, location, expectation } = testCase;
      const isEdge = expectation.kind === 'accepted' && location?.startsWith('body') === true;
      // Nothing else is written to a record that is put for this.
      const own = isEdge ? session.records.asNew(testCase) : undefined;
      const result = await session.execute(own ?? testCase);
      if (result?.exchange && isEdge && (own || operation.part?.action === 'create')) await readBack(result.exchange);
    },
  };
}
