import type { CoverageReport } from './coverage/coverage-report.ts';
import type { Defect } from './findings/defect.ts';
import { diagnose } from './findings/diagnosis.ts';
import type { CheckFinding } from './findings/finding-collector.ts';
import { Plan } from './plan/plan.ts';
import { openSession, type RunOptions, systemClock } from './run/open-session.ts';
import { type CaseRunner, concurrency, runAll } from './run/run-all.ts';
import type { Session } from './run/session.ts';
import { runPlan } from './run-plan.ts';

/** What {@link runChecks} tests, and how much of it. */
export interface CheckOptions extends RunOptions {
  /** The maximum duration of the run, in milliseconds; the rest of it is spent on random requests. */
  readonly budget?: number | undefined;
  /** How many random requests are sent for each operation. Default: 300, or without limit if there is a budget. */
  readonly cases?: number | undefined;
  /** Whether it is an error that refusals aren't declared at all. Default: false, it is a warning. */
  readonly strict?: boolean | undefined;
  /** Ends the run, with what is known by then. */
  readonly signal?: AbortSignal | undefined;
  /** Fingerprints of known findings, which are reported apart from the others. */
  readonly baseline?: readonly string[] | undefined;
}

/** The result of {@link runChecks}. */
export interface CheckReport {
  /** `title` and `version` of the contract's `info`. */
  readonly api: { readonly title: string; readonly version: string };
  /** When the run started, as RFC 3339 has it, in UTC. */
  readonly date: string;
  readonly url: string;
  readonly seed: number;
  /** How many requests were sent. */
  readonly requests: number;
  readonly seconds: number;
  readonly findings: readonly CheckFinding[];
  /** Findings that are in the baseline. */
  readonly known: readonly CheckFinding[];
  readonly coverage: CoverageReport;
  /** Whether the run ended early: the time was over, it was ended by its signal, or the server was gone. */
  readonly incomplete: boolean;
}

const defaultCases = 300;
/** How many random sequences of requests an operation is sent. */
const streams = 4;
/** For deleting the records of the run: a tenth of the budget, and at most this. */
const cleanupTimeMs = 5_000;

/**
 * Tests whether a running server keeps its contract. It writes data, and deletes the records that it
 * created if the contract has an operation for that.
 * @throws {CheckError} if the server may not be tested, doesn't respond, or rejects the user
 * @example
 * ```ts
 * import { loadContract, runChecks } from 'concordat';
 *
 * const contract = await loadContract('openapi.yaml');
 * const { findings, coverage } = await runChecks({ contract, url: 'http://127.0.0.1:8080', budget: 60_000 });
 * for (const { rule, message, curl } of findings) console.log(rule, message, curl);
 * console.log(`${coverage.percent} % of the contract`);
 * ```
 */
export async function runChecks(options: CheckOptions): Promise<CheckReport> {
  const { contract, seed = 1, budget, onProgress = () => {}, now = systemClock } = options;
  const started = now();
  const date = new Date().toISOString();
  const plan = Plan.of(contract, options);
  const end = budget === undefined ? Number.POSITIVE_INFINITY : started + budget;
  const reserveMs = Math.min(cleanupTimeMs, (budget ?? 0) / 10);
  const session = await openSession(plan, options, { deadline: end, reserveMs });
  options.signal?.addEventListener('abort', () => session.end.stop(), { once: true });
  if (options.signal?.aborted) session.end.stop();
  const { client, collector } = session.parts;
  try {
    const cases = options.cases ?? (budget === undefined ? defaultCases : Number.POSITIVE_INFINITY);
    await session.end.within(runAllOf(session, seed, cases, onProgress));
    const diagnosis = diagnoseRun(session);
    const incomplete = session.isOver;
    session.end.startCleanUp(Math.min(now() + cleanupTimeMs, Math.max(end, now())));
    await session.end.within(runAll(cleanUpOf(session, incomplete), session.records.deletions()));
    for (const [operation, why] of plan.elsewhere) session.coverage.open(plan.tested(operation), why);
    plan.forget();
    const coverage = session.coverage.report();
    // Where the run was cut off, operations without a response have not failed.
    if (!incomplete || session.refusals.size > 0) reportUnsuccessful(session, coverage, incomplete);
    const { findings, known } = await collector.findings(contract, client.url, options.baseline, diagnosis);
    const { title = '', version = '' } = contract.document.info ?? {};
    return {
      api: { title: String(title), version: String(version) },
      date,
      url: client.url,
      seed,
      requests: session.sent,
      seconds: Math.round(now() - started) / 1000,
      findings: options.strict === true ? findings.map(toStrict) : findings,
      known,
      coverage,
      incomplete,
    };
  } finally {
    await client.close();
  }
}

function toStrict(finding: CheckFinding): CheckFinding {
  return finding.rule === 'undeclared-refusal' ? { ...finding, severity: 'error' } : finding;
}

/** What happens after a run was cut off is not a part of it. */
function cleanUpOf(session: Session, isCutOff: boolean): CaseRunner {
  return {
    get isOver() {
      return session.end.cleanUpLeftMs === 0;
    },
    execute: (testCase) => (isCutOff ? session.send(testCase) : session.execute(testCase)),
  };
}

async function runAllOf(
  session: Session,
  seed: number,
  cases: number,
  onProgress: (text: string) => void,
): Promise<void> {
  await runPlan(session, onProgress);
  const { plan, client, collector } = session.parts;
  const isHopeless = diagnose(plan.contract, client.url, collector.refusals) !== undefined;
  if (cases > 0 && !isHopeless) await runAtRandom(session, seed, cases, onProgress);
}

/** Records why no valid request succeeded, if all have the same response and the cause is likely. */
function diagnoseRun({ parts: { collector, client, plan } }: Session): Defect | undefined {
  const { uniform } = collector.refusals;
  const diagnosis = diagnose(plan.contract, client.url, collector.refusals);
  if (uniform && diagnosis) collector.add(diagnosis, uniform.evidence);
  return diagnosis;
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
  // In rounds, so that each operation gets a share of the budget.
  const round = Math.min(cases, defaultCases);
  for (let done = 0; done < cases && !session.isOver; done += round) {
    const before = session.sent;
    const count = Math.min(round, cases - done);
    const queue = plan.operations.flatMap((operation) =>
      Array.from({ length: Math.min(streams, count) }, (_, stream) => ({
        operation,
        seed: (seed + done) * streams + stream,
        share: Math.ceil((count - stream) / streams),
      })),
    );
    // Each request of a stream depends on the response to the one before, so that several streams run concurrently.
    const work = async () => {
      for (let next = queue.shift(); next && !session.isOver; next = queue.shift()) {
        onProgress(`${next.operation.operationId} at random`);
        await runRandom(session, plan.tested(next.operation), next.seed, next.share);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    if (session.sent === before) return;
  }
}

/** Reports operations that never succeeded: a warning each, or one error where no operation did. */
function reportUnsuccessful(session: Session, { operations }: CoverageReport, incomplete: boolean): void {
  const { plan, collector } = session.parts;
  const unsuccessful = operations.filter(({ succeeded }) => !succeeded);
  const isNone = unsuccessful.length === operations.length;
  for (const { operationId, sent, method, why = '' } of unsuccessful) {
    const operation = plan.operations.find((other) => other.operationId === operationId);
    // Other findings may be the reason.
    // What a 202 promises need not come.
    if (!isNone && why.startsWith('202:')) continue;
    if (!operation || (sent === 0 && !isNone) || collector.hasAny(isNone ? undefined : operationId)) continue;
    if (incomplete && !session.refusals.has(operationId)) continue;
    const pointer = isNone ? '#/paths' : operation.pointer;
    const message = isNone ? 'never succeeded, nor did any other operation' : 'never succeeded';
    const request = { method, target: operation.path, headers: {}, body: undefined, value: undefined };
    const severity = isNone ? 'error' : 'warning';
    const defect = { code: 'never-succeeded', message, pointer, severity } as const;
    collector.add(defect, session.refusals.get(operationId) ?? { operationId, request, received: undefined });
  }
}
