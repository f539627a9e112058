import type { Contract } from '../../contract/document/load-contract.ts';
import { suggest } from '../../contract/document/similar-names.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import { checkScenario, findStepMistake, type Scenario } from '../scenario/scenario.ts';
import type { DelayRange, MockSession, MockSnapshot } from '../session/mock-session.ts';
import type { NextResponse } from '../session/scenario-player.ts';
import type { MockRecord } from '../state/records/mock-record.ts';

/** What a test can see and change of the mock, or of one of its sessions. */
export interface MockControl {
  /** Every record, by the path of its collection. */
  state(): Record<string, readonly MockRecord[]>;
  /** Restores what there was at the start: records, scenario, clock and delay; empties the request log. */
  reset(): void;
  /**
   * Sends these responses to the next valid requests, before those of the scenario.
   * @example `mock.respondNext({ operationId: 'listBooks', status: 503, times: 2 })`
   * @throws {MockError} `MOCK_SCENARIO` if the contract doesn't have what they name
   */
  respondNext(...responses: readonly NextResponse[]): void;
  /**
   * Starts a scenario with its records.
   * @param scenario one of the mock's by its name, or another one
   * @throws {MockError} `MOCK_SCENARIO` if there is none of that name, or the contract doesn't have what it names
   */
  playScenario(scenario: string | Scenario): void;
  /** The names of the scenarios that the mock was started with. */
  scenarios(): readonly string[];
  /** Stops the clock of the records' timestamps. @param at undefined to let it run again */
  stopClock(at: Date | undefined): void;
  /** Delays each response. @param range in milliseconds; undefined for the mock's own delay */
  setDelay(range: DelayRange | undefined): void;
  /** Records, scenario, clock and delay as they are now. */
  snapshot(): MockSnapshot;
  /** Goes back to a snapshot. It can be restored again. */
  restore(snapshot: MockSnapshot): void;
}

/** What the control of a session needs of the mock. */
export interface SessionControlParts {
  readonly session: () => MockSession;
  readonly contract: () => Contract;
  readonly scenarios: () => Readonly<Record<string, Scenario>>;
  readonly allowUndeclared: boolean;
  /** Is called with what a scenario is played with nevertheless. */
  readonly onWarning: (message: string) => void;
  readonly clearLog: () => void;
}

export function controlSession({
  session,
  contract,
  scenarios,
  allowUndeclared,
  onWarning,
  clearLog,
}: SessionControlParts): MockControl {
  return {
    scenarios: () => Object.keys(scenarios()),
    state: () => session().state.snapshot(),
    reset() {
      session().reset();
      clearLog();
    },
    respondNext(...responses) {
      for (const response of responses) checkNext(response, contract(), allowUndeclared);
      session().player.queue(responses);
    },
    playScenario(scenario) {
      const found = typeof scenario === 'string' ? scenarioNamed(scenario, scenarios()) : scenario;
      checkScenario(found, contract(), allowUndeclared, onWarning);
      session().play(found);
    },
    stopClock(at) {
      if (at !== undefined && Number.isNaN(at.getTime())) refuse('the clock needs a date and time');
      session().clock = at;
    },
    setDelay(range) {
      const isSound = range?.every((part) => Number.isInteger(part) && part >= 0 && part < 1_000_000) ?? true;
      if (!isSound || (range && range[1] < range[0]))
        refuse('a delay must be two whole numbers of milliseconds, the smaller one first, such as [50, 300]');
      session().delay = range;
    },
    snapshot: () => session().snapshot(),
    restore: (snapshot) => session().restore(snapshot),
  };
}

function checkNext(next: unknown, contract: Contract, allowUndeclared: boolean): void {
  if (typeof next !== 'object' || next === null || Array.isArray(next))
    refuse('a next response must be an object, such as {"operationId": "listBooks", "status": 503}');
  const { operationId, times = 1, ...step } = next as NextResponse;
  if (!Number.isInteger(times) || times < 1) refuse(`\`times\` must be a whole number from 1, not ${String(times)}`);
  const { operations } = contract;
  const named = operations.filter((operation) => (operationId ?? operation.operationId) === operation.operationId);
  if (operationId !== undefined && named.length === 0) {
    const names = operations.map((operation) => operation.operationId);
    refuse(`the contract has no operation ${operationId}${suggest(String(operationId), names)}`);
  }
  for (const operation of named) {
    const mistake = findStepMistake(step, operation, contract, allowUndeclared);
    if (mistake) refuse(mistake.message);
  }
}

function scenarioNamed(name: string, scenarios: Readonly<Record<string, Scenario>>): Scenario {
  const names = Object.keys(scenarios);
  const known = names.length === 0 ? 'the mock was started without one' : `there are ${names.join(', ')}`;
  return Object.hasOwn(scenarios, name)
    ? (scenarios[name] as Scenario)
    : refuse(`there is no scenario ${name}; ${known}`);
}

function refuse(message: string): never {
  throw new MockError(mockErrorCodes.scenario, message);
}
