import type { Operation } from '../../contract/document/operations.ts';
import { Router } from '../../contract/request/router.ts';
import type { Case } from '../plan/case.ts';
import { casesOf } from '../cases/index.ts';
import { Collector } from '../findings/finding-collector.ts';
import { Client, usualTimeout } from '../http/client.ts';
import { Coverage } from '../coverage/coverage.ts';
import { Identity } from '../http/identity.ts';
import { Plan } from '../plan/plan.ts';
import { concurrency, runAll } from '../run/run-all.ts';
import { type CheckOptions, runPlan } from '../run-checks.ts';
import { runSequences } from '../sequences/index.ts';
import { readingBack } from '../sequences/read-back.ts';
import { runTokens } from '../sequences/tokens.ts';
import { Session } from '../run/session.ts';
import { assertReachable, checkTarget } from '../http/target.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { answerSpoilings } from './response-faults.ts';
import { SpoilingProxy } from './fault-proxy.ts';
import { requestSpoilings } from './request-faults.ts';
import type { Passed, Spoiling } from './injected-fault.ts';
import { stateSpoilings } from './state-faults.ts';

export interface ScoreOptions extends Omit<CheckOptions, 'budget' | 'cases' | 'baseline'> {}

/** A spoiling that the suite did not find. */
export interface MissedSpoiling {
  readonly operationId: string;
  readonly title: string;
  readonly pointer: string;
}

export interface ScoreReport {
  readonly url: string;
  /** How many things were spoiled, one at a time. */
  readonly spoilings: number;
  readonly found: number;
  readonly missed: readonly MissedSpoiling[];
  /** Of those that had an effect: an answer that never has a property can't lose it. */
  readonly percent: number;
  readonly seconds: number;
}

/**
 * How many defects the suite finds: a proxy before the server spoils one thing at a time, each derived from the contract,
 * and the suite runs through it without requests at random, until it finds something.
 * @throws {CheckError} where the server can't be tested
 */
export async function scoreSuite(options: ScoreOptions): Promise<ScoreReport> {
  const { contract, timeout = usualTimeout, onProgress = () => {} } = options;
  const started = performance.now();
  const url = checkTarget(options.url, options.allowTargets ?? []);
  const plan = new Plan(contract, options);
  const samples = new Map<string, Map<number, Passed>>();
  const proxy = new SpoilingProxy(url, new Router(contract.operations), timeout, (operationId, passed) => {
    const known = samples.get(operationId) ?? new Map<number, Passed>();
    samples.set(operationId, known);
    if (!known.has(passed.status)) known.set(passed.status, passed);
  });
  const direct = new Client(url, { timeout, connections: 1 });
  const client = new Client(await proxy.listen(), { timeout, connections: concurrency });
  try {
    await assertReachable(direct);
    const identity = await Identity.of(contract, url, options, false);
    const suite = new Suite(plan, client, identity);
    onProgress('running the suite on the server as it is');
    const before = await suite.runWhole();
    const frozen = new Map([...samples].map(([id, known]) => [id, new Map(known)]));
    const spoilings: Spoiling[] = [];
    for (const operation of plan.operations) {
      const tested = plan.tested(operation);
      spoilings.push(...answerSpoilings(tested, frozen));
      for await (const spoiling of requestSpoilings(tested, frozen, identity, plan.formats)) spoilings.push(spoiling);
      spoilings.push(...stateSpoilings(tested, plan, frozen));
    }
    const missed: MissedSpoiling[] = [];
    let ineffective = 0;
    for (const [index, spoiling] of spoilings.entries()) {
      onProgress(`spoiling ${index + 1} of ${spoilings.length}: ${spoiling.operation.id} ${spoiling.title}`);
      proxy.spoiling = spoiling;
      proxy.spoiled = 0;
      const isFound = await suite.finds(spoiling, before);
      proxy.spoiling = undefined;
      // Before a server that is gone, each spoiling would seem to be found.
      if (isFound) await assertReachable(direct);
      const { operation, title, pointer } = spoiling;
      // An answer that never gave an occasion spoiled nothing; a request that was never sent is the suite's to send.
      if (!isFound && !spoiling.before && proxy.spoiled === 0) ineffective++;
      else if (!isFound) missed.push({ operationId: operation.id, title, pointer });
    }
    const effective = spoilings.length - ineffective;
    const found = effective - missed.length;
    return {
      url,
      spoilings: effective,
      found,
      missed,
      percent: effective === 0 ? 100 : Math.floor((1000 * found) / effective) / 10,
      seconds: Math.round((performance.now() - started) / 100) / 10,
    };
  } finally {
    for (const one of [client, direct]) await one.close();
    await proxy.close();
  }
}

/** The suite without what is at random. */
class Suite {
  readonly #plan: Plan;
  readonly #client: Client;
  readonly #identity: Identity;
  readonly #cases = new Map<Operation, readonly Case[]>();

  constructor(plan: Plan, client: Client, identity: Identity) {
    this.#plan = plan;
    this.#client = client;
    this.#identity = identity;
  }

  /** @returns what it finds where nothing is spoiled */
  async runWhole(): Promise<Collector> {
    const session = this.#session(new Collector(new Map()));
    await runPlan(session, () => {});
    await runAll(session, session.records.deletions());
    return session.parts.collector;
  }

  /** Runs until something is found that wasn't before: the cases that are about it first. */
  async finds({ operation, pointer }: Spoiling, before: Collector): Promise<boolean> {
    const collector = new Collector(new Map(), before);
    const session = this.#session(collector, () => collector.size > 0);
    const { resource } = operation.part ?? {};
    const related = resource ? [...resource.operations.values()].map((part) => part.operation) : [];
    const others = this.#plan.operations.filter(
      (other) => other !== operation.operation && (related.includes(other) || other.path === operation.operation.path),
    );
    const own = this.#casesOf(operation);
    const runner = readingBack(session);
    for (const isMeant of [true, false])
      await runAll(
        runner,
        own.filter((made) => (made.pointer === pointer) === isMeant),
      );
    await runTokens(session, operation);
    if (resource) await runSequences(session, resource);
    for (const other of others) await runAll(runner, this.#casesOf(this.#plan.tested(other)));
    // What the others have made may be in its answers.
    await runAll(runner, own);
    const isFound = collector.size > 0;
    const cleaning = this.#session(new Collector(new Map()));
    await runAll(cleaning, session.records.deletions());
    return isFound;
  }

  #casesOf(operation: TestedOperation): readonly Case[] {
    const known = this.#cases.get(operation.operation) ?? [...casesOf(operation, this.#plan, this.#identity)];
    this.#cases.set(operation.operation, known);
    return known;
  }

  #session(collector: Collector, isEnough?: () => boolean): Session {
    return new Session({
      plan: this.#plan,
      client: this.#client,
      identity: this.#identity,
      collector,
      coverage: new Coverage(this.#plan),
      deadline: Number.POSITIVE_INFINITY,
      isEnough,
    });
  }
}
