import type { MockedContract } from '../mocked-contract.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ContractState } from '../state/contract-state.ts';
import { type PlayerPosition, ScenarioPlayer } from './scenario-player.ts';

/** The least and the greatest delay of a response, in milliseconds. */
export type DelayRange = readonly [least: number, most: number];

/** What a session was at some time, to be restored. */
export interface MockSnapshot {
  /** By the system's clock. */
  readonly takenAt: Date;
}

interface SnapshotContent {
  readonly state: ContractState;
  readonly position: PlayerPosition;
  readonly clock: Date | undefined;
  readonly delay: DelayRange | undefined;
}

const contents = new WeakMap<MockSnapshot, SnapshotContent>();

/** What one client sees of the mock and can change: records, scenario, clock and delay. */
export class MockSession {
  readonly #start: () => Scenario;
  readonly #systemClock: () => Date;
  #mocked: MockedContract;
  #state: ContractState;
  readonly player: ScenarioPlayer;
  /** What the clock is stopped at. Default: it runs. */
  clock: Date | undefined;
  /** Default: that of the mock. */
  delay: DelayRange | undefined;

  /** @param start the scenario to begin with, and to go back to */
  constructor(mocked: MockedContract, start: () => Scenario, systemClock: () => Date) {
    this.#start = start;
    this.#systemClock = systemClock;
    this.#mocked = mocked;
    this.player = new ScenarioPlayer(start());
    this.#state = this.#createState();
  }

  get state(): ContractState {
    return this.#state;
  }

  /** Restores what there was at the start. */
  reset(): void {
    this.play(this.#start());
    this.clock = undefined;
    this.delay = undefined;
  }

  /** Starts a scenario, with its records. */
  play(scenario: Scenario): void {
    this.player.reset(scenario);
    this.#state = this.#createState();
  }

  /** Takes another contract, and keeps the records. */
  reload(mocked: MockedContract): void {
    this.#mocked = mocked;
    this.#state = this.#copyState();
  }

  snapshot(): MockSnapshot {
    const { clock, delay, player } = this;
    const snapshot: MockSnapshot = { takenAt: this.#systemClock() };
    contents.set(snapshot, { state: this.#copyState(), position: player.position, clock, delay });
    return snapshot;
  }

  /** @throws {TypeError} if it isn't a snapshot of a mock */
  restore(snapshot: MockSnapshot): void {
    const content = contents.get(snapshot);
    if (!content) throw new TypeError('only what `snapshot` returned can be restored');
    const { state, position, clock, delay } = content;
    this.#state = state;
    // The snapshot may be restored again.
    this.#state = this.#copyState();
    this.player.position = position;
    this.clock = clock;
    this.delay = delay;
  }

  #createState(): ContractState {
    const state = this.#mocked.createState(() => this.clock ?? this.#systemClock());
    const { records } = this.player.scenario;
    if (records !== undefined) state.seed(records);
    return state;
  }

  #copyState(): ContractState {
    const copy = this.#createState();
    copy.adopt(this.#state);
    return copy;
  }
}
