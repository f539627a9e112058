import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MadeRequest, RequestParts } from '../../instances/index.ts';
import { checks } from '../checks/index.ts';
import { Coverage } from '../coverage/coverage.ts';
import type { CheckCode } from '../findings/codes.ts';
import type { Defect } from '../findings/defect.ts';
import type { Evidence, EvidenceStep } from '../findings/evidence.ts';
import type { FindingCollector } from '../findings/finding-collector.ts';
import type { Client } from '../http/client.ts';
import type { Identity } from '../http/identity.ts';
import { readBody } from '../http/read-body.ts';
import { type ReceivedResponse, TransportError } from '../http/response-collector.ts';
import { retryDelayOf } from '../http/retry-after.ts';
import { isListening } from '../http/target.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { variedParts } from '../plan/varied-parts.ts';
import { Records } from './records.ts';

export interface SessionParts {
  readonly plan: Plan;
  readonly client: Client;
  readonly identity: Identity;
  readonly collector: FindingCollector;
  /** When the last request may be sent, by the clock. Default: there is no end. */
  readonly deadline?: number | undefined;
  /** A clock in milliseconds. Default: `performance.now`. */
  readonly now?: (() => number) | undefined;
  /** Whether the run may end early. */
  readonly isEnough?: (() => boolean) | undefined;
}

/** The result of sending a case. */
export interface CaseResult {
  /** Undefined if there was no complete response. */
  readonly exchange: Exchange | undefined;
  readonly defects: readonly Defect[];
  readonly evidence: Evidence;
}

/** An operation that failed to respond this many times isn't sent any more requests. */
const maxTransportErrors = 2;
/** How long a run may wait before sending requests again, in milliseconds and in total. */
const maxWaitMs = 20_000;
/** How many successful requests are remembered. */
const maxSuccesses = 10_000;

/** A run against one server: sends cases, checks the responses, and records the defects. */
export class Session {
  readonly parts: SessionParts;
  readonly records: Records;
  readonly coverage: Coverage;
  /** How many requests were sent. */
  sent = 0;
  #isOver = false;
  #deadline: number;
  readonly #now: () => number;
  #waitedMs = 0;
  /** By operation, the last refusal of a valid request. */
  readonly refusals = new Map<string, Evidence>();
  /** Requests that succeeded once. They may be refused the second time. */
  readonly #successes = new Set<string>();
  readonly #transportErrors = new Map<string, number>();

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.coverage = new Coverage(parts.plan);
    this.#deadline = parts.deadline ?? Number.POSITIVE_INFINITY;
    this.#now = parts.now ?? (() => performance.now());
    this.records = new Records(parts.plan, async (testCase) => (await this.execute(testCase))?.exchange);
  }

  /** Whether no more cases are sent: the time is over, the server is gone, or enough is known. */
  get isOver(): boolean {
    return this.#isOver || this.#now() > this.#deadline || this.parts.isEnough?.() === true;
  }

  /** Extends the run by this long from now. */
  grantTime(milliseconds: number): void {
    this.#deadline = this.#now() + milliseconds;
  }

  /** Sends a case and records its defects. @returns undefined if it wasn't sent */
  async execute(testCase: Case): Promise<CaseResult | undefined> {
    const first = await this.send(testCase);
    const result = first && ((await this.#sendVaried(first)) ?? first);
    if (result) this.record(result);
    return result;
  }

  /** A request may be refused because a value in it is taken. @returns undefined if other values are refused too */
  async #sendVaried({ exchange, defects }: CaseResult): Promise<CaseResult | undefined> {
    if (exchange?.case.operation.operation.method !== 'post') return undefined;
    const isRefused = defects.some(
      ({ code }) => code === 'valid-refused' || (code === 'example-status' && this.#successes.has(keyOf(exchange))),
    );
    if (!isRefused) return undefined;
    const { operation, parts, location } = exchange.case;
    const varied = variedParts(operation, parts, this.records.nextSerial(), location);
    const result = await this.send({ ...exchange.case, parts: varied });
    return result?.exchange && result.exchange.received.status < 300 ? result : undefined;
  }

  record({ defects, evidence }: CaseResult): void {
    for (const defect of defects) this.parts.collector.add(defect, evidence);
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
  ): void {
    const steps = new Map<MadeRequest, EvidenceStep>();
    for (const step of [...before, exchange].flatMap(stepsOf))
      if (step.created || !steps.has(step.request)) steps.set(step.request, step);
    steps.delete(exchange.request);
    const evidence = { ...stepOf(exchange), before: [...steps.values()], cause: before.at(-1)?.case.operation.id };
    this.parts.collector.add({ code, message, pointer }, evidence);
  }

  /** Sends a case. The caller records its defects. @returns undefined if it wasn't sent */
  async send(testCase: Case): Promise<CaseResult | undefined> {
    const { identity, client } = this.parts;
    const { operation } = testCase;
    if (this.isOver || (this.#transportErrors.get(operation.id) ?? 0) >= maxTransportErrors) return undefined;
    const filled = testCase.isFilled
      ? { parts: testCase.parts, hasRecord: false, record: testCase.record }
      : await this.records.fill(testCase);
    let request = this.#write(testCase, filled.parts);
    let received = testCase.received ?? (await this.#sendWithRetry(request));
    // The token may have expired, or a request may have revoked it.
    const asksForCredentials = operation.operation.security.some((requirement) => Object.keys(requirement).length > 0);
    if (
      asksForCredentials &&
      isUnauthorized(received) &&
      testCase.expectation.kind !== 'unauthorized' &&
      (await identity.renew())
    ) {
      request = this.#write(testCase, filled.parts);
      received = await this.#sendWithRetry(request);
    }
    if (received instanceof TransportError) {
      if (received.reason === 'unsendable') return undefined;
      const evidence = { operationId: operation.id, request, received: undefined, before: filled.record?.steps };
      return { exchange: undefined, defects: await this.#judgeTransportError(operation, received, client), evidence };
    }
    const evidence = { operationId: operation.id, request, received, before: filled.record?.steps };
    const exchange: Exchange = {
      case: { ...testCase, parts: filled.parts },
      request,
      received,
      ...readBody(received),
      hasRecord: filled.hasRecord,
      namesUnknown: this.records.namesUnknown(testCase),
      record: filled.record,
      hasRealCredentials: identity.hasRealCredentials(operation.operation),
    };
    this.coverage.add(exchange);
    if (received.status >= 300 && testCase.expectation.kind === 'accepted') this.refusals.set(operation.id, evidence);
    this.#note(exchange, filled.record);
    return { exchange, defects: judge(exchange), evidence };
  }

  #write({ operation, credentials, change }: Case, parts: RequestParts): MadeRequest {
    const written = operation.maker.write(parts, credentials ?? this.parts.identity.credentialsFor(operation));
    const placed = operation.server ? { ...written, server: operation.server } : written;
    return change ? change(placed) : placed;
  }

  /** Sends a request, and again if the response asks for it and the time allows it. */
  async #sendWithRetry(request: MadeRequest): Promise<ReceivedResponse | TransportError> {
    for (;;) {
      const received = await this.parts.client.send(request, this.#deadline - this.#now());
      if (!(received instanceof TransportError) || received.reason !== 'unsendable') this.sent++;
      const retryDelay = received instanceof TransportError ? undefined : retryDelayOf(received);
      if (
        retryDelay === undefined ||
        this.#waitedMs + retryDelay > maxWaitMs ||
        this.#now() + retryDelay > this.#deadline
      )
        return received;
      this.#waitedMs += retryDelay;
      await delay(retryDelay);
    }
  }

  async #judgeTransportError(
    operation: TestedOperation,
    { reason, message }: TransportError,
    client: Client,
  ): Promise<Defect[]> {
    const { pointer } = operation.operation;
    if (reason === 'tooLarge')
      return [{ code: 'answer-too-large', message: `responds with too large a body: ${message}`, pointer }];
    if (reason === 'refused' || !(await isListening(client))) {
      const wasThere = !this.#isOver;
      this.#isOver = true;
      return wasThere
        ? [
            {
              code: 'server-gone',
              message: `no longer accepts connections: ${message}`,
              pointer: '#/paths',
            },
          ]
        : [];
    }
    this.#transportErrors.set(operation.id, (this.#transportErrors.get(operation.id) ?? 0) + 1);
    return [{ code: 'no-answer', message: `does not respond: ${message}`, pointer }];
  }

  #note(exchange: Exchange, record: TestRecord | undefined): void {
    const { part } = exchange.case.operation;
    const { status } = exchange.received;
    if (status < 300 && exchange.request.method === 'POST' && this.#successes.size < maxSuccesses)
      this.#successes.add(keyOf(exchange));
    if (part?.action === 'create') this.records.noteCreated(exchange);
    if (part?.action === 'delete' && record && status < 300) this.records.noteDeleted(record);
  }
}

function stepOf({ case: { operation }, request, received }: Exchange): EvidenceStep {
  return { operationId: operation.id, request, received };
}

/** What created the record that a request names, and the request. */
function stepsOf(exchange: Exchange): EvidenceStep[] {
  return [...(exchange.record?.steps ?? []), stepOf(exchange)];
}

function keyOf({ request: { target, body } }: Exchange): string {
  return createHash('sha1').update(`${target} ${body}`).digest('base64');
}

function isUnauthorized(received: ReceivedResponse | TransportError): boolean {
  return !(received instanceof TransportError) && received.status === 401;
}

/** A body that a check can't handle, such as one that is nested too deeply, is a defect as well. */
function judge(exchange: Exchange): Defect[] {
  try {
    return checks.flatMap((check) => check(exchange));
  } catch (error) {
    const message = `has a body that cannot be checked: ${(error as Error).message}`;
    return [{ code: 'unreadable-body', message, pointer: exchange.case.operation.operation.pointer }];
  }
}
