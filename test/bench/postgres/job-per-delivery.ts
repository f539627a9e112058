import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { PgBoss } from 'pg-boss';
import { firstSerial, now, type Receiver, recordOf } from '../delivery-load.ts';

/** What is usual: two processes to which pg-boss gives a job for each delivery, which is done when the receiver responded. */
export class JobPerDelivery {
  readonly #boss: PgBoss;
  readonly #receiver: Receiver;
  readonly #workers: readonly ChildProcess[];

  private constructor(boss: PgBoss, receiver: Receiver, workers: readonly ChildProcess[]) {
    this.#boss = boss;
    this.#receiver = receiver;
    this.#workers = workers;
  }

  /** @param mode `eager` asks for more as soon as it is done */
  static async start(databaseUrl: string, receiver: Receiver, mode: 'polling' | 'eager'): Promise<JobPerDelivery> {
    const boss = new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false });
    await boss.start();
    await boss.createQueue('delivery');
    const script = join(import.meta.dirname, '../servers/job-worker.ts');
    const workers = await Promise.all(
      [1, 2].map(async () => {
        const child = spawn(process.execPath, [script, databaseUrl, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
        await once(createInterface({ input: child.stdout as Readable }), 'line');
        return child;
      }),
    );
    return new JobPerDelivery(boss, receiver, workers);
  }

  /** @returns deliveries per second, from the first job that is made to the last delivery that arrives, each id checked */
  async deliver(events: number, each: number): Promise<number> {
    const { url } = this.#receiver;
    await this.#receiver.forget();
    const started = now();
    const insert = async (first: number) => {
      const numbers = Array.from({ length: Math.min(500 / each, events - first) }, (_, index) => first + index);
      const jobs = numbers.flatMap((number) => {
        const data = (index: number) => ({ url: `${url}/fast/jobs/${index}`, record: recordOf(firstSerial + number) });
        return Array.from({ length: each }, (_, index) => ({ data: data(index) }));
      });
      await this.#boss.insert('delivery', jobs);
    };
    for (let first = 0; first < events; first += 500 / each) await insert(first);
    const { lastAt } = await this.#receiver.untilDistinct(events * each);
    return ((events * each) / (lastAt - started)) * 1000;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#workers.map((worker) => {
        worker.kill();
        return once(worker, 'exit');
      }),
    );
    await this.#boss.stop({ graceful: false });
  }
}
