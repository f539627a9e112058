import { inFolder } from '../../files.ts';
import { type Client, type StartedService, startInFolder, type TestOptions, weak } from '../service.ts';
import { type Receiver, withReceiver } from './receiver.ts';

/** What a test does with a service that sends to its receiver. */
export interface Sender {
  readonly receiver: Receiver;
  /** Of the service as it was started last. */
  readonly client: Client;
  /** Creates a webhook at a path of the receiver. @returns its id */
  create(path: string, fields?: object): Promise<number>;
  /** Changes fields of a webhook. */
  change(id: number, fields: object): Promise<void>;
  /** Posts an event for each record, to location 1 and action 6 unless there are others. */
  post(records: readonly object[], fields?: object): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: the tests find out what a record holds
  webhook(id: number): Promise<any>;
  /** The deliveries of a webhook, the oldest first. */
  deliveries(id: number): Promise<readonly Delivery[]>;
  /** The same when none is pending any more. */
  ended(id: number): Promise<readonly Delivery[]>;
  restart(env?: Record<string, string>): Promise<void>;
}

export interface Delivery {
  readonly Id: string;
  readonly State: string;
  readonly ReplayOf: string | null;
  readonly Attempts: readonly { readonly Status: number | null; readonly Error: string | null }[];
}

const defaults = { ALLOW_TARGETS: '127.0.0.0/8', RETRY_SCHEDULE: '10ms', DISABLE_AFTER: '0', DISABLE_SPAN: '0s' };

/** Runs the service and a receiver while a test runs. Retries come after 10 ms, and nothing is disabled, by default. */
export function withSender(
  env: Record<string, string> | ((receiver: Receiver) => Record<string, string>),
  run: (sender: Sender) => Promise<void>,
  options: TestOptions = {},
): Promise<void> {
  return inFolder({}, (folder) =>
    withReceiver(async (receiver) => {
      const settings = { ...defaults, ...(typeof env === 'function' ? env(receiver) : env) };
      const start = (more = {}) => startInFolder(folder, { ...settings, ...more }, { ...weak, ...options });
      let service = await start();
      const sender = createSender(
        receiver,
        () => service.client,
        async (more) => {
          await service.stop();
          service = await start(more);
        },
      );
      try {
        await run(sender);
      } finally {
        await service.stop();
      }
    }),
  );
}

function createSender(receiver: Receiver, client: () => StartedService['client'], restart: Sender['restart']): Sender {
  const ask = async (...request: Parameters<Client['ask']>) => {
    const { status, body } = await client().ask(...request);
    if (status !== 200) throw new Error(`${request[0]} ${request[1]}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const sender: Sender = {
    receiver,
    get client() {
      return client();
    },
    restart,
    async create(path, fields) {
      const body = { BusinessId: 1, Name: 'Bookings', Action: 6, URL: receiver.url + path, ...fields };
      return (await ask('POST', '/sys/webhooks', { body })).Value.Id;
    },
    async change(id, fields) {
      await ask('PUT', '/sys/webhooks', { body: { ...(await sender.webhook(id)), ...fields } });
    },
    async post(records, fields) {
      const Events = records.map((Record) => ({ BusinessId: 1, Action: 6, Record, ...fields }));
      await ask('POST', '/sys/events', { body: { Events } });
    },
    webhook: (id) => ask('GET', `/sys/webhooks/${id}`),
    deliveries: async (id) => (await ask('GET', `/sys/webhooks/${id}/deliveries?size=1000`)).Records.reverse(),
    ended: (id) =>
      poll(
        () => sender.deliveries(id),
        (found) => found.every(({ State }) => State !== 'pending'),
      ),
  };
  return sender;
}

const maxPollMs = 5000;

/** Asks until the response is as it should be. */
export async function poll<T>(ask: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  for (const end = performance.now() + maxPollMs; ; ) {
    const value = await ask();
    if (isRight(value)) return value;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
  }
}
