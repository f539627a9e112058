import type { Position } from '../../contract/document/contract-error.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import type { Case, Exchange } from '../plan/case.ts';
import { casesOf } from '../cases/index.ts';
import type { Evidence } from '../findings/finding-collector.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestRecord } from '../run/records.ts';
import type { Runner } from '../run/run-all.ts';
import { otherParts, ResourceRun } from '../sequences/resource-run.ts';
import type { Outcome, Session } from '../run/session.ts';
import { hide, type ShownAnswer, type ShownRequest, showAnswer, showRequest, toCurl } from '../findings/shown-exchange.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { isThrottled } from '../http/retry-after.ts';
import { compareAnswers, type Unlike } from './compare-responses.ts';

/** A request that two servers answer otherwise. */
export interface Difference extends Position {
  readonly operationId: string;
  readonly what: Unlike['what'];
  readonly message: string;
  /** What of the contract the request was about. */
  readonly pointer: string;
  /** How many requests have shown it. */
  readonly count: number;
  readonly request: ShownRequest;
  /** Undefined for the server that gave none. */
  readonly answers: readonly [ShownAnswer | undefined, ShownAnswer | undefined];
  /** Repeats the request, on each of them. */
  readonly curl: readonly [string, string];
}

/** An operation that two servers may answer otherwise, where it succeeds. */
export interface NotComparable {
  readonly operationId: string;
  readonly reason: string;
}

type Pair<T> = readonly [T, T];

/** A difference whose place is not looked up yet. */
type Seen = Omit<Difference, keyof Position | 'count'> & { count: number };

interface ShownSide {
  readonly request: ShownRequest;
  readonly answer: ShownAnswer | undefined;
  readonly curl: string;
}

/** Sends the same requests to two servers, and keeps what is unlike. */
export class Comparison implements Runner {
  readonly #plan: Plan;
  readonly #sessions: Pair<Session>;
  readonly #seen = new Map<string, Seen>();
  readonly notComparable: NotComparable[] = [];
  compared = 0;
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
      const reason = whyNot(tested);
      if (reason !== undefined) this.notComparable.push({ operationId: tested.id, reason });
      for (const made of casesOf(tested, this.#plan, identity))
        if (!needsWrongCredentials(made) && (reason === undefined || !isToSucceed(made))) yield made;
    }
  }

  run(made: Case): Promise<void> {
    return this.#send([made, made]);
  }

  /** The same steps on a record of each. */
  async runSequence(resource: Resource): Promise<void> {
    const runs = this.#sessions.map((session) => new ResourceRun(session, resource)) as [ResourceRun, ResourceRun];
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
      const title = `${action}, in a row`;
      const a = runs[0].caseOf(action, first, title, undefined, parts);
      const b = runs[1].caseOf(action, second, title, undefined, parts);
      if (a && b) await this.#send([a, b], [first, second]);
      if (action !== 'delete') continue;
      runs[0].session.records.noteDeleted(first);
      runs[1].session.records.noteDeleted(second);
    }
  }

  async #send(cases: Pair<Case>, records?: Pair<TestRecord>): Promise<void> {
    const sent = this.#sessions.map((session, index) => session.runToOutcome(cases[index] as Case));
    const outcomes = (await Promise.all(sent)) as [Outcome | undefined, Outcome | undefined];
    const [a, b] = outcomes;
    if (a?.exchange && b?.exchange) {
      this.#compare(a.exchange, b.exchange, [a.evidence, b.evidence], records);
    } else if (a?.exchange || b?.exchange) {
      this.#noteSilence(cases[0], outcomes);
    } else if (a || b) {
      this.unanswered++;
    }
  }

  #compare(a: Exchange, b: Exchange, evidence: Pair<Evidence>, records?: Pair<TestRecord>): void {
    if (isThrottled(a.received) || isThrottled(b.received)) return;
    this.compared++;
    const unlike = compareAnswers(
      { exchange: a, record: records?.[0] ?? a.record },
      { exchange: b, record: records?.[1] ?? b.record },
    );
    // In a row of steps it is known which records there are.
    if (unlike && (records || !dependsOnRecords(a, b))) this.#note(a.case, unlike, evidence);
  }

  /** Only one of them has answered. */
  #noteSilence(made: Case, [a, b]: Pair<Outcome | undefined>): void {
    const isFirst = !a?.exchange;
    const [answered, silent] = (isFirst ? [b, a] : [a, b]) as [Outcome, Outcome | undefined];
    const [why] = silent?.found ?? [];
    // What wasn't sent to a server that is gone shows nothing; nor does what was under way when it went.
    if (silent ? !why : this.#sessions[isFirst ? 0 : 1].isOver) return;
    const message = `the ${isFirst ? 'first' : 'second'} ${why?.message ?? 'gives no answer, as before'}`;
    const evidence = silent?.evidence ?? { ...answered.evidence, received: undefined };
    const pair = isFirst ? ([evidence, answered.evidence] as const) : ([answered.evidence, evidence] as const);
    // Whatever is asked for: it is the operation that has no answer.
    const { pointer } = made.operation.operation;
    this.#note({ ...made, pointer }, { what: 'answer', message }, pair);
  }

  #note({ operation, pointer, title }: Case, { what, message }: Unlike, evidence: Pair<Evidence>): void {
    const key = `${operation.id} ${what} ${what === 'answer' ? '' : message} ${pointer}`;
    const known = this.#seen.get(key);
    if (known) return void known.count++;
    const [one, other] = this.#sessions.map(({ parts }, index) => {
      const { request, received } = evidence[index] as Evidence;
      const { secrets } = parts.identity;
      return {
        request: showRequest(parts.client.url, request, secrets),
        answer: received && showAnswer(received, secrets),
        curl: toCurl(parts.client.url, request, secrets),
      };
    }) as [ShownSide, ShownSide];
    const shown = this.#sessions.reduce((text, { parts }) => hide(text, parts.identity.secrets), message);
    this.#seen.set(key, {
      operationId: operation.id,
      what,
      message: `${title}: ${shown}`,
      pointer,
      count: 1,
      request: one.request,
      answers: [one.answer, other.answer],
      curl: [one.curl, other.curl],
    });
  }

  /** What was unlike, as far as the comparison has come. */
  differences(contract: Contract): Promise<Difference[]> {
    const seen = [...this.#seen.values()];
    return Promise.all(seen.map(async (each) => ({ ...each, ...(await contract.locate(each.pointer)) })));
  }
}

/** Why what an operation answers to a valid request can't be compared. */
function whyNot({ operation, part, parent, givesTokens, base }: TestedOperation): string | undefined {
  if (!base) return 'no valid request could be made: nothing satisfies its schemas';
  if (givesTokens) return 'what it answers depends on who asks';
  if (part || parent || /^(get|head|options)$/.test(operation.method)) return undefined;
  return 'the contract can not say what it does: neither links nor paths make it part of a resource';
}

/** Which credentials are good is not in the contract. */
function needsWrongCredentials({ expectation }: Case): boolean {
  return expectation.kind === 'unauthorized' && expectation.how === 'wrong';
}

function isToSucceed({ expectation }: Case): boolean {
  return (
    expectation.kind === 'accepted' ||
    expectation.kind === 'answered' ||
    (expectation.kind === 'status' && expectation.status.startsWith('2'))
  );
}

/** Whether one server has a record by chance that the other has not. */
function dependsOnRecords(a: Exchange, b: Exchange): boolean {
  const statuses = [a.received.status, b.received.status];
  return !(a.hasRecord && b.hasRecord) && statuses.includes(404) && statuses.some((status) => status < 300);
}
