/** A service, a receiver and events for the benchmarks of deliveries. */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { type RunningProcess, signIn, startProcess } from '../faults/process.ts';
import { onCore, startServer } from './load.ts';

/** On a clock that all processes of the machine share, in milliseconds. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The receiver and what posts events have one core, and the service, or the bare loop, has the other. */
export function takeCore(core: number): void {
  if (process.platform === 'linux') execFileSync('taskset', ['-a', '-cp', String(core), String(process.pid)]);
}

export const loadCore = 0;

/** The command line on the core of the service. */
export function onServiceCore(...command: string[]): string[] {
  return [...onCore(1), ...command];
}

/** About 430 bytes as JSON. The number is at the beginning, where the receiver finds it. */
export function recordOf(serial: number): object {
  return {
    Id: serial,
    UniqueId: '0b2f9c1e-5d7a-4e0f-9b3c-2a1d4e5f6a7b',
    BusinessId: 12345,
    ResourceName: 'Meeting room 1',
    CoworkerFullName: 'Ann Example',
    FromTime: '2025-01-15T13:00:00Z',
    ToTime: '2025-01-15T14:00:00Z',
    Notes: 'A record of about the size that bookings have. '.repeat(4).slice(0, 170),
  };
}

export const firstSerial = 1_000_000;
export const sampleBody = JSON.stringify([recordOf(firstSerial)]);

export interface Received {
  readonly requests: number;
  readonly hanging: number;
  readonly distinct: number;
  /** On the clock of {@link now}. */
  readonly lastAt: number;
  readonly receipts?: readonly { readonly serial: number; readonly at: number }[];
}

export class Receiver {
  readonly url: string;
  readonly #kill: () => void;

  private constructor(url: string, kill: () => void) {
    this.url = url;
    this.#kill = kill;
  }

  static async start(): Promise<Receiver> {
    const { child, url } = await startServer({ script: [join(import.meta.dirname, 'servers/receiver.ts')] });
    return new Receiver(url, () => child.kill());
  }

  async received(receipts = false): Promise<Received> {
    return (await (await fetch(`${this.url}/received${receipts ? '?receipts' : ''}`)).json()) as Received;
  }

  async forget(): Promise<void> {
    await fetch(this.url, { method: 'DELETE' });
  }

  /** Waits until so many different ids have come. @throws if none comes for 20 seconds, or one comes twice */
  async untilDistinct(count: number): Promise<Received> {
    for (let idle = 0, before = -1; ; ) {
      const received = await this.received();
      const twice = received.requests - received.distinct;
      if (twice > 0) throw new Error(`${twice} deliveries came twice, though nothing failed`);
      if (received.distinct >= count) return received;
      idle = received.distinct === before ? idle + 1 : 0;
      before = received.distinct;
      if (idle > 400) throw new Error(`${count - received.distinct} of ${count} deliveries did not come`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  stop(): void {
    this.#kill();
  }
}

export interface Run {
  readonly perSecond: number;
  /** Of the process that sends, in microseconds of processor time for each delivery. */
  readonly cpu: number;
}

/** A bare loop of undici's `request`, with the body and the headers of a signed delivery. */
export async function runLoop(receiver: Receiver, count: number, concurrency: number): Promise<Run> {
  const sender = join(import.meta.dirname, 'servers/sender.ts');
  const args = [sender, `${receiver.url}/fast/loop`, `${count}`, `${concurrency}`, sampleBody];
  const [program = '', ...rest] = onServiceCore(process.execPath, ...args);
  const { stdout } = await promisify(execFile)(program, rest);
  const { ms, cpuMs } = JSON.parse(stdout) as { ms: number; cpuMs: number };
  return { perSecond: (count / ms) * 1000, cpu: (cpuMs / count) * 1000 };
}

const dispatcher = new Agent({ keepAliveTimeout: 4000 });

export class DeliveringService {
  readonly process: RunningProcess;
  readonly dataDir: string;
  readonly #token: string;

  private constructor(running: RunningProcess, token: string, dataDir: string) {
    this.process = running;
    this.dataDir = dataDir;
    this.#token = token;
  }

  /**
   * Its locations 1 and 2 have secrets, so that all deliveries are signed.
   * @param wrapper of its command; by default it has a core to itself
   */
  static async start(
    dataDir: string,
    env: NodeJS.ProcessEnv,
    wrapper: readonly string[] = onServiceCore(),
  ): Promise<DeliveringService> {
    const settings = { DATA_DIR: dataDir, ALLOW_TARGETS: '127.0.0.0/8', DISABLE_AFTER: '0', LOG_LEVEL: 'error' };
    const running = await startProcess({ ...settings, ...env }, wrapper);
    const service = new DeliveringService(running, await signIn(running.url), dataDir);
    for (const businessId of [1, 2]) await service.send('PUT', `/sys/webhooksecrets/${businessId}`, {});
    return service;
  }

  async send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    const sent = { method, headers, dispatcher, ...(body && { body: JSON.stringify(body) }) };
    const response = await request(this.process.url + path, sent);
    if (response.statusCode === 200) return response.body.json();
    throw new Error(`${method} ${path}: ${response.statusCode} ${await response.body.text()}`);
  }

  /** Creates a webhook. @returns its id */
  async createWebHook(businessId: number, action: number, url: string): Promise<number> {
    const webhook = { BusinessId: businessId, Name: url, Action: action, URL: url };
    return ((await this.send('POST', '/sys/webhooks', webhook)) as { Value: { Id: number } }).Value.Id;
  }

  /** Posts so many events, 500 a request, two requests at a time. */
  async postEvents(count: number, businessId: number, action: number): Promise<void> {
    let next = 0;
    const work = async () => {
      while (next < count) {
        const first = next;
        next += 500;
        const length = Math.min(500, count - first);
        await this.send('POST', '/sys/events', {
          Events: Array.from({ length }, (_, index) => ({
            BusinessId: businessId,
            Action: action,
            Record: recordOf(firstSerial + first + index),
          })),
        });
      }
    };
    await Promise.all([work(), work()]);
  }

  /** From the first event that is posted to the last delivery that arrives, each id checked. */
  async deliver(receiver: Receiver, events: number, action: number, each: number): Promise<Run> {
    await receiver.forget();
    const cpu = this.cpuMs();
    const started = now();
    await this.postEvents(events, 1, action);
    const deliveries = events * each;
    const { lastAt } = await receiver.untilDistinct(deliveries);
    return {
      perSecond: (deliveries / (lastAt - started)) * 1000,
      cpu: ((this.cpuMs() - cpu) / deliveries) * 1000,
    };
  }

  /** The processor time of all threads so far, in milliseconds; Linux counts it in hundredths of a second. */
  cpuMs(): number {
    const fields = readFileSync(`/proc/${this.process.child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown> {
    return this.process.stop(signal);
  }
}

export const fixed = (value: number, digits = 2) => Number(value.toFixed(digits));

/** The value below which this share of the values is. */
export function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}
