import { isObject } from '../../contract/document/is-object.ts';
import { pointerTokens } from '../../contract/document/json-pointer.ts';
import { findIdProperty, type Resource } from '../../contract/resource/resources.ts';
import type { Case } from '../plan/case.ts';
import { combinationOf } from '../plan/combination.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { CaseResult } from '../run/case-result.ts';
import type { CaseRunner } from '../run/run-all.ts';
import type { Session } from '../run/session.ts';
import { innerDefaultsLacking } from './inner-defaults.ts';
import type { FieldDifference } from './record-view.ts';
import { ResourceRun } from './resource-run.ts';

/** How many records of a resource are read back. */
const maxReadBacks = 150;

/** A record with a value at an edge that was read back. */
interface ReadBack {
  readonly run: ResourceRun;
  readonly created: Exchange;
  readonly exchange: Exchange;
  readonly differences: readonly FieldDifference[];
  /** Where it lacks a default of the contract. */
  readonly defaults: readonly FieldDifference[];
}

interface SentCombined {
  readonly result?: CaseResult | undefined;
  readonly isFine?: boolean;
  readonly read?: ReadBack;
}

/**
 * Sends cases, each once, and reads the records that were created with a value at an edge: this shows values that are truncated,
 * rounded, or stored in a character set that lacks their script.
 */
export class ReadingBack implements CaseRunner {
  readonly #session: Session;
  readonly #remaining = new Map<Resource, number>();
  // Each one keeps prepared operations in memory, which are large in a large contract.
  #last: ResourceRun | undefined;
  readonly #sentAlone = new WeakMap<Case, Promise<boolean>>();

  constructor(session: Session) {
    this.#session = session;
  }

  get isOver(): boolean {
    return this.#session.isOver;
  }

  async execute(testCase: Case): Promise<void> {
    if (testCase.combined) await this.#executeCombined(testCase, testCase.combined);
    else await this.#executeOnce(testCase);
  }

  /** Sends a case on its own, once. @returns whether the server has done what it asks for, right or wrong */
  #executeOnce(testCase: Case): Promise<boolean> {
    const sent = this.#sentAlone.get(testCase) ?? this.#executeAlone(testCase);
    this.#sentAlone.set(testCase, sent);
    return sent;
  }

  async #executeAlone(testCase: Case): Promise<boolean> {
    const { location, expectation } = testCase;
    const isEdge = expectation.kind === 'accepted' && location?.startsWith('body') === true;
    // Nothing else is written to a record that is put for this.
    const own = isEdge ? this.#session.records.asNew(testCase) : undefined;
    const exchange = (await this.#session.execute(own ?? testCase))?.exchange;
    if (!exchange) return false;
    const read = isEdge && (own || isCreate(testCase)) ? await this.#readBack(exchange) : undefined;
    if (typeof read === 'object') report(read, read.differences, read.defaults);
    return typeof read === 'object' || (exchange.received.status < 300 && exchange.received.status !== 202);
  }

  /** What is wrong with several values is reported of each one. */
  async #executeCombined(testCase: Case, combined: readonly Case[]): Promise<void> {
    const left = combined.filter((one) => !this.#sentAlone.has(one));
    const shared = left.filter((one) => !this.#session.mayBeTaken(one));
    const joined = shared.length === combined.length ? testCase : combinationOf(shared);
    const { result, isFine, read } = joined ? await this.#sendCombined(joined) : {};
    const unknown: Case[] = [];
    for (const one of isFine ? left.filter((one) => !shared.includes(one)) : left)
      if (!this.isOver && !(await this.#executeOnce(one))) unknown.push(one);
    if (result) this.#session.recordOfResponse(result);
    // A value may be taken by now, by the record that was read.
    const isOfUnknown = ({ property }: FieldDifference) =>
      unknown.some(({ location }) => pointerTokens(location as string).includes(property));
    if (read) report(read, read.differences.filter(isOfUnknown));
  }

  /** @returns whether nothing is wrong, and the record that was read */
  async #sendCombined(testCase: Case): Promise<SentCombined> {
    const own = this.#session.records.asNew(testCase);
    const result = await this.#session.sendOnce(own ?? testCase);
    const { exchange, defects = [] } = result ?? {};
    if (!exchange || exchange.received.status >= 300 || defects.length > 0) return { result, isFine: false };
    const read = own || isCreate(testCase) ? await this.#readBack(exchange) : undefined;
    if (typeof read !== 'object') return { result, isFine: read === undefined };
    return { result, isFine: read.differences.length === 0, read };
  }

  /** @returns undefined if the contract has no way to read the record, or enough were read */
  async #readBack(exchange: Exchange): Promise<ReadBack | 'failed' | undefined> {
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
    if (!record || (!isPut && isChosen(record, parts.body))) return undefined;
    const read = await run.read(record, 'reads the record that was just created with a value at an edge');
    if (!read) return 'failed';
    const differences = view.compare(read.fields, view.fieldsSentBy(operation, record.sent));
    const defaults = innerDefaultsLacking(view, operation, record.sent, read.fields);
    return { run, created: exchange, exchange: read.exchange, differences, defaults };
  }
}

function report(
  { run, exchange, created }: ReadBack,
  differences: readonly FieldDifference[],
  defaults: readonly FieldDifference[] = [],
): void {
  run.report('not-read-back', 'reads', differences, exchange, created);
  run.report('default-not-applied', 'reads', defaults, exchange, created);
}

/** Whether the body says the id of the record that it makes. A number of it may be the same as one that the server chose. */
function isChosen({ id, resource }: TestRecord, body: unknown): boolean {
  if (!isObject(body)) return false;
  if (typeof id !== 'number') return Object.values(body).includes(id);
  const name = findIdProperty(resource, Object.keys(body));
  return name !== undefined && body[name] === id;
}

function isCreate({ operation }: Case): boolean {
  return operation.part?.action === 'create';
}
