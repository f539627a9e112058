/** A service, a receiver and events for the benchmarks of deliveries. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningProcess, signIn, startProcess } from '../faults/process.ts';
import { onCore, startServer } from './load.ts';

/** The number of a record is at the beginning, where the receiver finds it. */
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

export interface Received {
  readonly requests: number;
  readonly hanging: number;
  readonly distinct: number;
  /** In milliseconds since the epoch. */
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

  /** Waits until so many different ids have come. @throws if none comes for 20 seconds */
  async untilDistinct(count: number): Promise<Received> {
    for (let idle = 0, before = -1; ; ) {
      const received = await this.received();
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

/** A bare loop with the same body. @returns requests per second */
export function loopRate(receiver: Receiver, count: number, concurrency: number): number {
  const [program = process.execPath, ...args] = [
    ...onCore(1),
    process.execPath,
    join(import.meta.dirname, 'servers/sender.ts'),
    `${receiver.url}/fast/loop`,
    `${count}`,
    `${concurrency}`,
    JSON.stringify([recordOf(1_000_000)]),
  ];
  return count / (JSON.parse(execFileSync(program, args, { encoding: 'utf8' })) as { seconds: number }).seconds;
}

export class DeliveringService {
  readonly process: RunningProcess;
  readonly #token: string;

  private constructor(running: RunningProcess, token: string) {
    this.process = running;
    this.#token = token;
  }

  static async start(dataDir: string, env: NodeJS.ProcessEnv): Promise<DeliveringService> {
    const settings = { DATA_DIR: dataDir, ALLOW_TARGETS: '127.0.0.0/8', DISABLE_AFTER: '0', LOG_LEVEL: 'error' };
    const running = await startProcess({ ...settings, ...env }, onCore(1));
    return new DeliveringService(running, await signIn(running.url));
  }

  async post(path: string, body: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const response = await fetch(this.process.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status !== 200) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Creates a webhook. @returns its id */
  async createWebHook(businessId: number, action: number, url: string): Promise<number> {
    const created = await this.post('/sys/webhooks', { BusinessId: businessId, Name: url, Action: action, URL: url });
    return (created as { Value: { Id: number } }).Value.Id;
  }

  /** Posts so many events, 500 a request, two requests at a time. */
  async postEvents(count: number, businessId: number, action: number): Promise<void> {
    let next = 0;
    const work = async () => {
      while (next < count) {
        const first = next;
        next += 500;
        const length = Math.min(500, count - first);
        await this.post('/sys/events', {
          Events: Array.from({ length }, (_, index) => ({
            BusinessId: businessId,
            Action: action,
            Record: recordOf(1_000_000 + first + index),
          })),
        });
      }
    };
    await Promise.all([work(), work()]);
  }

  /** In bytes, after a second in which nothing happens. */
  memory(): number {
    const status = readFileSync(`/proc/${this.process.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
  }

  stop(): Promise<unknown> {
    return this.process.stop('SIGTERM');
  }
}
