import type { Position } from '../../contract/document/contract-error.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import { casesOf } from '../cases/index.ts';
import type { Evidence } from '../findings/evidence.ts';
import {
  type ShownRequest,
  type ShownResponse,
  showRequest,
  showResponse,
  toCurl,
} from '../findings/shown-exchange.ts';
import { isThrottled } from '../http/retry-after.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { CaseResult } from '../run/case-result.ts';
import type { CaseRunner } from '../run/run-all.ts';
import type { Session } from '../run/session.ts';
import { otherParts, ResourceRun } from '../sequences/resource-run.ts';
import { dependsOnRecords, maySucceed, needsWrongCredentials, whyNotComparable } from './comparable.ts';
import { compareResponses, type Mismatch } from './compare-responses.ts';

/** A request to which two servers respond differently. */
export interface Difference extends Position {
  readonly operationId: string;
  readonly what: Mismatch['what'];
  readonly message: string;
  /** Into the contract: what the request tested. */
  readonly pointer: string;
  /** How many requests showed it. */
  readonly count: number;
  readonly request: ShownRequest;
  /** The responses; undefined if a server did not respond. */
  readonly answers: readonly [ShownResponse | undefined, ShownResponse | undefined];
  /** Repeats the request to each server. */
  readonly curl: readonly [string, string];
}

/** An operation whose successful responses are not compared, as the contract doesn't determine them. */
export interface NotComparable {
  readonly operationId: string;
  readonly reason: string;
}

type Pair<T> = readonly [T, T];

/** A difference that isn't located in a file yet. */
type CountedDifference = Omit<Difference, keyof Position | 'count'> & {
  count: number;
  /** The status of a failure that is rendered differently: its media type, or its body. */
  readonly failure: number | undefined;
};

/** Of failures of one status: where more look the same on both servers, the others are differences of their own. */
const maxAlikeShare = 0.1;

interface ShownSide {
  readonly request: ShownRequest;
  readonly response: ShownResponse | undefined;
  readonly curl: string;
}

/** Sends the same requests to two servers, and collects the differences between their responses. */
export class Comparison implements CaseRunner {
  readonly #plan: Plan;
  readonly #sessions: Pair<Session>;
  readonly #differences = new Map<string, CountedDifference>();
  readonly notComparable: NotComparable[] = [];
  /** How many requests both servers responded to. */
  compared = 0;
  /** By status, how many failures looked the same. */
  readonly #alikeFailures = new Map<number, number>();
  /** How many requests neither server responded to. */
  unanswered = 0;

  constructor(plan: Plan, sessions: Pair<Session>) {
    this.#plan = plan;
    this.#sessions = sessions;
  }

  /** Whether one of the servers is gone. */
  get isOver(): boolean {
    return this.#sessions.some(({ isOver }) => isOver);
  }

  *cases(onProgress: (text: string) => void): Generator<Case> {
    const { identity } = this.#sessions[0].parts;
    for (const [index, operation] of this.#plan.operations.entries()) {
      onProgress(`${operation.operationId} (${index + 1} of ${this.#plan.operations.length})`);
      const tested = this.#plan.tested(operation);
      const reason = whyNotComparable(tested);
      if (reason !== undefined) this.notComparable.push({ operationId: tested.id, reason });
      for (const testCase of casesOf(tested, this.#plan, identity))
        if (!needsWrongCredentials(testCase) && (reason === undefined || !maySucceed(testCase))) yield testCase;
    }
  }

  execute(testCase: Case): Promise<void> {
    return this.#send([testCase, testCase]);
  }

  /** Sends the same sequence of requests to a record of each server. */
  async runSequence(resource: Resource): Promise<void> {
    const [one, other] = this.#sessions;
    const runs = [new ResourceRun(one, resource), new ResourceRun(other, resource)] as const;
    if (!resource.operations.has('create') || !runs[0].operation('create') || this.isOver) return;
    const records = await Promise.all(runs.map(({ session }) => session.records.fresh(resource)));
    const [first, second] = records;
    if (!first || !second) return;
    const replace = runs[0].operation('replace');
    const patch = runs[0].operation('patch');
    const steps = [
      ['read'],
      ['list'],
      ['replace', replace && otherParts(replace, 'replace')],
      ['read'],
      ['patch', patch && otherParts(patch, 'patch')],
      ['read'],
      ['delete'],
      ['read'],
      ['delete'],
      ['replace', replace?.base],
      ['patch', patch?.base],
    ] as const;
    for (const [action, parts] of steps) {
      if (this.isOver) return;
      const title = `${action}, in a sequence`;
      const a = runs[0].caseOf(action, first, title, undefined, parts);
      const b = runs[1].caseOf(action, second, title, undefined, parts);
      if (a && b) await this.#send([a, b], [first, second]);
      if (action !== 'delete') continue;
      runs[0].session.records.noteDeleted(first);
      runs[1].session.records.noteDeleted(second);
    }
  }

  async #send(cases: Pair<Case>, records?: Pair<TestRecord>): Promise<void> {
    const [one, other] = this.#sessions;
    const [a, b] = await Promise.all([one.execute(cases[0]), other.execute(cases[1])]);
    if (a?.exchange && b?.exchange) {
      this.#compare(a.exchange, b.exchange, [a.evidence, b.evidence], records);
    } else if (a?.exchange || b?.exchange) {
      this.#noteTransportError(cases[0], [a, b]);
    } else if (a || b) {
      this.unanswered++;
    }
  }

  #compare(a: Exchange, b: Exchange, evidence: Pair<Evidence>, records?: Pair<TestRecord>): void {
    if (isThrottled(a.received) || isThrottled(b.received)) return;
    this.compared++;
    const mismatch = compareResponses(
      { exchange: a, record: records?.[0] ?? a.record },
      { exchange: b, record: records?.[1] ?? b.record },
    );
    const { status, bytes } = a.received;
    if (!mismatch && status >= 400 && bytes.length > 0)
      this.#alikeFailures.set(status, (this.#alikeFailures.get(status) ?? 0) + 1);
    // In a sequence it is known which records exist.
    if (mismatch && (records || !dependsOnRecords(a, b))) this.#note(a.case, mismatch, evidence);
  }

  /** Only one of the servers has responded. */
  #noteTransportError(testCase: Case, [a, b]: Pair<CaseResult | undefined>): void {
    const isFirst = !a?.exchange;
    const [complete, failed] = (isFirst ? [b, a] : [a, b]) as [CaseResult, CaseResult | undefined];
    const [defect] = failed?.defects ?? [];
    // A request that was not sent, or was in flight, when the server went away shows nothing.
    if (failed ? !defect : this.#sessions[isFirst ? 0 : 1].isOver) return;
    const message = `the ${isFirst ? 'first' : 'second'} ${defect?.message ?? 'does not respond, as before'}`;
    const evidence = failed?.evidence ?? { ...complete.evidence, received: undefined };
    const pair = isFirst ? ([evidence, complete.evidence] as const) : ([complete.evidence, evidence] as const);
    // The difference is about the operation, not about one of its values.
    const { pointer } = testCase.operation.operation;
    this.#note({ ...testCase, pointer }, { what: 'answer', message }, pair);
  }

  #note({ operation, pointer, title }: Case, { what, message }: Mismatch, evidence: Pair<Evidence>): void {
    const key = `${operation.id} ${what} ${what === 'answer' ? '' : message} ${pointer}`;
    const known = this.#differences.get(key);
    if (known) return void known.count++;
    const [one, other] = this.#sessions.map(({ parts }, index) => {
      const { request, received } = evidence[index] as Evidence;
      const { secrets } = parts.identity;
      return {
        request: showRequest(parts.client.url, request, secrets),
        response: received && showResponse(received, secrets),
        curl: toCurl(parts.client.url, request, secrets),
      };
    }) as [ShownSide, ShownSide];
    const status = evidence[0].received?.status ?? 0;
    const failure = (what === 'body' || what === 'mediaType') && status >= 400 ? status : undefined;
    const shown = this.#sessions.reduce((text, { parts }) => parts.identity.secrets.hide(text), message);
    this.#differences.set(key, {
      operationId: operation.id,
      what,
      message: `${title}: ${shown}`,
      pointer,
      failure,
      count: 1,
      request: one.request,
      answers: [one.response, other.response],
      curl: [one.curl, other.curl],
    });
  }

  /** The differences that were found so far. */
  differences(contract: Contract): Promise<Difference[]> {
    const located = this.#renderedAlike().map(async ({ failure: _, ...each }) => ({
      ...each,
      ...(await contract.locate(each.pointer)),
    }));
    return Promise.all(located);
  }

  /** Servers that render their failures differently differ in one thing, not in each failure. */
  #renderedAlike(): CountedDifference[] {
    const all = [...this.#differences.values()];
    const countOf = (some: readonly CountedDifference[]) => some.reduce((sum, { count }) => sum + count, 0);
    const throughout = [...Map.groupBy(all, ({ failure }) => failure)].filter(
      ([status, some]) =>
        status !== undefined && (this.#alikeFailures.get(status) ?? 0) <= maxAlikeShare * countOf(some),
    );
    const failures = throughout.flatMap(([, some]) => some);
    const [first] = failures;
    if (!first || failures.length < 2) return all;
    const operations = new Set(failures.map(({ operationId }) => operationId));
    const statuses = throughout.map(([status]) => status).sort();
    const count = countOf(failures);
    const message = `failures are rendered differently, as in all ${count} with ${statuses.join(', ')} of ${operations.size} operations: ${first.message}`;
    return [{ ...first, message, count }, ...all.filter((one) => !failures.includes(one))];
  }
}
