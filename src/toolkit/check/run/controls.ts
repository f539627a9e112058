import type { Operation } from '../../contract/document/operations.ts';
import type { MadeRequest } from '../../instances/index.ts';
import { limitCases } from '../cases/valid.ts';
import { isThrottled } from '../http/retry-after.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { attemptsAt, type Freshness, type Uses } from './attempts.ts';
import type { CaseResult } from './case-result.ts';
import { mayComeBefore } from './earlier-actions.ts';
import { earlyRefusal, type Knowledge, keysOf, mayControl, nothingKnown } from './knowledge.ts';
import type { Records } from './records.ts';
import { isOfForm, isSuspicious, repeats } from './refusals.ts';

/** What sends a case, once. */
export interface Sender {
  sendOnce(testCase: Case, freshness: Freshness): Promise<CaseResult | undefined>;
  readonly records: Pick<Records, 'retire' | 'skipSerials'>;
}

/** The final result of a case. */
export interface Settled {
  readonly result: CaseResult;
  /** Why the response says nothing about the case; undefined if it does. */
  readonly reason?: string | undefined;
  /** The first result, where the case was sent again. */
  readonly first?: CaseResult | undefined;
}

/** How many times a case is sent again with other values. */
const maxAttempts = 2;
/** How many refusals are repeated once it is known why unbroken requests are refused. */
const maxEarly = 40;

/**
 * Tells refusals that are about a case from those that the unbroken request gets as well: for a value that is taken, for a
 * record that is used up. What the unbroken request needs is then done for all.
 */
export class Controls {
  readonly #sender: Sender;
  readonly #plan: Plan | undefined;
  readonly #known = new Map<string, Knowledge>();
  /** Cases that were refused like the unbroken request, before it was known what that needs. */
  readonly #early: Case[] = [];

  /** @param plan where other operations may help one that is refused */
  constructor(sender: Sender, plan?: Plan) {
    this.#sender = sender;
    this.#plan = plan;
  }

  #of({ id }: TestedOperation): Knowledge {
    const known = this.#known.get(id) ?? nothingKnown();
    this.#known.set(id, known);
    return known;
  }

  /** What a case gets that no other request has, as far as it is known to be necessary. */
  freshnessOf({ operation, expectation, isExact }: Case): Freshness {
    const { isVaried, freshRecord, freshReferences, earlier } = this.#of(operation);
    if (isExact || expectation.kind === 'status') return {};
    // A request that is refused uses nothing up.
    const mayUse = expectation.kind === 'accepted' || expectation.kind === 'any';
    return { isVaried, freshRecord: mayUse && freshRecord, freshReferences: mayUse && freshReferences, earlier };
  }

  /** What has to be done with a record before an action; nothing, as far as it is known. */
  earlierThan({ id }: Pick<TestedOperation, 'id'>): readonly Operation[] {
    return this.#known.get(id)?.earlier ?? [];
  }

  /** What may have to be done with a record before an action: what is known, else nothing, or another action. */
  choicesBefore(operation: TestedOperation): (readonly Operation[])[] {
    const known = this.earlierThan(operation);
    return known.length > 0 ? [known] : [[], ...this.#actionsBefore(operation)];
  }

  noteEarlier(operation: TestedOperation, earlier: readonly Operation[]): void {
    if (earlier.length > 0) Object.assign(this.#of(operation), { earlier });
  }

  /** Sends a case, and again with other values and records if the response may not be about it. */
  async settle(testCase: Case): Promise<Settled | undefined> {
    const knowledge = this.#of(testCase.operation);
    // What is found out for another case holds for this one.
    if (!testCase.isControl) await knowledge.diagnosing;
    const first = await this.#sender.sendOnce(testCase, this.freshnessOf(testCase));
    if (!first?.exchange || testCase.isControl) return first && { result: first };
    if (!isSuspicious(first.exchange, knowledge.refusesBase) || this.#isRefusedExample(first.exchange, knowledge)) {
      this.#note(testCase, first.exchange, knowledge);
      return { result: first };
    }
    return this.#settleSuspicious(testCase, first, first.exchange.received.status, knowledge);
  }

  async #settleSuspicious(testCase: Case, first: CaseResult, status: number, knowledge: Knowledge): Promise<Settled> {
    if (first.exchange && isThrottled(first.exchange.received))
      return { result: first, reason: `${status}: too many requests` };
    for (let attempt = 0; knowledge.cured !== undefined && attempt < maxAttempts; attempt++) {
      const again = await this.#sendAgain(testCase, first, status, knowledge);
      if (again?.exchange && !isSuspicious(again.exchange, knowledge.refusesBase)) return { result: again, first };
      if (knowledge.blocked.has(status)) break;
      this.#sender.records.skipSerials();
    }
    if (!knowledge.blocked.has(status) && mayControl(testCase, status, knowledge)) {
      knowledge.diagnosing ??= this.#diagnose(testCase, status, knowledge).finally(() => {
        knowledge.diagnosing = undefined;
      });
      await knowledge.diagnosing;
      const again = knowledge.blocked.has(status)
        ? undefined
        : await this.#sendAgain(testCase, first, status, knowledge);
      if (again?.exchange && again.exchange.received.status !== status) return { result: again, first };
      const varied = again && (await this.#sendVaried(testCase, status, knowledge));
      if (varied) return { result: varied, first };
    }
    const isAllowed = testCase.expectation.kind === 'accepted';
    const reason =
      knowledge.blocked.get(status) ??
      (isAllowed ? `${status}: it is refused, and a request that nothing is wrong with is accepted` : undefined);
    return { result: first, reason };
  }

  /** With other records in the place of those that may be used up. */
  #sendAgain(
    testCase: Case,
    { shared }: CaseResult,
    status: number,
    knowledge: Knowledge,
  ): Promise<CaseResult | undefined> {
    if (!isOfForm(status) || knowledge.freshRecord || knowledge.freshReferences) this.#sender.records.retire(shared);
    // An example is sent as it is written at first.
    const expectation = repeats(testCase.expectation) ? ({ kind: 'accepted' } as const) : testCase.expectation;
    const freshness = this.freshnessOf({ ...testCase, expectation });
    return this.#sender.sendOnce(testCase, { ...freshness, variesTested: expectation.kind === 'accepted' });
  }

  /** An example that was refused for its form, and has never succeeded as it is written, is refused for what it is. */
  #isRefusedExample({ case: { expectation }, request, received }: Exchange, { succeeded }: Knowledge): boolean {
    return expectation.kind === 'status' && isOfForm(received.status) && !succeeded.has(keyOf(request));
  }

  /** With all other values varied: some of them may be taken, although those of the unbroken request are not. */
  async #sendVaried(testCase: Case, status: number, knowledge: Knowledge): Promise<CaseResult | undefined> {
    const { expectation, parts } = testCase;
    if (expectation.kind !== 'accepted' || typeof parts.body !== 'object' || status === 401 || status === 403) return;
    const { freshRecord, freshReferences, earlier } = knowledge;
    const varied = { isVaried: () => true, freshRecord, freshReferences, earlier };
    const result = await this.#sender.sendOnce(testCase, { ...varied, variesTested: !isOfForm(status) });
    if (!result?.exchange || result.exchange.received.status >= 400) return undefined;
    this.#cure(testCase.operation, varied, status);
    return result;
  }

  #note(testCase: Case, { request, received: { status } }: Exchange, knowledge: Knowledge): void {
    const { kind } = testCase.expectation;
    const isWritten = kind === 'status' || testCase.parts === testCase.operation.base;
    if (isWritten && status < 300 && knowledge.succeeded.size < maxEarly) knowledge.succeeded.add(keyOf(request));
    if (kind === 'accepted' && status < 400) knowledge.refusesBase = undefined;
    const isEarly = kind === 'refused' && knowledge.cured === undefined && isOfForm(status);
    if (isEarly && knowledge.early.length < maxEarly) knowledge.early.push(earlyRefusal(testCase, status));
  }

  /** Finds out with what the unbroken request is accepted. */
  async #diagnose(suspicious: Case, status: number, knowledge: Knowledge): Promise<void> {
    const { operation } = suspicious;
    const { base } = operation;
    if (!base) return;
    const testCase: Case = {
      operation,
      title: 'a request that nothing is wrong with',
      expectation: { kind: 'any' },
      pointer: operation.operation.pointer,
      parts: base,
      isControl: true,
      isAwaited: true,
      ...(suspicious.isAwaited && suspicious.creating && { creating: suspicious.creating }),
    };
    const { isVaried, freshRecord, freshReferences, earlier } = knowledge;
    let now: Uses = { isVaried, freshRecord, freshReferences, earlier };
    let last: number | undefined;
    let accepted: Case | undefined;
    let refusal = '';
    const actions = () => this.#actionsBefore(operation);
    for (const attempt of attemptsAt(operation, status, now, () => refusal, actions)) {
      now = attempt;
      const result = await this.#sender.sendOnce(testCase, now);
      if (!result?.exchange) continue;
      last = result.exchange.received.status;
      accepted = result.exchange.case;
      if (last < 400) break;
      refusal = result.exchange.received.bytes.toString('latin1', 0, 2000);
    }
    if (last === undefined) return;
    if (last >= 400) {
      knowledge.refusesBase = last;
      const same = last === status ? 'as well' : `too, with ${last}`;
      knowledge.blocked.set(status, `${status}: a request that nothing is wrong with is refused ${same}`);
      return;
    }
    knowledge.refusesBase = undefined;
    const isNew =
      now.isVaried !== isVaried ||
      now.freshRecord !== freshRecord ||
      now.freshReferences !== freshReferences ||
      now.earlier !== earlier;
    if (isNew) this.#cure(operation, now, status);
    if (now.isVaried !== isVaried && isOfForm(status) && accepted) await this.#tryLimits(accepted);
    if (!isNew)
      for (const key of keysOf(suspicious, status)) knowledge.accepted.set(key, (knowledge.accepted.get(key) ?? 0) + 1);
  }

  #actionsBefore({ operation, part }: TestedOperation): (readonly Operation[])[] {
    const known = ({ operationId: id }: Operation) => this.earlierThan({ id });
    return this.#plan && !part ? mayComeBefore(this.#plan, operation, known) : [];
  }

  /** Where other values were accepted, and are again, they need not be unique: those at a limit may be refused for what they are. */
  async #tryLimits(accepted: Case): Promise<void> {
    const again = await this.#sender.sendOnce({ ...accepted, isExact: true }, {});
    if (again?.exchange && again.exchange.received.status < 400) this.#early.push(...limitCases(accepted.operation));
  }

  #cure(operation: TestedOperation, uses: Uses, cured: number): void {
    const knowledge = Object.assign(this.#of(operation), uses, { cured });
    for (const { testCase, status } of knowledge.early.splice(0))
      if (status === cured) this.#early.push({ ...testCase, operation });
  }

  /** Cases to be sent again, as it is now known what the unbroken request needs. */
  takeEarly(): Case[] {
    return this.#early.splice(0);
  }
}

function keyOf({ target, body }: MadeRequest): string {
  return `${target} ${body}`;
}
