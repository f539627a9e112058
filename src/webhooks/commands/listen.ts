import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { closeGracefully } from '../close-gracefully.ts';
import { print } from './context.ts';
import { createDeliveryListener, type Failure } from './delivery-listener.ts';
import type { Register } from './register.ts';

interface ListenOptions {
  readonly port: number;
  readonly secret: readonly string[];
  readonly fail?: Failure;
}

export const registerListen: Register = (program, context) => {
  program
    .command('listen')
    .description('Receive deliveries on this machine, to try things out: print and verify each of them.')
    .option('--port <number>', 'the port; 0 for any free one', portOf, 4000)
    .option(
      '--secret <secret>',
      'verify with it, and respond 401 to what it did not sign; may be repeated',
      collect,
      [],
    )
    .option('--fail <how>', '500, 410, timeout, reset, slow, or the share that gets a 500, such as 0.3', failureOf)
    .action(async ({ port, secret, fail }: ListenOptions) => {
      const { listener, stop } = createDeliveryListener({
        secrets: secret,
        failure: fail,
        print: (line) => print(context, line),
        now: () => new Date(),
        random: Math.random,
      });
      const server = createServer(listener);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
      const stopped = context.untilStopped();
      print(context, `Deliveries are received at http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      print(context, 'The service sends them there if it runs with ALLOW_TARGETS=127.0.0.0/8.');
      await stopped;
      stop();
      await closeGracefully(server, context.gracePeriodMs);
    });
};

function portOf(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError('It must be a port, 0 to 65535.');
}

function collect(value: string, others: readonly string[]): string[] {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return [...others, value];
}

const failures: readonly Failure[] = ['500', '410', 'timeout', 'reset', 'slow'];

function failureOf(value: string): Failure {
  const found = failures.find((failure) => failure === value);
  if (found !== undefined) return found;
  if (/^(0?\.\d+|0|1)$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be 500, 410, timeout, reset, slow, or a share from 0 to 1.');
}
