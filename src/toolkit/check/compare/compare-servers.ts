import { Collector } from '../findings/finding-collector.ts';
import { Client, usualTimeout } from '../http/client.ts';
import { Coverage } from '../coverage/coverage.ts';
import { Identity } from '../http/identity.ts';
import { Plan } from '../plan/plan.ts';
import { concurrency, runAll } from '../run/run-all.ts';
import type { CheckOptions } from '../run-checks.ts';
import { Session } from '../run/session.ts';
import { assertReachable, checkTarget } from '../http/target.ts';
import { Comparison, type Difference, type NotComparable } from './comparison.ts';

export interface CompareOptions extends Omit<CheckOptions, 'url' | 'budget' | 'cases' | 'baseline'> {
  readonly urls: readonly [string, string];
}

export interface CompareReport {
  readonly urls: readonly [string, string];
  readonly differences: readonly Difference[];
  /** How many requests were sent to both, and answered by both. */
  readonly compared: number;
  /** How many were answered by neither. */
  readonly unanswered: number;
  /** Those of the two where nobody answers any more, which ended the comparison. */
  readonly gone: readonly string[];
  readonly notComparable: readonly NotComparable[];
}

/**
 * Sends the same requests to two servers, and says where they differ in what the contract decides: whether there is an
 * answer, verdict, status, media type, declared headers, shape of the body, texts of failures. Ids and times are each
 * server's own.
 * @throws {CheckError} where one of them can't be tested
 */
export async function compareServers(options: CompareOptions): Promise<CompareReport> {
  const { contract, timeout = usualTimeout, onProgress = () => {} } = options;
  const plan = new Plan(contract, options);
  const urls = options.urls.map((url) => checkTarget(url, options.allowTargets ?? [])) as [string, string];
  const clients = urls.map((url) => new Client(url, { timeout, connections: concurrency }));
  try {
    const sessions = (await Promise.all(clients.map((client) => openSession(plan, client, options)))) as [
      Session,
      Session,
    ];
    const comparison = new Comparison(plan, sessions);
    for (const resource of plan.resources) await comparison.runSequence(resource);
    await runAll(comparison, comparison.cases(onProgress));
    const gone = urls.filter((_url, index) => sessions[index]?.isOver);
    for (const session of sessions) await runAll(session, session.records.deletions());
    const { compared, unanswered, notComparable } = comparison;
    return { urls, differences: await comparison.differences(contract), compared, unanswered, gone, notComparable };
  } finally {
    for (const client of clients) await client.close();
  }
}

async function openSession(plan: Plan, client: Client, options: CompareOptions): Promise<Session> {
  await assertReachable(client);
  const identity = await Identity.of(options.contract, client.url, options);
  return new Session({
    plan,
    client,
    identity,
    collector: new Collector(identity.secrets),
    coverage: new Coverage(plan),
    deadline: Number.POSITIVE_INFINITY,
  });
}
