import type { Contract } from '../contract/document/load-contract.ts';
import type { Case } from './plan/case.ts';
import { casesOf } from './cases/index.ts';
import { type CheckFinding, Collector } from './findings/finding-collector.ts';
import { Client, usualTimeout } from './http/client.ts';
import { Coverage } from './coverage/coverage.ts';
import type { CoverageReport } from './coverage/coverage-report.ts';
import { Identity, type IdentityOptions } from './http/identity.ts';
import { Plan, type PlanOptions } from './plan/plan.ts';
import { concurrency, runAll } from './run/run-all.ts';
import { runSequences } from './sequences/index.ts';
import { readingBack } from './sequences/read-back.ts';
import { runTokens } from './sequences/tokens.ts';
import { Session } from './run/session.ts';
import { assertReachable, checkTarget } from './http/target.ts';

export interface CheckOptions extends PlanOptions, IdentityOptions {
  readonly contract: Contract;
  /** Where the server is, in the place of `servers[0].url`. */
  readonly url: string;
  /** The same seed makes the same requests. Default: 1. */
  readonly seed?: number | undefined;
  /** How long the run may take, in milliseconds; what is left of it goes to requests made at random. */
  readonly budget?: number | undefined;
  /** How many requests are made at random for each operation. Default: 300, without limit where there is a budget. */
  readonly cases?: number | undefined;
  /** How long an answer may take, in milliseconds. Default: 10,000. */
  readonly timeout?: number | undefined;
  /** Hosts that may be sent to although they are not this machine. */
  readonly allowTargets?: readonly string[] | undefined;
  /** Fingerprints of findings that are known: they are told apart from the others. */
  readonly baseline?: readonly string[] | undefined;
  /** Is told what is done now. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface CheckReport {
  readonly url: string;
  readonly seed: number;
  /** How many requests were sent. */
  readonly requests: number;
  readonly seconds: number;
  readonly findings: readonly CheckFinding[];
  /** Findings that the baseline has. */
  readonly known: readonly CheckFinding[];
  readonly coverage: CoverageReport;
  /** Whether the run ended before all that it had to send was sent: the time was over, or the server was gone. */
  readonly incomplete: boolean;
}

const usualCases = 300;
/** In how many streams an operation is sent requests at random. */
const streams = 4;
/** What there is for taking away what was made, in milliseconds, beside the budget. */
const cleaningTime = 5_000;

/**
 * Tests whether a running server keeps its contract. It writes data: what it makes it deletes again, as far as the
 * contract says how.
 * @throws {CheckError} where it can't be tested: nobody answers, or it may not be sent to
 */
export async function runChecks(options: CheckOptions): Promise<CheckReport> {
  const { contract, seed = 1, budget, timeout = usualTimeout, onProgress = () => {} } = options;
  const started = performance.now();
  const url = checkTarget(options.url, options.allowTargets ?? []);
  const plan = new Plan(contract, options);
  const client = new Client(url, { timeout, connections: concurrency });
  try {
    await assertReachable(client, budget);
    const signingIn = Identity.of(contract, url, options);
    await makeReady(plan);
    const identity = await signingIn;
    const collector = new Collector(identity.secrets);
    const coverage = new Coverage(plan);
    const deadline = budget === undefined ? Number.POSITIVE_INFINITY : started + budget;
    const session = new Session({ plan, client, identity, collector, coverage, deadline });
    await runPlan(session, onProgress);
    const cases = options.cases ?? (budget === undefined ? usualCases : Number.POSITIVE_INFINITY);
    if (cases > 0) await runAtRandom(session, seed, cases, onProgress);
    const incomplete = session.isOver;
    session.grantTime(cleaningTime);
    await runAll(session, session.records.deletions());
    const report = coverage.report();
    reportUnsuccessful(session, report);
    const found = await collector.findings(contract, url);
    const isKnown = ({ fingerprint }: CheckFinding) => options.baseline?.includes(fingerprint) === true;
    return {
      url,
      seed,
      requests: session.sent,
      seconds: Math.round(performance.now() - started) / 1000,
      findings: found.filter((finding) => !isKnown(finding)),
      known: found.filter(isKnown),
      coverage: report,
      incomplete,
    };
  } finally {
    await client.close();
  }
}

/**
 * Sends what doesn't depend on chance: what follows from each other, while there are few records to look through, then
 * each operation's own cases.
 */
export async function runPlan(session: Session, onProgress: (text: string) => void): Promise<void> {
  const { plan } = session.parts;
  const tokens = plan.operations
    .filter(plan.givesTokens)
    .map((operation) => runTokens(session, plan.tested(operation)));
  for (const resource of plan.resources) {
    onProgress(`records of ${resource.path}`);
    await runSequences(session, resource);
  }
  await runAll(readingBack(session), everyCase(session, onProgress));
  await Promise.all(tokens);
}

/** The cases of all operations, made ready one after the other. */
function* everyCase(session: Session, onProgress: (text: string) => void): Generator<Case> {
  const { plan, identity, coverage } = session.parts;
  // It takes a server long to look at a password: the others go on meanwhile.
  const operations = plan.operations.toSorted((a, b) => Number(plan.givesTokens(b)) - Number(plan.givesTokens(a)));
  for (const [index, operation] of operations.entries()) {
    onProgress(`${operation.operationId} (${index + 1} of ${operations.length})`);
    const tested = plan.tested(operation);
    coverage.open(tested, tested.base ? undefined : 'no valid request could be made: nothing satisfies its schemas');
    yield* casesOf(tested, plan, identity);
  }
}

async function runAtRandom(
  session: Session,
  seed: number,
  cases: number,
  onProgress: (text: string) => void,
): Promise<void> {
  // It takes time to load.
  const { runRandom } = await import('./run/random.ts');
  const { plan } = session.parts;
  // In rounds, so that each operation has its share of a budget.
  const round = Math.min(cases, usualCases);
  for (let done = 0; done < cases && !session.isOver; done += round) {
    const before = session.sent;
    const share = Math.ceil(Math.min(round, cases - done) / streams);
    const queue = plan.operations.flatMap((operation) =>
      Array.from({ length: streams }, (_, stream) => ({ operation, stream })),
    );
    // One request follows from the answer to the one before it: several streams share the time.
    const work = async () => {
      for (let next = queue.shift(); next && !session.isOver; next = queue.shift()) {
        onProgress(`${next.operation.operationId} at random`);
        await runRandom(session, plan.tested(next.operation), (seed + done) * streams + next.stream, share);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    if (session.sent === before) return;
  }
}

/** While the server looks at a password, the first operations are made ready. */
async function makeReady(plan: Plan): Promise<void> {
  // The request has to be on its way before.
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  for (const operation of plan.operations.slice(0, 3)) {
    const { base, maker } = plan.tested(operation);
    if (base) maker.edges(base).next();
    if (maker.body?.pointer !== undefined) maker.instances.edges(maker.body.pointer);
  }
}

/** Says which operations could hardly be tested; that none could is no success. */
function reportUnsuccessful(session: Session, { operations }: CoverageReport): void {
  const { plan, collector } = session.parts;
  const silent = operations.filter(({ succeeded }) => !succeeded);
  const isNone = silent.length === operations.length;
  for (const { operationId, sent, method } of silent) {
    const operation = plan.operations.find((other) => other.operationId === operationId);
    // What is known to be wrong may well be why.
    if (!operation || (sent === 0 && !isNone) || collector.hasAny(isNone ? undefined : operationId)) continue;
    const pointer = isNone ? '#/paths' : operation.pointer;
    const message = isNone ? 'and no other operation ever answered with success' : 'never answered with success';
    const request = { method, target: operation.path, headers: {}, body: undefined, value: undefined };
    const severity = isNone ? 'error' : 'warning';
    const found = { code: 'never-succeeded', message, pointer, severity } as const;
    collector.add(found, session.refusals.get(operationId) ?? { operationId, request, received: undefined });
  }
}
