import { setTimeout as delay } from 'node:timers/promises';
import type { Operation } from '../../contract/document/operations.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import type { MadeRequest } from '../../instances/index.ts';
import { Coverage } from '../coverage/coverage.ts';
import type { CheckCode } from '../findings/codes.ts';
import type { Defect, DefectSubject } from '../findings/defect.ts';
import type { Evidence, EvidenceStep } from '../findings/evidence.ts';
import type { FindingCollector } from '../findings/finding-collector.ts';
import type { Client } from '../http/client.ts';
import type { Identity } from '../http/identity.ts';
import type { Case } from '../plan/case.ts';
import { testedValue } from '../plan/combination.ts';
import type { Exchange } from '../plan/exchange.ts';
import { placeOf } from '../plan/leaves.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { CaseResult } from './case-result.ts';
import { CaseSender } from './case-sender.ts';
import { Controls } from './controls.ts';
import { EntityTags } from './entity-tags.ts';
import { Patience } from './patience.ts';
import { RecordFiller } from './record-filler.ts';
import { Records } from './records.ts';
import { RunEnd, type RunTime } from './run-end.ts';
import { stepOf, stepsOf } from './steps.ts';

export interface SessionParts extends RunTime {
  readonly plan: Plan;
  readonly client: Client;
  readonly identity: Identity;
  readonly collector: FindingCollector;
  /** Whether the run may end early. */
  readonly isEnough?: (() => boolean) | undefined;
}

/** A run against one server: sends cases, checks the responses, and records the defects. */
export class Session {
  readonly parts: SessionParts;
  readonly records: Records;
  readonly patience: Patience;
  readonly end: RunEnd;
  readonly coverage: Coverage;
  readonly #sender: CaseSender;
  readonly #controls: Controls;
  readonly #filler: RecordFiller;

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.coverage = new Coverage(parts.plan);
    const execute = async (testCase: Case) => (await this.execute(testCase))?.exchange;
    this.patience = new Patience((ms) => delay(Math.min(ms, this.end.timeLeftMs)));
    this.records = new Records(parts.plan, execute, this.patience, (resource, accepted) => {
      const reason = '202: what it promises was not there in time, which may be never';
      this.coverage.skip(accepted, reason);
      for (const { id, operation } of resource.operations.values())
        if (id) this.coverage.open(parts.plan.tested(operation), reason);
    });
    this.end = new RunEnd(parts, () => this.records.hasDeletable);
    const filler = new RecordFiller(parts.plan, this.records, execute);
    const tags = new EntityTags(parts.plan, execute);
    const { records, coverage, end } = this;
    this.#sender = new CaseSender({ ...parts, records, coverage, filler, tags, end });
    this.#controls = new Controls(this.#sender, parts.plan);
    this.#filler = filler;
  }

  /** How many requests were sent. */
  get sent(): number {
    return this.#sender.sent;
  }

  /** Whether no more cases are sent: the time is over, the server is gone, or enough is known. */
  get isOver(): boolean {
    return this.#sender.isOver;
  }

  /** By operation, the last refusal of a valid request. */
  get refusals(): ReadonlyMap<string, Evidence> {
    return this.#sender.refusals;
  }

  /**
   * Sends a case, and records its defects, and whether it was exercised.
   * @returns undefined if it wasn't sent
   */
  async execute(testCase: Case): Promise<CaseResult | undefined> {
    const result = await this.send(testCase, (exchange, reason) => this.coverage.skip(exchange, reason));
    if (result) this.record(result);
    // Those may wait for what waits for this one.
    if (!testCase.isAwaited) for (const early of this.#controls.takeEarly()) await this.execute(early);
    return result;
  }

  /**
   * Sends a case, and again if the response may not be about it. The caller records its defects.
   * @param onSkip called if the case was not exercised
   * @returns undefined if it wasn't sent
   */
  async send(
    testCase: Case,
    onSkip: (exchange: Exchange, reason: string) => void = () => {},
  ): Promise<CaseResult | undefined> {
    const settled = await this.#controls.settle(testCase);
    if (!settled) return undefined;
    const { result, reason, first } = settled;
    if (first) this.recordOfResponse(first);
    const { exchange } = result;
    if (!exchange || reason === undefined) {
      if (exchange) this.coverage.exercise(exchange);
      return result;
    }
    onSkip(exchange, reason);
    // With the same credentials, a request was accepted before.
    const isPermitted = this.coverage.hasSucceeded(testCase.operation) && testCase.operation.responses.declares(403);
    const isOther = ({ code }: Defect) => code !== 'credentials-refused' || !isPermitted;
    return exchange.received.status === 403 ? { ...result, defects: result.defects.filter(isOther) } : result;
  }

  /** Sends a case once, whatever the response is about. The caller records its defects. @returns undefined if it wasn't sent */
  async sendOnce(testCase: Case): Promise<CaseResult | undefined> {
    const result = await this.#sender.sendOnce(testCase, this.#controls.freshnessOf(testCase));
    if (result?.exchange) this.coverage.exercise(result.exchange);
    return result;
  }

  /** What else may have to be done with records before something is done with them. */
  get controls(): Pick<Controls, 'earlierThan' | 'choicesBefore' | 'noteEarlier'> {
    return this.#controls;
  }

  /** A new record with which something was done. */
  async freshAfter(earlier: readonly Operation[], resource: Resource): Promise<TestRecord | undefined> {
    const record = await this.records.fresh(resource);
    if (record) await this.#filler.prepare(record, earlier);
    return record;
  }

  /** Whether another request may not have the value that a case tests in the body, as it has to be unique. */
  mayBeTaken(testCase: Case): boolean {
    const place = placeOf((testCase.location ?? '').slice('body'.length));
    return this.#controls.freshnessOf(testCase).isVaried?.(place, testedValue(testCase)) === true;
  }

  /** Records the defects of a response that it has whether the request was rightly refused or not. */
  recordOfResponse(result: CaseResult): void {
    this.record({ ...result, defects: result.defects.filter(isOfResponse) }, result.defects);
  }

  /** @param among all defects of the response, also those that are not recorded */
  record({ exchange, defects, evidence }: CaseResult, among: readonly Defect[] = defects): void {
    if (exchange?.case.expectation.kind === 'accepted') this.#noteValid(exchange, evidence, defects);
    for (const defect of defects) this.parts.collector.add(defect, evidence, among);
  }

  #noteValid(exchange: Exchange, evidence: Evidence, defects: readonly Defect[]): void {
    const { received, hasRecord, hasRealCredentials } = exchange;
    const { operation, parts } = exchange.case;
    const valid = {
      evidence,
      received,
      body: parts.body,
      baseBody: operation.base?.body,
      hasRecord,
      hasRealCredentials,
    };
    this.parts.collector.refusals.note(
      valid,
      defects.some(({ code }) => code === 'valid-refused'),
    );
  }

  /**
   * Records a defect that only a sequence of exchanges can show.
   * @param exchange the one that shows it, such as a read
   * @param before what led to it, in order: the last one is at fault, such as the PATCH that was then read. The requests
   * that created the record are put before these.
   */
  report(
    code: CheckCode,
    message: string,
    pointer: string,
    exchange: Exchange,
    before: readonly Exchange[] = [],
    about?: DefectSubject,
  ): void {
    const steps = new Map<MadeRequest, EvidenceStep>();
    for (const step of [...before, exchange].flatMap(stepsOf))
      if (step.created || !steps.has(step.request)) steps.set(step.request, step);
    steps.delete(exchange.request);
    const created =
      isOfCreate(code) && about?.extent !== 'record' ? exchange.record?.steps.at(-1)?.operationId : undefined;
    const cause = before.at(-1)?.case.operation.id ?? created;
    const evidence = { ...stepOf(exchange), before: [...steps.values()], cause };
    this.parts.collector.add({ code, message, pointer, about }, evidence);
  }
}

/** Whether a defect is one of the response itself, and not that the request was refused. */
function isOfResponse({ code }: Defect): boolean {
  return code !== 'valid-refused' && code !== 'example-status' && code !== 'credentials-refused';
}

/** Whether the create is at fault, if nothing else was sent. */
function isOfCreate(code: CheckCode): boolean {
  return ['not-created', 'wrong-location', 'not-read-back', 'default-not-applied', 'normalised'].includes(code);
}
