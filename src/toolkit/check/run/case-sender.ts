import type { MadeRequest, RequestParts } from '../../instances/index.ts';
import type { Coverage } from '../coverage/coverage.ts';
import type { Evidence, TestedValue } from '../findings/evidence.ts';
import type { Client } from '../http/client.ts';
import type { Identity } from '../http/identity.ts';
import { readBody } from '../http/read-body.ts';
import { type ReceivedResponse, TransportError } from '../http/response-collector.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { Freshness } from './attempts.ts';
import type { CaseResult } from './case-result.ts';
import type { Sender } from './controls.ts';
import type { EntityTags, Sent } from './entity-tags.ts';
import { judge } from './judge.ts';
import type { Filled, RecordFiller } from './record-filler.ts';
import type { Records } from './records.ts';
import type { RunEnd } from './run-end.ts';
import { Transport } from './transport.ts';
import { varyCase } from './vary-case.ts';

export interface CaseSenderParts {
  readonly plan: Plan;
  readonly client: Client;
  readonly identity: Identity;
  readonly records: Records;
  readonly coverage: Coverage;
  readonly filler: RecordFiller;
  readonly tags: EntityTags;
  readonly end: RunEnd;
  /** Whether the run may end early. */
  readonly isEnough?: (() => boolean) | undefined;
}

/** Sends cases, each once: fills and writes the request, and judges the response. */
export class CaseSender implements Sender {
  /** By operation, the last refusal of a valid request. */
  readonly refusals = new Map<string, Evidence>();
  readonly #parts: CaseSenderParts;
  readonly #transport: Transport;

  constructor(parts: CaseSenderParts) {
    this.#parts = parts;
    this.#transport = new Transport(parts.client, parts.end);
  }

  get records(): Records {
    return this.#parts.records;
  }

  /** How many requests were sent. */
  get sent(): number {
    return this.#transport.sent;
  }

  /** Whether no more cases are sent: the time is over, the server is gone, or enough is known. */
  get isOver(): boolean {
    const { end, isEnough } = this.#parts;
    return this.#transport.isGone || end.timeLeftMs === 0 || isEnough?.() === true;
  }

  #isOverFor({ isCleanUp }: Case): boolean {
    return isCleanUp ? this.#transport.isGone || this.#parts.end.cleanUpLeftMs === 0 : this.isOver;
  }

  /** Sends a case. @returns undefined if it wasn't sent */
  async sendOnce(testCase: Case, freshness: Freshness): Promise<CaseResult | undefined> {
    const { plan, identity, records, coverage, filler, tags } = this.#parts;
    const { operation } = testCase;
    if (this.#isOverFor(testCase) || this.#transport.isGivenUp(operation)) return undefined;
    const filled = await filler.fill(testCase, freshness);
    const { shared } = filled;
    const varied = varyCase(plan, testCase, filled.parts, freshness, () => records.nextSerial());
    if (operation.part?.action === 'delete' && filled.record) records.created.noteDeleting(filled.record);
    const sent = await tags.send(testCase, varied, (parts) => this.#send(testCase, parts));
    const { parts, request, received } = sent;
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
    const exchange: Exchange = {
      case: { ...testCase, parts },
      request,
      received,
      ...readBody(received),
      hasRecord: filled.hasRecord && !(await this.#mayBeGone(filled, testCase, received)),
      namesUnknown: filled.namesUnknown,
      record: filled.record,
      hasRealCredentials: identity.hasRealCredentials(operation.operation),
    };
    coverage.add(exchange);
    if (received.status >= 300 && testCase.expectation.kind === 'accepted') this.refusals.set(operation.id, evidence);
    this.#note(exchange);
    return { exchange, defects: judge(exchange), evidence, shared };
  }

  async #send(testCase: Case, parts: RequestParts): Promise<Sent> {
    const { operation, expectation, isCleanUp } = testCase;
    const request = this.#write(testCase, parts);
    const received = testCase.received ?? (await this.#transport.send(request, isCleanUp));
    // The token may have expired, or a request may have revoked it.
    const asksForCredentials = operation.operation.security.some((requirement) => Object.keys(requirement).length > 0);
    const mayRenew = asksForCredentials && isUnauthorized(received) && expectation.kind !== 'unauthorized';
    if (!mayRenew || !(await this.#parts.identity.renew())) return { parts, request, received };
    const renewed = this.#write(testCase, parts);
    return { parts, request: renewed, received: await this.#transport.send(renewed, isCleanUp) };
  }

  #write({ operation, credentials, change }: Case, parts: RequestParts): MadeRequest {
    const written = operation.maker.write(parts, credentials ?? this.#parts.identity.credentialsFor(operation));
    const placed = operation.server ? { ...written, server: operation.server } : written;
    return change ? change(placed) : placed;
  }

  /** Whether a record that the request names may be gone by now. */
  async #mayBeGone(filled: Filled, testCase: Case, { status }: ReceivedResponse): Promise<boolean> {
    const { records, filler } = this.#parts;
    const isGone = filled.record !== undefined && records.created.mayBeGone(filled.record);
    return isGone || (status === 404 && filler.mayBeGone(filled, testCase));
  }

  #note(exchange: Exchange): void {
    const { case: testCase, record, received } = exchange;
    const { part } = testCase.operation;
    const { records, filler } = this.#parts;
    if (part?.action === 'create') records.noteCreated(exchange);
    if (part?.action !== 'delete' || received.status >= 300) return;
    if (record) records.noteDeleted(record);
    else filler.noteDeleted(exchange);
  }
}

function testedBy({ title, location, deviation, keyword, expectation, parts, operation, isRandom }: Case): TestedValue {
  const isMalformed = expectation.kind === 'unsupported' && ['syntax', 'encoding'].includes(expectation.what);
  return { title, location, deviation, keyword, isMalformed, isBase: parts === operation.base, isRandom };
}

function isUnauthorized(received: ReceivedResponse | TransportError): boolean {
  return !(received instanceof TransportError) && received.status === 401;
}
