import type { Resource } from '../../contract/resource/resources.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { CaseRunner } from '../run/run-all.ts';
import type { Session } from '../run/session.ts';
import type { FieldDifference } from './record-view.ts';
import { ResourceRun } from './resource-run.ts';

/** How many records of a resource are read back. */
const maxReadBacks = 150;

/**
 * Sends cases, and reads the records that were created with a value at an edge: this shows values that are truncated,
 * rounded, or stored in a character set that lacks their script.
 */
export function readingBack(session: Session): CaseRunner {
  return new ReadingBack(session);
}

/** A record with a value at an edge that was read back. */
interface ReadBack {
  readonly run: ResourceRun;
  readonly exchange: Exchange;
  readonly differences: readonly FieldDifference[];
}

class ReadingBack implements CaseRunner {
  readonly #session: Session;
  readonly #remaining = new Map<Resource, number>();
  // Each one keeps prepared operations in memory, which are large in a large contract.
  #last: ResourceRun | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  get isOver(): boolean {
    return this.#session.isOver;
  }

  async execute(testCase: Case): Promise<void> {
    if (testCase.combined) return this.#executeCombined(testCase, testCase.combined);
    const { location, expectation } = testCase;
    const isEdge = expectation.kind === 'accepted' && location?.startsWith('body') === true;
    // Nothing else is written to a record that is put for this.
    const own = isEdge ? this.#session.records.asNew(testCase) : undefined;
    const result = await this.#session.execute(own ?? testCase);
    if (!result?.exchange || !isEdge || !(own || isCreate(testCase))) return;
    const read = await this.#readBack(result.exchange);
    if (read) read.run.report('not-read-back', 'reads', read.differences, read.exchange, result.exchange);
  }

  /** What is wrong with several values is reported of each one. */
  async #executeCombined(testCase: Case, combined: readonly Case[]): Promise<void> {
    const own = this.#session.records.asNew(testCase);
    const result = await this.#session.sendOnce(own ?? testCase);
    if (result?.exchange && result.exchange.received.status < 300 && result.defects.length === 0) {
      const read = own || isCreate(testCase) ? await this.#readBack(result.exchange) : undefined;
      if (!read || read.differences.length === 0) return;
    }
    for (const one of combined) if (!this.isOver) await this.execute(one);
    if (result) this.#session.recordOfResponse(result);
  }

  /** @returns undefined if the record can't be read, or isn't any more, as enough were */
  async #readBack(exchange: Exchange): Promise<ReadBack | undefined> {
    const { operation, parts } = exchange.case;
    const resource = operation.part?.resource as Resource;
    const run = this.#last?.resource === resource ? this.#last : new ResourceRun(this.#session, resource);
    this.#last = run;
    const { view } = run;
    const count = this.#remaining.get(resource) ?? maxReadBacks;
    this.#remaining.set(resource, count - 1);
    if (!view || count <= 0) return undefined;
    const isPut = operation.part?.action === 'replace';
    const { records } = this.#session;
    const noted = isPut ? records.notePut(exchange, resource) : records.noteCreated(exchange);
    const record = noted ?? (await records.awaitPromised(exchange));
    // Several of these requests have the same id if the client chooses it.
    const isChosen = (id: unknown) => !isPut && Object.values((parts.body ?? {}) as object).includes(id);
    if (!record || isChosen(record.id)) return undefined;
    const read = await run.read(record, 'reads the record that was just created with a value at an edge');
    if (!read) return undefined;
    const differences = view.compare(read.fields, view.fieldsSentBy(operation, record.sent));
    return { run, exchange: read.exchange, differences };
  }
}

function isCreate({ operation }: Case): boolean {
  return operation.part?.action === 'create';
}
