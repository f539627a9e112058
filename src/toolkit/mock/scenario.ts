import { isObject } from '../contract/document/is-object.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { ResponseObject } from '../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../contract/document/operations.ts';
import { readSource } from '../contract/document/read-source.ts';
import { suggest } from '../contract/document/similar-names.ts';
import { displayPath, toUri } from '../contract/document/source.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';
import type { ConnectionFault } from './response-writer.ts';
import type { InitialRecords } from './state/records/example-data.ts';

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

/** Initial records by the path of their collection, or how many there are, and scripted responses by operationId. */
export interface Scenario {
  readonly records?: InitialRecords;
  readonly answers?: Readonly<Record<string, Script>>;
}

/**
 * Reads a scenario, and checks that the contract has what it names.
 * @throws {MockError} with file, line and similar names
 * @example
 * ```ts
 * import { createMock, loadContract, loadScenario } from 'concordat/mock';
 *
 * const contract = await loadContract('openapi.yaml');
 * const scenario = await loadScenario('scenarios/empty.yaml', contract);
 * const mock = await createMock({ contract, scenario });
 * ```
 */
export async function loadScenario(
  file: string,
  contract: Contract,
  { allowUndeclared = false }: { readonly allowUndeclared?: boolean | undefined } = {},
): Promise<Scenario> {
  const shown = displayPath(toUri(file));
  let source: Awaited<ReturnType<typeof readSource>>;
  try {
    source = await readSource(toUri(file), { hint: 'Name an existing scenario' });
  } catch (cause) {
    throw new MockError(mockErrorCodes.scenario, (cause as Error).message, { cause });
  }
  const refuse = (name: string, what: string): never => {
    const line = source.text.split('\n').findIndex((text) => text.includes(name)) + 1;
    throw new MockError(mockErrorCodes.scenario, `${shown}${line > 0 ? `:${line}` : ''}: ${what}`);
  };
  checkScenario(source.value, contract, refuse, allowUndeclared);
  return source.value as Scenario;
}

type Refuse = (name: string, what: string) => never;

const stepFields = ['status', 'example', 'body', 'headers', 'delay', 'fault'];
const faults = ['reset', 'none', 'half'];

/**
 * @param refuse is called with the name to look for in the file, and what is wrong
 * @param allowUndeclared whether statuses that an operation doesn't declare are sent without a body of their own as well
 */
export function checkScenario(value: unknown, contract: Contract, refuse: Refuse, allowUndeclared: boolean): void {
  if (!isObject(value)) refuse('', 'a scenario must be an object with `records`, `answers` or both');
  const { records = {}, answers = {}, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) refuse(other, `there is no field ${other}${suggest(other, ['records', 'answers'])}`);
  if (!isObject(records) && !isCount(records))
    refuse(
      'records',
      '`records` must be a number, or have a number or a list of records for the path of each collection',
    );
  if (!isObject(answers))
    refuse('answers', '`answers` must have an object with `first`, `always` or both for each operationId');
  for (const [path, list] of Object.entries(typeof records === 'object' ? (records as object) : {})) {
    const paths = [...new Set(contract.operations.map((operation) => operation.path))];
    if (!paths.includes(path)) refuse(path, `the contract has no path ${path}${suggest(path, paths)}`);
    if (isCount(list)) continue;
    if (!Array.isArray(list) || !list.every(isObject))
      refuse(path, `the records of ${path} must be a list of objects, or a number of at most 100,000`);
  }
  for (const [id, script] of Object.entries(answers as object)) {
    const operation = contract.operations.find(({ operationId }) => operationId === id);
    if (!operation) {
      const ids = contract.operations.map(({ operationId }) => operationId);
      refuse(id, `the contract has no operation ${id}${suggest(id, ids)}`);
    }
    if (!isObject(script)) refuse(id, `the entry for ${id} must be an object with \`first\`, \`always\` or both`);
    const { first = [], always = [], ...rest } = script as Record<string, unknown>;
    const [odd] = Object.keys(rest);
    if (odd !== undefined) refuse(odd, `there is no field ${odd}${suggest(odd, ['first', 'always'])}`);
    for (const step of [first, always].flat())
      checkStep(step, operation as Operation, contract, refuse, allowUndeclared);
  }
}

/** As {@link checkScenario}. */
export function checkStep(
  step: unknown,
  operation: Operation,
  contract: Contract,
  refuse: Refuse,
  allowUndeclared: boolean,
): void {
  const { operationId: id } = operation;
  if (step === 'normal') return;
  if (!isObject(step)) refuse(id, `a response of ${id} must be \`normal\` or an object with ${stepFields.join(', ')}`);
  const { status, example, fault, delay } = step as Record<string, unknown>;
  const odd = Object.keys(step as object).find((field) => !stepFields.includes(field));
  if (odd !== undefined) refuse(odd, `there is no field ${odd}${suggest(odd, stepFields)}`);
  if (fault !== undefined && !faults.includes(String(fault)))
    refuse(String(fault), `a fault must be one of ${faults.join(', ')}`);
  if (delay !== undefined && !(Number.isInteger(delay) && Number(delay) >= 0 && Number(delay) < 1_000_000))
    refuse('delay', 'a delay must be a whole number of milliseconds, below 1,000,000');
  const declared = Object.keys(operation.node.responses ?? {}).filter((key) => !key.startsWith('x-'));
  if (status !== undefined && !/^[2-5]\d\d$/.test(String(status)))
    refuse(String(status), `a status must be 200 to 599, not ${status}`);
  if (status !== undefined && !allowUndeclared && !('body' in step) && !isDeclared(String(status), declared))
    refuse(
      String(status),
      `${id} declares no status ${status}; declared are ${declared.join(', ')}: take one of them, add a \`body\`, or start the mock with --allow-undeclared`,
    );
  if (example === undefined) return;
  const names = declared
    .filter((key) => status === undefined || isDeclared(String(status), [key]))
    .flatMap((key) => examplesOf(contract, operation, key));
  if (!names.includes(String(example)))
    refuse(String(example), `${id} has no example ${example}${suggest(String(example), names)}`);
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
