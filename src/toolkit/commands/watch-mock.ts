import type { Contract, LoadOptions } from '../contract/document/load-contract.ts';
import { findNoOperations } from '../contract/document/warnings.ts';
import { plain } from '../encoding/plain.ts';
import type { Mock } from '../mock/mock-options.ts';
import type { Scenario } from '../mock/scenario/scenario.ts';
import type { CommandContext } from './context.ts';
import { print, printError, printWarning } from './output.ts';

/**
 * Reads a contract and scenarios again when their files change. What can't be read leaves what was played before.
 * @returns a function that stops it
 */
export async function watchMock(
  context: CommandContext,
  mock: Mock,
  contract: Contract,
  options: LoadOptions,
  {
    scenarios,
    loadScenarios,
    onContract,
  }: {
    readonly scenarios: readonly string[];
    readonly loadScenarios: () => Promise<readonly [Scenario, Record<string, Scenario>]>;
    readonly onContract: (next: Contract) => void;
  },
): Promise<() => void> {
  const [{ watchContract }, { FileWatch }] = await Promise.all([
    import('../mock/watch-contract.ts'),
    import('../mock/watch-files.ts'),
  ]);
  const stop = watchContract(contract, options, {
    onChange: (next) => {
      onContract(next);
      mock.reload(next);
      for (const warning of findNoOperations(next)) void printWarning(context, next, warning);
      print(context.stdout, plain`The contract has changed: it has ${next.operations.length} operations now\n`);
    },
    onBroken: (error) => {
      printError(context, error);
      print(context.stdout, plain`The mock still serves the last valid contract.\n`);
    },
  });
  const readScenarios = async () => {
    try {
      mock.useScenarios(...(await loadScenarios()));
      print(context.stdout, plain`The scenario has changed: it starts anew\n`);
    } catch (error) {
      printError(context, error);
      print(context.stdout, plain`The mock still plays the last valid scenario.\n`);
    }
  };
  const files = new FileWatch(scenarios, () => void readScenarios());
  return () => {
    stop();
    files.close();
  };
}
