import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isJson, isText } from '../../contract/document/media-type.ts';
import type { MadeRequest, RequestParts } from '../../instances/index.ts';
import type { NoAnswer, Received } from '../http/response-collector.ts';
import type { Case, Exchange, Found } from '../plan/case.ts';
import type { Collector, Evidence } from '../findings/finding-collector.ts';
import { checks } from '../checks/index.ts';
import type { Client } from '../http/client.ts';
import type { CheckCode } from '../findings/codes.ts';
import type { Coverage } from '../coverage/coverage.ts';
import type { Identity } from '../http/identity.ts';
import type { Plan } from '../plan/plan.ts';
import { Records, type TestRecord } from './records.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { waitOf } from '../http/retry-after.ts';
import { variedParts } from '../plan/varied-parts.ts';

export interface SessionParts {
  readonly plan: Plan;
  readonly client: Client;
  readonly identity: Identity;
  readonly collector: Collector;
  readonly coverage: Coverage;
  /** When no further request is to be sent, by `performance.now()`. */
  readonly deadline: number;
  /** Whether the run may end, as it has found what it was to find. */
  readonly isEnough?: (() => boolean) | undefined;
}

/** What came of a case: an exchange where an answer came, and what is wrong with it. */
export interface Outcome {
  readonly exchange: Exchange | undefined;
  readonly found: readonly Found[];
  readonly evidence: Evidence;
}

/** How many times an operation may give no answer before it is left alone. */
const mostSilent = 2;
/** How long a run waits in all where it is asked to, in milliseconds. */
const mostWaiting = 20_000;

/** A run against one server: sends cases, looks at their answers, and keeps what is found. */
export class Session {
  readonly parts: SessionParts;
  readonly records: Records;
  /** How many requests were sent. */
  sent = 0;
  #isOver = false;
  #deadline: number;
  #waited = 0;
  /** By operation, the last refusal of a valid request. */
  readonly refusals = new Map<string, Evidence>();
  /** Requests that were taken once, and may be refused when they are sent again. */
  readonly #hadSuccess = new Set<string>();
  readonly #silent = new Map<string, number>();

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.#deadline = parts.deadline;
    this.records = new Records(parts.plan, (made) => this.run(made));
  }

  /** Whether no further case is sent: the time is over, or the server is gone. */
  get isOver(): boolean {
    return this.#isOver || performance.now() > this.#deadline || this.parts.isEnough?.() === true;
  }

  /** Lets the run go on for so many milliseconds, whatever was left of its time. */
  grantTime(milliseconds: number): void {
    this.#deadline = performance.now() + milliseconds;
  }

  /** Sends a case and keeps what is found. @returns undefined where there is no answer */
  async run(made: Case): Promise<Exchange | undefined> {
    return (await this.runToOutcome(made))?.exchange;
  }

  /** Sends a case and keeps what is found. @returns what came of it, undefined where it wasn't sent */
  async runToOutcome(made: Case): Promise<Outcome | undefined> {
    const first = await this.try(made);
    const outcome = first && ((await this.#tryVaried(first)) ?? first);
    if (outcome) this.keep(outcome);
    return outcome;
  }

  /** What was refused may have had something in it that is taken already. @returns undefined where that wasn't why */
  async #tryVaried({ exchange, found }: Outcome): Promise<Outcome | undefined> {
    if (exchange?.case.operation.operation.method !== 'post') return undefined;
    const isRefused = found.some(
      ({ code }) => code === 'valid-refused' || (code === 'example-status' && this.#hadSuccess.has(keyOf(exchange))),
    );
    if (!isRefused) return undefined;
    const { operation, parts, at } = exchange.case;
    const varied = variedParts(operation, parts, this.records.nextSerial(), at);
    const outcome = await this.try({ ...exchange.case, parts: varied });
    return outcome?.exchange && outcome.exchange.received.status < 300 ? outcome : undefined;
  }

  keep({ found, evidence }: Outcome): void {
    for (const one of found) this.parts.collector.add(one, evidence);
  }

  /** Says what is wrong with an exchange that only shows beside others. */
  report(
    code: CheckCode,
    message: string,
    pointer: string,
    { case: { operation }, request, received }: Exchange,
  ): void {
    this.parts.collector.add({ code, message, pointer }, { operationId: operation.id, request, received });
  }

  /** Sends a case; what is found is up to the caller. @returns undefined where it wasn't sent */
  async try(made: Case): Promise<Outcome | undefined> {
    const { identity, client, coverage } = this.parts;
    const { operation } = made;
    if (this.isOver || (this.#silent.get(operation.id) ?? 0) >= mostSilent) return undefined;
    const filled = made.isFilled
      ? { parts: made.parts, hasRecord: false, record: undefined }
      : await this.records.fill(made);
    let request = this.#write(made, filled.parts);
    let received = made.received ?? (await this.#send(request));
    // A token may have run out, or been taken back by a request that does that.
    if (isUnauthorized(received) && made.expectation.kind !== 'unauthorized' && (await identity.renew())) {
      request = this.#write(made, filled.parts);
      received = await this.#send(request);
    }
    const evidence = { operationId: operation.id, request, received: 'reason' in received ? undefined : received };
    if ('reason' in received) {
      if (received.reason === 'unsendable') return undefined;
      return { exchange: undefined, found: await this.#judgeSilence(operation, received, client), evidence };
    }
    const exchange: Exchange = {
      case: { ...made, parts: filled.parts },
      request,
      received,
      ...read(received),
      hasRecord: filled.hasRecord,
      namesUnknown: this.records.namesUnknown(made),
      record: filled.record,
      hasRealCredentials: identity.isReal(operation.operation),
    };
    coverage.add(exchange);
    if (received.status >= 300 && made.expectation.kind === 'accepted') this.refusals.set(operation.id, evidence);
    this.#note(exchange, filled.record);
    return { exchange, found: judge(exchange), evidence };
  }

  #write({ operation, credentials, change }: Case, parts: RequestParts): MadeRequest {
    const written = operation.maker.write(parts, credentials ?? this.parts.identity.credentialsFor(operation));
    return change ? change(written) : written;
  }

  /** Who is asked to wait waits. */
  async #send(request: MadeRequest): Promise<Received | NoAnswer> {
    for (;;) {
      const received = await this.parts.client.send(request, this.#deadline - performance.now());
      if (!('reason' in received) || received.reason !== 'unsendable') this.sent++;
      const pause = 'reason' in received ? undefined : waitOf(received);
      if (pause === undefined || this.#waited + pause > mostWaiting || performance.now() + pause > this.#deadline)
        return received;
      this.#waited += pause;
      await wait(pause);
    }
  }

  async #judgeSilence(operation: TestedOperation, { reason, message }: NoAnswer, client: Client): Promise<Found[]> {
    const { pointer } = operation.operation;
    if (reason === 'tooLarge') return [{ code: 'answer-too-large', message, pointer }];
    if (reason === 'refused' || !(await isThere(client))) {
      const wasThere = !this.#isOver;
      this.#isOver = true;
      return wasThere
        ? [{ code: 'server-gone', message: `was the last to be asked: ${message}`, pointer: '#/paths' }]
        : [];
    }
    this.#silent.set(operation.id, (this.#silent.get(operation.id) ?? 0) + 1);
    return [{ code: 'no-answer', message: `gives no answer: ${message}`, pointer }];
  }

  #note(exchange: Exchange, record: TestRecord | undefined): void {
    const { part } = exchange.case.operation;
    if (exchange.received.status < 300 && exchange.request.method === 'POST') this.#hadSuccess.add(keyOf(exchange));
    if (part?.action === 'create') this.records.noteCreated(exchange);
    if (part?.action === 'delete' && record && exchange.received.status < 300) this.records.noteDeleted(record);
  }
}

function keyOf({ request: { target, body } }: Exchange): string {
  return createHash('sha1').update(`${target} ${body}`).digest('base64');
}

function isUnauthorized(received: Received | NoAnswer): boolean {
  return !('reason' in received) && received.status === 401;
}

/** Whether somebody still listens: a server that is about to start again is given a moment. */
async function isThere(client: Client): Promise<boolean> {
  for (const pause of [0, 200, 500, 1000]) {
    await wait(pause);
    const answer = await client.send({ method: 'GET', target: '/', headers: {}, body: undefined });
    if (!('reason' in answer) || answer.reason !== 'refused') return true;
  }
  return false;
}

/** What an answer does to us is found as well. */
function judge(exchange: Exchange): Found[] {
  try {
    return checks.flatMap((check) => check(exchange));
  } catch (error) {
    const message = `has a body that can't be looked at: ${(error as Error).message}`;
    return [{ code: 'unreadable-body', message, pointer: exchange.case.operation.operation.pointer }];
  }
}

function read({ headers, bytes, undecoded }: Received): Pick<Exchange, 'mediaType' | 'body' | 'unreadable'> {
  const [mediaType] = [headers['content-type']].flat();
  if (undecoded !== undefined) return { mediaType, body: undefined, unreadable: undecoded };
  const given = { mediaType, unreadable: undefined };
  if (mediaType === undefined || !isJson(mediaType)) {
    // A text or a file may be empty; where no type is given, there is nothing.
    const isThere = bytes.length > 0 || mediaType !== undefined;
    return { ...given, body: isThere ? (isText(mediaType ?? '') ? bytes.toString() : bytes) : undefined };
  }
  if (bytes.length === 0) return { ...given, body: undefined };
  try {
    return { ...given, body: JSON.parse(bytes.toString()) as unknown };
  } catch (error) {
    return { mediaType, body: undefined, unreadable: `a body that is no JSON: ${(error as Error).message}` };
  }
}
