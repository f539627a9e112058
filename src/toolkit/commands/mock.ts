import { basename, extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Contract } from '../contract/document/load-contract.ts';
import { findNoOperations } from '../contract/document/warnings.ts';
import { plain } from '../encoding/plain.ts';
import { hideCredentials } from '../encoding/url.ts';
import type { Mock } from '../mock/mock-options.ts';
import type { Scenario } from '../mock/scenario/scenario.ts';
import type { ScenarioWarning } from '../mock/scenario/scenario-file.ts';
import type { CommandContext } from './context.ts';
import {
  type ContractOptions,
  collect,
  examples,
  exitCodes,
  loadOptionsOf,
  type Register,
  specOf,
  withContractArgument,
} from './options.ts';
import { createPaint, print, printWarning, printWarningAt } from './output.ts';
import { withProgress } from './progress.ts';
import { RecordingFile } from './record-mock.ts';
import { createRequestPrinter } from './request-lines.ts';
import { flagsOfMock } from './small-heap.ts';
import { watchMock } from './watch-mock.ts';

/** How long requests in flight may take when the mock is asked to end. */
const gracePeriodMs = 7000;

interface MockCommandOptions extends ContractOptions {
  readonly port: number;
  readonly host: string;
  readonly dynamic?: boolean;
  readonly seed?: string;
  readonly stateless?: boolean;
  readonly records: number;
  readonly empty?: boolean;
  readonly locale: string;
  readonly trustExamples?: boolean;
  readonly scenario: string[];
  readonly allowUndeclared?: boolean;
  readonly record?: string;
  readonly recordTo: string;
  readonly delay?: [number, number];
  readonly watch?: boolean;
  readonly quiet?: boolean;
  readonly cors: boolean;
  readonly allowHost: string[];
  readonly allowTarget: string[];
}

export const registerMock: Register = (program, context, done) => {
  withContractArgument(program.command('mock'))
    .description('run a stateful mock server for a contract')
    .option('--port <number>', 'the port to listen on; 0 for any free one', parsePort, 4010)
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--dynamic', 'send random responses instead of examples')
    .option('--seed <text>', 'the same seed gives the same responses')
    .option('--stateless', 'store nothing')
    .option(
      '--records <number>',
      'how many records each collection begins with; 0 for the examples alone',
      parseCount,
      12,
    )
    .option('--empty', 'begin without any records')
    .option('--locale <name>', 'the language of made-up records: de, en_GB, fr …', 'en')
    .addOption(
      new Option(
        '--scenario <file>',
        'a file with initial records and scripted responses; the first one is played, and others can be started at run time',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--allow-undeclared', 'let requests and scenarios ask for statuses that the contract does not declare')
    .option(
      '--record <url>',
      'pass requests on to this backend, validate both ways, and write a scenario of what was seen',
    )
    .option('--record-to <file>', 'where that scenario is written', 'recorded.yaml')
    .option('--delay <ms>', 'delay each response by 200, or by a random time in 50-300', parseDelay)
    .option('--watch', 'reload the contract or the scenario when one of its files changes')
    .option('--quiet', 'print no line for each request')
    .option('--trust-examples', 'send examples unrepaired if they break their schemas')
    .option('--no-cors', 'let pages of other origins read no responses')
    .addOption(
      new Option(
        '--allow-host <name>',
        'a host name that the mock may be reached by besides localhost, addresses and --host; may be repeated',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--allow-target <address>',
        'an address, a range or a host besides this machine that webhooks and recorded requests may be sent to; may be repeated',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .addHelpText(
      'after',
      examples(
        'concordat mock',
        'concordat mock petstore.yaml --port 8080 --dynamic --seed 7',
        'concordat mock --record http://localhost:3000    # then: concordat mock --scenario recorded.yaml',
        'concordat mock --records 50 --locale de',
        'concordat mock --scenario mocks/scenarios/flaky.yaml --delay 50-300 --watch',
        'CONCORDAT_WEBHOOK_SECRET=whsec_… concordat mock    # signs webhooks',
      ),
    )
    .action(async (file: string | undefined, given: MockCommandOptions, command: Command) => {
      const spec = specOf(file, given, command);
      const {
        allowRemote,
        remoteHost,
        root,
        watch = false,
        quiet = false,
        empty,
        records,
        scenario,
        allowHost,
        allowTarget,
        recordTo,
        ...options
      } = given;
      context.restart(...flagsOfMock(spec));
      const [{ loadContract }, { createMock }, { loadScenario }] = await Promise.all([
        import('../contract/document/load-contract.ts'),
        import('../mock/create-mock.ts'),
        import('../mock/scenario/scenario-file.ts'),
      ]);
      const load = loadOptionsOf({ allowRemote, remoteHost, root });
      const contract = await withProgress(context, async ({ step }) => {
        step(`reading ${hideCredentials(spec)}`);
        return loadContract(spec, load);
      });
      const onWarning = ({ message, position }: ScenarioWarning) => printWarningAt(context, position, message);
      const loadScenarios = async () => {
        const scenarios: Record<string, Scenario> = {};
        for (const path of scenario) {
          const name = basename(path, extname(path));
          scenarios[name in scenarios ? path : name] = await loadScenario(path, current, { ...options, onWarning });
        }
        return [Object.values(scenarios)[0] ?? {}, scenarios] as const;
      };
      let current = contract;
      const [first, scenarios] = await loadScenarios();
      const recording = options.record === undefined ? undefined : await RecordingFile.prepare(context, recordTo);
      const printRequest = quiet ? undefined : createRequestPrinter(context);
      const mock = await createMock({
        contract,
        ...options,
        records: empty ? false : records,
        allowHosts: allowHost,
        allowTargets: allowTarget,
        // Not an option, as other users of the machine see a command line.
        webhookSecret: context.env['CONCORDAT_WEBHOOK_SECRET'] || [],
        scenario: first,
        scenarios,
        onRequest: (request) => {
          printRequest?.(request);
          recording?.schedule(mock);
        },
        onWarning: (warning) => void printWarning(context, current, warning),
      });
      const stop = watch
        ? await watchMock(context, mock, contract, load, {
            scenarios: scenario,
            loadScenarios,
            onContract: (next) => {
              current = next;
            },
          })
        : undefined;
      for (const warning of findNoOperations(contract)) await printWarning(context, contract, warning);
      describe(context, mock, contract, spec, { ...options, allowHost });
      await context.untilStopped();
      stop?.();
      await mock.close(gracePeriodMs);
      await recording?.write(mock);
      done(exitCodes.fine);
    });
};

function describe(
  context: CommandContext,
  mock: Mock,
  contract: Contract,
  spec: string,
  { host, allowHost, record }: Pick<MockCommandOptions, 'host' | 'allowHost' | 'record'>,
): void {
  const paint = createPaint(context.stdout, context.env);
  const count = contract.operations.length;
  const shown = hideCredentials(spec);
  print(context.stdout, plain`${shown} is mocked at ${paint('bold', mock.url)}, with ${count} operations\n`);
  if (record !== undefined)
    print(context.stdout, plain`Requests are passed on to ${hideCredentials(record)}, and recorded\n`);
  else for (const line of mock.describeState()) print(context.stdout, plain`  ${paint('dim', line)}\n`);
  if (!/^(localhost|127\..*|::1)$/.test(host)) {
    const names = ['addresses', 'localhost', ...allowHost].join(', ');
    print(context.stdout, plain`It is reached by ${names}; --allow-host adds a name, such as that of its container\n`);
  }
  print(context.stdout, plain`The requests are shown at ${mock.url}/__concordat/\n`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return port;
}

function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) > 100_000)
    throw new InvalidArgumentError('It must be a number of records, 0 to 100000.');
  return Number(text);
}

function parseDelay(text: string): [number, number] {
  const [, min, max = min] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? [];
  if (min === undefined || Number(max) < Number(min))
    throw new InvalidArgumentError('It must be milliseconds, such as 200 or 50-300.');
  return [Number(min), Number(max)];
}
