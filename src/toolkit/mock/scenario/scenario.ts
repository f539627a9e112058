import { isObject } from '../../contract/document/is-object.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { ResponseObject } from '../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../contract/document/operations.ts';
import { suggest } from '../../contract/document/similar-names.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import type { ConnectionFault } from '../response-writer.ts';
import type { InitialRecords } from '../state/records/example-data.ts';
import { recordProblems } from './record-problems.ts';
import type { ScenarioProblem } from './scenario-problem.ts';

/** One scripted response. */
export interface ScenarioStep {
  /** Default: that of the operation's success. */
  readonly status?: number;
  /** The name of an example of the contract. */
  readonly example?: string;
  /** In place of the body of the contract's example. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In milliseconds. */
  readonly delay?: number;
  /** Breaks the connection: `reset` at once, `half` within the body; `none` never responds. */
  readonly fault?: ConnectionFault;
}

/** `normal` is the response without a scenario. */
export type Step = ScenarioStep | 'normal';

/** The scripted responses of one operation. */
export interface Script {
  /** One after the other. */
  readonly first?: readonly Step[];
  /** After those: one, or several in rotation. */
  readonly always?: Step | readonly Step[];
}

/**
 * Initial records by the path of their collection, or how many there are, and scripted responses by operationId. What there is one
 * of, such as `/me`, is an object in place of a list.
 */
export interface Scenario {
  readonly records?: InitialRecords;
  readonly answers?: Readonly<Record<string, Script>>;
}

type Refuse = (way: ScenarioProblem['way'], message: string, isOfName?: boolean) => never;

const stepFields = ['status', 'example', 'body', 'headers', 'delay', 'fault'];
const faults = ['reset', 'none', 'half'];

/** The scenarios that were found to be without mistakes, by their contract: a file's are checked before the mock starts. */
const sound = new WeakMap<object, Contract>();

/**
 * Checks that the contract has what a scenario names, and that its records fit their schemas.
 * @param allowUndeclared whether statuses that an operation doesn't declare are sent without a body of their own as well
 * @returns what is wrong with it: one mistake in its form, or all in its records
 */
export function findScenarioProblems(value: unknown, contract: Contract, allowUndeclared: boolean): ScenarioProblem[] {
  if (isObject(value) && sound.get(value) === contract) return [];
  const found: ScenarioProblem[] = [];
  const problem = findMistake((refuse) => checkForm(value, contract, refuse, allowUndeclared));
  if (problem) found.push(problem);
  else {
    const { records } = value as Scenario;
    if (typeof records === 'object') found.push(...recordProblems(contract, records));
  }
  if (found.every(({ isWarning }) => isWarning)) sound.set(value as object, contract);
  return found;
}

/** As {@link findScenarioProblems}, of one scripted response. */
export function findStepMistake(
  step: unknown,
  operation: Operation,
  contract: Contract,
  allowUndeclared: boolean,
): ScenarioProblem | undefined {
  return findMistake((refuse) => checkStep(step, [], operation, contract, refuse, allowUndeclared));
}

/**
 * Checks a scenario that isn't a file.
 * @param onWarning is called with what it can be played with nevertheless
 * @throws {MockError} with what is wrong
 */
export function checkScenario(
  value: unknown,
  contract: Contract,
  allowUndeclared: boolean,
  onWarning: (message: string) => void,
): void {
  const problems = findScenarioProblems(value, contract, allowUndeclared);
  refuseMistakes(problems);
  for (const { message } of problems) onWarning(message);
}

/** @throws {MockError} with the mistakes among problems, if there are any */
export function refuseMistakes(problems: readonly ScenarioProblem[]): void {
  const [first, ...others] = problems.filter(({ isWarning }) => !isWarning).map(({ message }) => message);
  if (first !== undefined) throw new MockError(mockErrorCodes.scenario, first, { details: others });
}

class Mistake extends Error {
  readonly problem: ScenarioProblem;

  constructor(problem: ScenarioProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

function findMistake(check: (refuse: Refuse) => void): ScenarioProblem | undefined {
  try {
    check((way, message, isOfName = true) => {
      throw new Mistake({ way, message, isOfName, isWarning: false });
    });
    return undefined;
  } catch (error) {
    if (error instanceof Mistake) return error.problem;
    throw error;
  }
}

function checkForm(value: unknown, contract: Contract, refuse: Refuse, allowUndeclared: boolean): void {
  if (!isObject(value)) refuse([], 'a scenario must be an object with `records`, `answers` or both');
  const { records = {}, answers = {}, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) refuse([other], `there is no field ${other}${suggest(other, ['records', 'answers'])}`);
  if (!isObject(records) && !isCount(records))
    refuse(
      ['records'],
      '`records` must be a number, or have a number or a list of records for the path of each collection',
    );
  if (!isObject(answers))
    refuse(['answers'], '`answers` must have an object with `first`, `always` or both for each operationId');
  for (const [path, list] of Object.entries(typeof records === 'object' ? (records as object) : {})) {
    const paths = [...new Set(contract.operations.map((operation) => operation.path))];
    const way = ['records', path];
    if (!paths.includes(path)) refuse(way, `the contract has no path ${path}${suggest(path, paths)}`);
    if (isCount(list) || isObject(list)) continue;
    if (!Array.isArray(list) || !list.every(isObject))
      refuse(way, `the records of ${path} must be a list of objects, or a number of at most 100,000`);
  }
  for (const [id, script] of Object.entries(answers as object)) {
    const operation = contract.operations.find(({ operationId }) => operationId === id);
    const way = ['answers', id];
    if (!operation) {
      const ids = contract.operations.map(({ operationId }) => operationId);
      refuse(way, `the contract has no operation ${id}${suggest(id, ids)}`);
    }
    if (!isObject(script)) refuse(way, `the entry for ${id} must be an object with \`first\`, \`always\` or both`);
    const { first = [], always = [], ...rest } = script as Record<string, unknown>;
    const [odd] = Object.keys(rest);
    if (odd !== undefined) refuse([...way, odd], `there is no field ${odd}${suggest(odd, ['first', 'always'])}`);
    for (const [name, steps] of Object.entries({ first, always }))
      for (const [index, step] of [steps].flat().entries()) {
        const place = [...way, name, ...(Array.isArray(steps) ? [index] : [])];
        checkStep(step, place, operation as Operation, contract, refuse, allowUndeclared);
      }
  }
}

function checkStep(
  step: unknown,
  way: ScenarioProblem['way'],
  operation: Operation,
  contract: Contract,
  refuse: Refuse,
  allowUndeclared: boolean,
): void {
  const { operationId: id } = operation;
  if (step === 'normal') return;
  if (!isObject(step)) refuse(way, `a response of ${id} must be \`normal\` or an object with ${stepFields.join(', ')}`);
  const { status, example, fault, delay } = step as Record<string, unknown>;
  const odd = Object.keys(step as object).find((field) => !stepFields.includes(field));
  if (odd !== undefined) refuse([...way, odd], `there is no field ${odd}${suggest(odd, stepFields)}`);
  if (fault !== undefined && !faults.includes(String(fault)))
    refuse([...way, 'fault'], `a fault must be one of ${faults.join(', ')}`, false);
  if (delay !== undefined && !(Number.isInteger(delay) && Number(delay) >= 0 && Number(delay) < 1_000_000))
    refuse([...way, 'delay'], 'a delay must be a whole number of milliseconds, below 1,000,000', false);
  const declared = Object.keys(operation.node.responses ?? {}).filter((key) => !key.startsWith('x-'));
  if (status !== undefined && !/^[2-5]\d\d$/.test(String(status)))
    refuse([...way, 'status'], `a status must be 200 to 599, not ${status}`, false);
  if (
    status !== undefined &&
    !allowUndeclared &&
    !('body' in (step as object)) &&
    !isDeclared(String(status), declared)
  )
    refuse(
      [...way, 'status'],
      `${id} declares no status ${status}; declared are ${declared.join(', ')}: take one of them, add a \`body\`, or start the mock with --allow-undeclared`,
      false,
    );
  if (example === undefined) return;
  const names = declared
    .filter((key) => status === undefined || isDeclared(String(status), [key]))
    .flatMap((key) => examplesOf(contract, operation, key));
  if (!names.includes(String(example)))
    refuse([...way, 'example'], `${id} has no example ${example}${suggest(String(example), names)}`, false);
}

function isDeclared(status: string, declared: readonly string[]): boolean {
  return (
    /^[1-5]\d\d$/.test(status) &&
    declared.some((key) => key === status || key === 'default' || key.toUpperCase() === `${status[0]}XX`)
  );
}

function examplesOf({ document }: Contract, { node }: Operation, status: string): string[] {
  const { content = {} } = resolveReference<ResponseObject>(document, node.responses?.[status] ?? {});
  return Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples));
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100_000;
}
