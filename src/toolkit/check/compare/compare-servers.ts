import { Plan } from '../plan/plan.ts';
import { openSession, type RunOptions } from '../run/open-session.ts';
import { runAll } from '../run/run-all.ts';
import type { Session } from '../run/session.ts';
import { Comparison, type Difference, type NotComparable } from './comparison.ts';

/** What {@link compareServers} compares. */
export interface CompareOptions extends Omit<RunOptions, 'url'> {
  /** Where the servers are, each in place of `servers[0].url`. */
  readonly urls: readonly [string, string];
}

/** The result of {@link compareServers}. */
export interface CompareReport {
  readonly urls: readonly [string, string];
  readonly differences: readonly Difference[];
  /** How many requests both servers responded to. */
  readonly compared: number;
  /** How many requests neither server responded to. */
  readonly unanswered: number;
  /** Servers that went away, which ended the comparison. */
  readonly gone: readonly string[];
  readonly notComparable: readonly NotComparable[];
}

/**
 * Sends the same requests to two servers, and reports where they differ in what the contract determines: whether there is a
 * response, success or failure, status, media type, declared headers, shape of the body, and the bodies of failures. Ids
 * and times may differ.
 * @throws {CheckError} if one of them may not be tested, doesn't respond, or rejects the user
 * @example
 * ```ts
 * import { compareServers, loadContract } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * const { differences } = await compareServers({ contract, urls: ['http://127.0.0.1:4010', 'http://127.0.0.1:8080'] });
 * for (const { operationId, message } of differences) console.log(operationId, message);
 * ```
 */
export async function compareServers(options: CompareOptions): Promise<CompareReport> {
  const { contract, onProgress = () => {} } = options;
  const plan = new Plan(contract, options);
  const sessions = await openBoth(plan, options);
  try {
    const comparison = new Comparison(plan, sessions);
    for (const resource of plan.resources) await comparison.runSequence(resource);
    await runAll(comparison, comparison.cases(onProgress));
    const urls = [sessions[0].parts.client.url, sessions[1].parts.client.url] as const;
    const gone = urls.filter((_url, index) => sessions[index]?.isOver);
    for (const session of sessions) await runAll(session, session.records.deletions());
    const { compared, unanswered, notComparable } = comparison;
    return { urls, differences: await comparison.differences(contract), compared, unanswered, gone, notComparable };
  } finally {
    for (const { parts } of sessions) await parts.client.close();
  }
}

async function openBoth(plan: Plan, { urls, ...options }: CompareOptions): Promise<readonly [Session, Session]> {
  const first = await openSession(plan, { ...options, url: urls[0] });
  try {
    return [first, await openSession(plan, { ...options, url: urls[1] })];
  } catch (error) {
    await first.parts.client.close();
    throw error;
  }
}
