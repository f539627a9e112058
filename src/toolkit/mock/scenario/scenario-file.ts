import type { Position } from '../../contract/document/contract-error.ts';
import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { locate } from '../../contract/document/locate.ts';
import { readSource } from '../../contract/document/read-source.ts';
import { toUri } from '../../contract/document/source.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import { findScenarioProblems, refuseMistakes, type Scenario } from './scenario.ts';

/** How {@link loadScenario} checks a scenario. */
export interface ScenarioOptions {
  /** Whether statuses that an operation doesn't declare are sent without a body of their own as well. Default: false. */
  readonly allowUndeclared?: boolean | undefined;
  /** Called with what the scenario can be played with, such as a property that no schema declares. Default: none. */
  readonly onWarning?: ((warning: ScenarioWarning) => void) | undefined;
}

/** Something in a scenario that it can be played with, though its author may not have meant it. */
export interface ScenarioWarning {
  readonly message: string;
  /** In the scenario's file. */
  readonly position: Position;
}

/**
 * Reads a scenario, and checks that the contract has what it names.
 * @throws {MockError} with file, line, column and similar names; `details` has the mistakes after the first one
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
  { allowUndeclared = false, onWarning = () => {} }: ScenarioOptions = {},
): Promise<Scenario> {
  let source: Awaited<ReturnType<typeof readSource>>;
  try {
    source = await readSource(toUri(file), { hint: 'Name an existing scenario' });
  } catch (cause) {
    throw new MockError(mockErrorCodes.scenario, (cause as Error).message, { cause });
  }
  const located = await Promise.all(
    findScenarioProblems(source.value, contract, allowUndeclared).map(async (problem) => {
      const position = await locate(
        { file: source, pointer: joinPointer('#', ...problem.way), value: undefined },
        problem.isOfName,
      );
      return { ...problem, position };
    }),
  );
  for (const { message, position, isWarning } of located) if (isWarning) onWarning({ message, position });
  refuseMistakes(
    located.map(({ position: { file: shown, line, column }, ...problem }) => ({
      ...problem,
      message: `${shown}:${line}:${column}: ${problem.message}`,
    })),
  );
  return source.value as Scenario;
}
