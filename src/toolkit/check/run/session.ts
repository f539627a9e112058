import { setTimeout as delay } from 'node:timers/promises';
import type { MadeRequest, RequestParts } from '../../instances/index.ts';
import { Coverage } from '../coverage/coverage.ts';
import type { CheckCode } from '../findings/codes.ts';
import type { Defect, DefectSubject } from '../findings/defect.ts';
import type { Evidence, EvidenceStep, TestedValue } from '../findings/evidence.ts';
import type { FindingCollector } from '../findings/finding-collector.ts';
import type { Client } from '../http/client.ts';
import type { Identity } from '../http/identity.ts';
import { readBody } from '../http/read-body.ts';
import { type ReceivedResponse, TransportError } from '../http/response-collector.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { Freshness } from './attempts.ts';
import type { CaseResult } from './case-result.ts';
import { Controls } from './controls.ts';
import { judge } from './judge.ts';
import { Patience } from './patience.ts';
import { RecordFiller } from './record-filler.ts';
import { Records } from './records.ts';
import { RunEnd, type RunTime } from './run-end.ts';
import { stepOf, stepsOf } from './steps.ts';
import { Transport } from './transport.ts';
import { varyCase } from './vary-case.ts';

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
  readonly #controls = new Controls(this);
  readonly #filler: RecordFiller;
  readonly #transport: Transport;
  /** By operation, the last refusal of a valid request. */
  readonly refusals = new Map<string, Evidence>();

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
    this.#filler = new RecordFiller(parts.plan, this.records, execute);
    this.end = new RunEnd(parts, () => this.records.hasDeletable);
    this.#transport = new Transport(parts.client, this.end);
  }

  /** How many requests were sent. */
  get sent(): number {
    return this.#transport.sent;
  }

  /** Whether no more cases are sent: the time is over, the server is gone, or enough is known. */
  get isOver(): boolean {
    return this.#transport.isGone || this.end.timeLeftMs === 0 || this.parts.isEnough?.() === true;
  }

  #isOverFor({ isCleanUp }: Case): boolean {
    return isCleanUp ? this.#transport.isGone || this.end.cleanUpLeftMs === 0 : this.isOver;
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
    if (first) this.record({ ...first, defects: first.defects.filter(isOfResponse) }, first.defects);
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

  /** Sends a case. @returns undefined if it wasn't sent */
  async sendOnce(testCase: Case, freshness: Freshness): Promise<CaseResult | undefined> {
    const { identity } = this.parts;
    const { operation } = testCase;
    if (this.#isOverFor(testCase) || this.#transport.isGivenUp(operation)) return undefined;
    const filled = await this.#filler.fill(testCase, freshness);
    const { shared } = filled;
    const parts = varyCase(this.parts.plan, testCase, filled.parts, freshness, () => this.records.nextSerial());
    if (operation.part?.action === 'delete' && filled.record) this.records.created.noteDeleting(filled.record);
    let request = this.#write(testCase, parts);
    let received = testCase.received ?? (await this.#transport.send(request, testCase.isCleanUp));
    // The token may have expired, or a request may have revoked it.
    const asksForCredentials = operation.operation.security.some((requirement) => Object.keys(requirement).length > 0);
    if (
      asksForCredentials &&
      isUnauthorized(received) &&
      testCase.expectation.kind !== 'unauthorized' &&
      (await identity.renew())
    ) {
      request = this.#write(testCase, parts);
      received = await this.#transport.send(request, testCase.isCleanUp);
    }
    if (received instanceof TransportError) {
      // A request that the end of the run has cut off shows nothing.
      if (received.reason === 'unsendable' || this.#isOverFor(testCase)) return undefined;
      const evidence = { operationId: operation.id, request, received: undefined, before: filled.record?.steps };
      const defects = await this.#transport.judge(operation, received, () => this.isOver);
      return { exchange: undefined, defects, evidence, shared };
    }
    const evidence = {
      operationId: operation.id,
      request,
      received,
      before: filled.record?.steps,
      tested: testedBy(testCase),
    };
    const isGone =
      (filled.record && this.records.created.mayBeGone(filled.record)) ||
      (received.status === 404 && (await this.#filler.mayBeGone(filled, testCase)));
    const exchange: Exchange = {
      case: { ...testCase, parts },
      request,
      received,
      ...readBody(received),
      hasRecord: filled.hasRecord && !isGone,
      namesUnknown: filled.namesUnknown,
      record: filled.record,
      hasRealCredentials: identity.hasRealCredentials(operation.operation),
    };
    this.coverage.add(exchange);
    if (received.status >= 300 && testCase.expectation.kind === 'accepted') this.refusals.set(operation.id, evidence);
    this.#note(exchange, filled.record);
    return { exchange, defects: judge(exchange), evidence, shared };
  }

  #write({ operation, credentials, change }: Case, parts: RequestParts): MadeRequest {
    const written = operation.maker.write(parts, credentials ?? this.parts.identity.credentialsFor(operation));
    const placed = operation.server ? { ...written, server: operation.server } : written;
    return change ? change(placed) : placed;
  }

  #note(exchange: Exchange, record: TestRecord | undefined): void {
    const { part } = exchange.case.operation;
    const { status } = exchange.received;
    if (part?.action === 'create') this.records.noteCreated(exchange);
    if (part?.action !== 'delete' || status >= 300) return;
    if (record) this.records.noteDeleted(record);
    else this.#filler.noteDeleted(exchange);
  }
}

function testedBy({ title, location, deviation, keyword, expectation, parts, operation, isRandom }: Case): TestedValue {
  const isMalformed = expectation.kind === 'unsupported' && ['syntax', 'encoding'].includes(expectation.what);
  return { title, location, deviation, keyword, isMalformed, isBase: parts === operation.base, isRandom };
}

/** Whether a defect is one of the response itself, and not that the request was refused. */
function isOfResponse({ code }: Defect): boolean {
  return code !== 'valid-refused' && code !== 'example-status' && code !== 'credentials-refused';
}

/** Whether the create is at fault, if nothing else was sent. */
function isOfCreate(code: CheckCode): boolean {
  return ['not-created', 'not-read-back', 'default-not-applied', 'normalised'].includes(code);
}

function isUnauthorized(received: ReceivedResponse | TransportError): boolean {
  return !(received instanceof TransportError) && received.status === 401;
}
