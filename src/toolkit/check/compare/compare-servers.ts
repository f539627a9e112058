import type { Position } from '../../contract/contract-error.ts';
import type { Contract } from '../../contract/load-contract.ts';
import type { Resource } from '../../contract/resources.ts';
import type { Case, Exchange } from '../case.ts';
import { casesOf } from '../cases/index.ts';
import { Collector } from '../check-finding.ts';
import { Client } from '../client.ts';
import { Coverage } from '../coverage/coverage.ts';
import { Identity } from '../identity.ts';
import { Plan } from '../plan.ts';
import type { TestRecord } from '../records.ts';
import { concurrency, runAll } from '../run-all.ts';
import { assertReachable, type CheckOptions, checkTarget, usualTimeout } from '../run-checks.ts';
import { otherParts, ResourceRun } from '../sequences/resource-run.ts';
import { Session } from '../session.ts';
import { type ShownAnswer, type ShownRequest, showAnswer, showRequest, toCurl } from '../shown.ts';
import type { TestedOperation } from '../tested-operation.ts';
import { isThrottled } from '../throttled.ts';
import { compareAnswers, type Side, type Unlike } from './compare-answers.ts';

export interface CompareOptions extends Omit<CheckOptions, 'url' | 'budget' | 'cases' | 'baseline'> {
  readonly urls: readonly [string, string];
}

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
  readonly answers: readonly [ShownAnswer, ShownAnswer];
  /** Repeats the request, on each of them. */
  readonly curl: readonly [string, string];
}

export interface CompareReport {
  readonly urls: readonly [string, string];
  readonly differences: readonly Difference[];
  /** How many requests were sent to both, and answered by both. */
  readonly compared: number;
  readonly notComparable: readonly { readonly operationId: string; readonly reason: string }[];
}

/**
 * Sends the same requests to two servers, and says where they differ in what the contract decides: verdict, status, media
 * type, declared headers, shape of the body, texts of failures. Ids and times are each server's own.
 * @throws {CheckError} where one of them can't be tested
 */
export async function compareServers(options: CompareOptions): Promise<CompareReport> {
  const { contract, timeout = usualTimeout, onProgress = () => {} } = options;
  const plan = new Plan(contract, options);
  const urls = options.urls.map((url) => checkTarget(url, options.allowTargets ?? [])) as [string, string];
  const clients = urls.map((url) => new Client(url, { timeout, connections: concurrency }));
  try {
    const sessions = (await Promise.all(
      clients.map(async (client, index) => {
        await assertReachable(client);
        const identity = await Identity.of(contract, urls[index] as string, options);
        const parts = {
          plan,
          client,
          identity,
          collector: new Collector(identity.secrets),
          coverage: new Coverage(plan),
        };
        return new Session({ ...parts, deadline: Number.POSITIVE_INFINITY });
      }),
    )) as [Session, Session];
    const comparison = new Comparison(plan, sessions);
    for (const resource of plan.resources) await comparison.sequence(resource);
    await runAll(sessions[0], comparison.cases(onProgress), (made) => comparison.send(made));
    for (const session of sessions) await runAll(session, session.records.deletions());
    return await comparison.report(contract, urls);
  } finally {
    for (const client of clients) await client.close();
  }
}

interface Seen {
  readonly unlike: Unlike;
  readonly sides: readonly [Side, Side];
  readonly title: string;
  count: number;
}

class Comparison {
  readonly #plan: Plan;
  readonly #sessions: readonly [Session, Session];
  readonly #seen = new Map<string, Seen>();
  #compared = 0;

  constructor(plan: Plan, sessions: readonly [Session, Session]) {
    this.#plan = plan;
    this.#sessions = sessions;
  }

  *cases(onProgress: (text: string) => void): Generator<Case> {
    const { identity } = this.#sessions[0].parts;
    for (const [index, operation] of this.#plan.operations.entries()) {
      onProgress(`${operation.operationId} (${index + 1} of ${this.#plan.operations.length})`);
      const tested = this.#plan.tested(operation);
      for (const made of casesOf(tested, this.#plan, identity)) if (isComparable(made)) yield made;
    }
  }

  async send(made: Case): Promise<void> {
    const [a, b] = await Promise.all(this.#sessions.map((session) => session.run(made)));
    if (a && b) this.#note(made.title, a, b);
  }

  /** The same steps on a record of each. */
  async sequence(resource: Resource): Promise<void> {
    const runs = this.#sessions.map((session) => new ResourceRun(session, resource)) as [ResourceRun, ResourceRun];
    if (!resource.operations.has('create') || !runs[0].operation('create')) return;
    const records = await Promise.all(runs.map(({ session }) => session.records.fresh(resource)));
    const [first, second] = records as [TestRecord | undefined, TestRecord | undefined];
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
      const title = `${action}, in a row`;
      const [a, b] = await Promise.all([
        runs[0].act(action, first, title, undefined, parts),
        runs[1].act(action, second, title, undefined, parts),
      ]);
      if (a && b) this.#note(title, a, b, [first, second]);
      if (action === 'delete')
        for (const [index, run] of runs.entries()) run.session.records.noteDeleted(records[index] as TestRecord);
    }
  }

  #note(title: string, a: Exchange, b: Exchange, records: readonly (TestRecord | undefined)[] = []): void {
    if (isThrottled(a.received) || isThrottled(b.received)) return;
    const sides = [a, b].map((exchange, index) => ({ exchange, record: records[index] ?? exchange.record })) as [
      Side,
      Side,
    ];
    this.#compared++;
    const unlike = compareAnswers(...sides);
    // In a row of steps it is known which records there are.
    if (!unlike || (records.length === 0 && dependsOnRecords(a, b))) return;
    const key = `${a.case.operation.id} ${unlike.what} ${unlike.message} ${a.case.pointer}`;
    const known = this.#seen.get(key);
    if (known) known.count++;
    else this.#seen.set(key, { unlike, sides, title, count: 1 });
  }

  async report(contract: Contract, urls: readonly [string, string]): Promise<CompareReport> {
    const secrets = this.#sessions.map(({ parts }) => parts.identity.secrets);
    const differences = [...this.#seen.values()].map(async ({ unlike, sides, title, count }): Promise<Difference> => {
      const [{ exchange }] = sides;
      const hidden = (index: number) => secrets[index] ?? new Map<string, string>();
      return {
        operationId: exchange.case.operation.id,
        what: unlike.what,
        message: `${title}: ${unlike.message}`,
        pointer: exchange.case.pointer,
        ...(await contract.locate(exchange.case.pointer)),
        count,
        request: showRequest(urls[0], exchange.request, hidden(0)),
        answers: sides.map((side, index) => showAnswer(side.exchange.received, hidden(index))) as [
          ShownAnswer,
          ShownAnswer,
        ],
        curl: sides.map((side, index) => toCurl(urls[index] as string, side.exchange.request, hidden(index))) as [
          string,
          string,
        ],
      };
    });
    const tested = this.#plan.operations.map((operation) => this.#plan.tested(operation));
    return {
      urls,
      differences: await Promise.all(differences),
      compared: this.#compared,
      notComparable: tested.flatMap((operation) => {
        const reason = whyNot(operation);
        return reason === undefined ? [] : [{ operationId: operation.id, reason }];
      }),
    };
  }
}

/** Why what an operation answers to a valid request can't be compared. */
function whyNot({ operation, part, parent, givesTokens, base }: TestedOperation): string | undefined {
  if (!base) return 'no valid request could be made: nothing satisfies its schemas';
  if (givesTokens) return 'what it answers depends on who asks';
  if (part || parent || /^(get|head|options)$/.test(operation.method)) return undefined;
  return 'the contract can not say what it does: neither links nor paths make it part of a resource';
}

function isComparable({ operation, expectation }: Case): boolean {
  // Which credentials are good is not in the contract.
  if (expectation.kind === 'unauthorized') return expectation.how !== 'wrong';
  const succeeds = expectation.kind === 'accepted' || expectation.kind === 'answered';
  const isExample = expectation.kind === 'status' && expectation.status.startsWith('2');
  return !(succeeds || isExample) || whyNot(operation) === undefined;
}

/** Whether one server has a record by chance that the other has not. */
function dependsOnRecords(a: Exchange, b: Exchange): boolean {
  const statuses = [a.received.status, b.received.status];
  return !(a.hasRecord && b.hasRecord) && statuses.includes(404) && statuses.some((status) => status < 300);
}
