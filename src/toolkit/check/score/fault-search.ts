import type { Operation } from '../../contract/document/operations.ts';
import { casesOf } from '../cases/index.ts';
import { FindingCollector } from '../findings/finding-collector.ts';
import { Secrets } from '../http/secrets.ts';
import type { Case } from '../plan/case.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { runAll } from '../run/run-all.ts';
import { Session, type SessionParts } from '../run/session.ts';
import { runPlan } from '../run-plan.ts';
import { runSequences } from '../sequences/index.ts';
import { ReadingBack } from '../sequences/read-back.ts';
import { runTokens } from '../sequences/tokens.ts';
import type { InjectedFault } from './injected-fault.ts';

/** For how many operations the cases are cached. */
const maxKnownCases = 40;

/** Runs the contract tests, without random requests, to find an injected fault. */
export class FaultSearch {
  readonly #parts: Pick<SessionParts, 'plan' | 'client' | 'identity'>;
  readonly #cases = new Map<Operation, readonly Case[]>();
  /** The findings without a fault. */
  #known = new FindingCollector(new Secrets());

  constructor(parts: Pick<SessionParts, 'plan' | 'client' | 'identity'>) {
    this.#parts = parts;
  }

  async runWithoutFault(): Promise<void> {
    const session = this.#open(new FindingCollector(new Secrets()));
    await runPlan(session, () => {});
    await runAll(session, session.records.deletions());
    this.#known = session.parts.collector;
  }

  /** Runs until there is a new finding. The cases with the fault's pointer come first. */
  async finds({ operation, pointer }: InjectedFault): Promise<boolean> {
    const { plan } = this.#parts;
    const collector = new FindingCollector(new Secrets(), this.#known);
    const session = this.#open(collector, () => collector.size > 0);
    const { resource } = operation.part ?? {};
    const related = resource ? [...resource.operations.values()].map((part) => part.operation) : [];
    const others = plan.operations.filter(
      (other) => other !== operation.operation && (related.includes(other) || other.path === operation.operation.path),
    );
    const own = this.#casesOf(operation);
    const runner = new ReadingBack(session);
    for (const isAboutFault of [true, false])
      await runAll(
        runner,
        own.filter((testCase) => (testCase.pointer === pointer) === isAboutFault),
      );
    await runTokens(session, operation);
    if (resource) await runSequences(session, resource);
    for (const other of others) await runAll(runner, this.#casesOf(plan.tested(other)));
    // Its responses may have the records that the others have created. A runner sends no case twice.
    await runAll(new ReadingBack(session), own);
    const isFound = collector.size > 0;
    await runAll(this.#open(new FindingCollector(new Secrets())), session.records.deletions());
    return isFound;
  }

  #casesOf(operation: TestedOperation): readonly Case[] {
    const { plan, identity } = this.#parts;
    const cases = this.#cases.get(operation.operation) ?? [...casesOf(operation, plan, identity)];
    // The least recently used ones are the first.
    this.#cases.delete(operation.operation);
    this.#cases.set(operation.operation, cases);
    const [oldest] = this.#cases.keys();
    if (this.#cases.size > maxKnownCases && oldest) this.#cases.delete(oldest);
    return cases;
  }

  #open(collector: FindingCollector, isEnough?: () => boolean): Session {
    return new Session({ ...this.#parts, collector, isEnough });
  }
}
