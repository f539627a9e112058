import { type ServiceClient, sleep } from '../deliveries/client.ts';
import { makeEvents } from './scene.ts';

/** Events that are posted, a few at a time, and what became of them. */
export class Posting {
  readonly acknowledged = new Set<string>();
  /** With 503. */
  refused = 0;
  /** Without a response. */
  lost = 0;
  /** Other statuses, which are faults. */
  readonly wrong: string[] = [];
  readonly #loops: readonly Promise<void>[];
  #isOver = false;

  /** @param clients a loop for each, which asks for the client each time */
  constructor(...clients: readonly (() => ServiceClient | undefined)[]) {
    this.#loops = clients.map((client) => this.#post(client));
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
  }

  async #post(client: () => ServiceClient | undefined): Promise<void> {
    for (; !this.#isOver; await sleep(50 + Math.random() * 50)) {
      const events = makeEvents(1 + Math.floor(Math.random() * 5));
      const status = await client()
        ?.postEvents(events)
        .catch(() => undefined);
      if (status === 200) for (const { EventId } of events) this.acknowledged.add(EventId);
      else if (status === undefined) this.lost++;
      else if (status === 503) this.refused++;
      else this.wrong.push(`events get ${status}`);
    }
  }
}
