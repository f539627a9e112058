import { setTimeout as delay } from 'node:timers/promises';
import type { MadeRequest } from '../../instances/index.ts';
import type { Defect } from '../findings/defect.ts';
import type { Client } from '../http/client.ts';
import { type ReceivedResponse, TransportError } from '../http/response-collector.ts';
import { retryDelayOf } from '../http/retry-after.ts';
import { isListening } from '../http/target.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { RunEnd } from './run-end.ts';

/** An operation that failed to respond this many times isn't sent any more requests. */
const maxErrors = 2;
/** How long a run may wait before sending requests again, in milliseconds and in total. */
const maxWaitMs = 20_000;

/** Sends the requests of a run, and judges why there is no response. */
export class Transport {
  /** How many requests were sent. */
  sent = 0;
  /** Whether the server no longer accepts connections. */
  isGone = false;
  #waitedMs = 0;
  readonly #client: Client;
  readonly #end: RunEnd;
  readonly #errors = new Map<string, number>();

  constructor(client: Client, end: RunEnd) {
    this.#client = client;
    this.#end = end;
  }

  /** Whether an operation isn't sent any more requests. */
  isGivenUp({ id }: TestedOperation): boolean {
    return (this.#errors.get(id) ?? 0) >= maxErrors;
  }

  /** Sends a request, and again if the response asks for it and the time allows it. */
  async send(request: MadeRequest, isCleanUp: boolean | undefined): Promise<ReceivedResponse | TransportError> {
    const timeLeftMs = () => (isCleanUp ? this.#end.cleanUpLeftMs : this.#end.timeLeftMs);
    for (;;) {
      const received = await this.#client.send(request, timeLeftMs());
      if (!(received instanceof TransportError) || received.reason !== 'unsendable') this.sent++;
      const retryDelay = received instanceof TransportError ? undefined : retryDelayOf(received);
      if (retryDelay === undefined || this.#waitedMs + retryDelay > maxWaitMs || retryDelay > this.#end.timeLeftMs)
        return received;
      this.#waitedMs += retryDelay;
      await delay(retryDelay);
    }
  }

  /** @param isOver whether the run is over, so that it doesn't matter whether the server is there */
  async judge(
    { id, operation: { pointer } }: TestedOperation,
    { reason, message }: TransportError,
    isOver: () => boolean,
  ): Promise<Defect[]> {
    if (reason === 'tooLarge')
      return [{ code: 'answer-too-large', message: `responds with too large a body: ${message}`, pointer }];
    if (reason === 'refused' || !(await isListening(this.#client, this.#end.cleanUpLeftMs))) {
      if (isOver()) return [];
      this.isGone = true;
      return [{ code: 'server-gone', message: `no longer accepts connections: ${message}`, pointer: '#/paths' }];
    }
    this.#errors.set(id, (this.#errors.get(id) ?? 0) + 1);
    return [{ code: 'no-answer', message: `does not respond: ${message}`, pointer }];
  }
}
