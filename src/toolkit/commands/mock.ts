import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Mock } from '../mock/create-mock.ts';
import { type ContractOptions, type Done, examples, exitCodes, withContractOptions } from './options.ts';
import { fail, paint, print } from './output.ts';
import { withProgress } from './progress.ts';
import { restartWithSmallHeap } from './small-heap.ts';

interface MockCommandOptions extends ContractOptions {
  readonly port: number;
  readonly host: string;
  readonly dynamic?: boolean;
  readonly seed?: string;
  readonly stateless?: boolean;
  readonly trustExamples?: boolean;
  readonly scenario?: string;
  readonly delay?: [number, number];
  readonly watch?: boolean;
  readonly cors: boolean;
  readonly allowTarget: string[];
}

export function registerMock(program: Command, done: Done): void {
  withContractOptions(program.command('mock'))
    .description('answer as a server of the contract would, and keep what is sent')
    .option('--port <number>', 'the port to listen on; 0 for any free one', parsePort, 4010)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--dynamic', 'make answers at random, instead of from examples')
    .option('--seed <text>', 'the same seed gives the same answers')
    .option('--stateless', 'keep nothing that is sent')
    .option('--scenario <file>', 'records to begin with, and what operations answer')
    .option('--delay <ms>', 'hold answers back: 200, or 50-300 for something in between', parseDelay)
    .option('--watch', 'read the contract again when one of its files changes')
    .option('--trust-examples', 'send examples as they stand, also those that break their schemas')
    .option('--no-cors', "don't let pages of other origins ask")
    .addOption(
      new Option(
        '--allow-target <address>',
        'where webhooks may be sent besides this machine, once for each: an address, a range, a host',
      )
        .argParser((value: string, others: string[]) => [...others, value])
        .default([], 'none'),
    )
    .addHelpText(
      'after',
      examples(
        'concordat mock',
        'concordat mock --spec petstore.yaml --port 8080 --dynamic --seed 7',
        'concordat mock --scenario mocks/scenarios/flaky.yaml --delay 50-300 --watch',
      ),
    )
    .action(
      async ({ spec, allowRemote = false, watch = false, scenario, allowTarget, ...options }: MockCommandOptions) => {
        restartWithSmallHeap();
        const [{ loadContract }, { createMock }, { loadScenario }] = await Promise.all([
          import('../contract/document/load-contract.ts'),
          import('../mock/create-mock.ts'),
          import('../mock/scenario.ts'),
        ]);
        const contract = await withProgress(async ({ step }) => {
          step(`reading ${spec}`);
          return loadContract(spec, { allowRemote });
        });
        let current = contract;
        const mock = await createMock({
          contract,
          ...options,
          allowTargets: allowTarget,
          ...(scenario !== undefined && { scenario: await loadScenario(scenario, contract) }),
          onWarning: ({ message, pointer }) => void warn(current, message, pointer),
        });
        describe(mock, contract, spec);
        const stop = watch
          ? await startWatching(mock, contract, { allowRemote }, (next) => {
              current = next;
            })
          : undefined;
        await untilSignalled();
        stop?.();
        await mock.close();
        done(exitCodes.fine);
      },
    );
}

function describe(mock: Mock, contract: Contract, spec: string): void {
  print(`${spec} is mocked at ${paint('bold', mock.url)}, with ${contract.operations.length} operations`);
  for (const line of mock.describeState()) print(paint('dim', `  ${line}`));
  print(`The requests are shown at ${mock.url}/__concordat/`);
}

async function startWatching(
  mock: Mock,
  contract: Contract,
  options: { allowRemote: boolean },
  onContract: (contract: Contract) => void,
): Promise<() => void> {
  const { watchContract } = await import('../mock/watch-contract.ts');
  return watchContract(contract, options, {
    onChange: (next) => {
      onContract(next);
      mock.reload(next);
      print(`The contract has changed: it has ${next.operations.length} operations now`);
    },
    onBroken: (error) => {
      fail(error);
      print('The last good contract goes on.');
    },
  });
}

async function warn(contract: Contract, message: string, pointer: string): Promise<void> {
  const { file, line, column } = await contract.locate(pointer);
  process.stderr.write(`${file}:${line}:${column} ${paint('yellow', 'warning', process.stderr)} ${message}\n`);
}

function untilSignalled(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function parseDelay(text: string): [number, number] {
  const [, least, most = least] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? [];
  if (least === undefined || Number(most) < Number(least))
    throw new InvalidArgumentError('A delay is 200 or 50-300, in milliseconds.');
  return [Number(least), Number(most)];
}
