import type { Scenario, ScenarioStep } from '../scenario/scenario.ts';

/** A response that takes precedence over the scenario, for the next requests. */
export interface NextResponse extends ScenarioStep {
  /** Default: whichever operation is asked next. */
  readonly operationId?: string;
  /** For how many requests. Default: 1. */
  readonly times?: number;
}

/** Where a scenario stands. */
export interface PlayerPosition {
  readonly scenario: Scenario;
  readonly counts: ReadonlyMap<string, number>;
  readonly queue: readonly NextResponse[];
}

/** Plays a scenario: knows the next response of each operation. */
export class ScenarioPlayer {
  #scenario: Scenario;
  #counts = new Map<string, number>();
  #queue: NextResponse[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  /** Starts from the beginning, and forgets what was queued. */
  reset(scenario: Scenario = this.#scenario): void {
    this.#scenario = scenario;
    this.#counts.clear();
    this.#queue = [];
  }

  /** Responses for the next requests, in this order. */
  queue(responses: readonly NextResponse[]): void {
    this.#queue.push(...responses);
  }

  get position(): PlayerPosition {
    return { scenario: this.#scenario, counts: new Map(this.#counts), queue: [...this.#queue] };
  }

  set position({ scenario, counts, queue }: PlayerPosition) {
    this.#scenario = scenario;
    this.#counts = new Map(counts);
    this.#queue = [...queue];
  }

  /** The step for an operation's next request; undefined for a normal response. */
  next(operationId: string): ScenarioStep | undefined {
    const queued = this.#takeQueued(operationId);
    if (queued) return queued;
    const script = this.#scenario.answers?.[operationId];
    if (!script) return undefined;
    const count = this.#counts.get(operationId) ?? 0;
    this.#counts.set(operationId, count + 1);
    const { first = [], always = 'normal' } = script;
    const turns = [always].flat();
    const step = count < first.length ? first[count] : turns[(count - first.length) % Math.max(1, turns.length)];
    return step === 'normal' ? undefined : step;
  }

  #takeQueued(operationId: string): ScenarioStep | undefined {
    const index = this.#queue.findIndex((queued) => (queued.operationId ?? operationId) === operationId);
    const found = this.#queue[index];
    if (!found) return undefined;
    const { times = 1 } = found;
    if (times > 1) this.#queue[index] = { ...found, times: times - 1 };
    else this.#queue.splice(index, 1);
    return found;
  }
}
