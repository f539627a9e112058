import type { Excerpt } from '../../contract/document/excerpt.ts';
import { Instances } from '../../instances/index.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import { type DeliveryFault, type FaultNeed, type FaultPlan, planOf } from './faults.ts';
import { type Message, writeMessage } from './message.ts';
import { deliveryHeader, type Sender, send } from './sender.ts';
import { createUnknownSecret, findSigning, type Keys, type Signing } from './signatures.ts';
import { transfer } from './transfer.ts';

/** One request of a delivery, and the status of its response. */
export interface DeliveryRequest {
  /** Which event it is of: 1 happened before 2. */
  readonly event: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The text, if the body was changed after it was signed. */
  readonly body: unknown;
  /** Undefined if there was no response; `error` then says why. */
  readonly status: number | undefined;
  readonly error?: string;
}

/** The first request of a webhook or callback that was sent, and all of them. */
export interface DeliveryResult extends DeliveryRequest {
  readonly operationId: string;
  readonly method: string;
  /** In the order in which they were sent: several only where a fault asks for them. */
  readonly requests: readonly DeliveryRequest[];
}

/** Where a webhook or callback is sent, with which payload, and what goes wrong. */
export interface DeliveryOptions {
  /** The receiver's URL. */
  readonly to: string;
  /** The name of an example. Default: the first one. */
  readonly example?: string | undefined;
  /** Whether the payload is random. Default: false. */
  readonly dynamic?: boolean;
  /** Of a random payload. Default: another one each time. */
  readonly seed?: string | undefined;
  /** Signs the request; several while a secret is replaced, the newest first. Default: that of the mock. */
  readonly secret?: string | readonly string[] | undefined;
  /** What the receiver has to cope with. Default: nothing. */
  readonly fault?: DeliveryFault | undefined;
  /** How long the faults `delay`, `retry` and `slow-body` take, in milliseconds: at most 60,000. Default: 1,000. */
  readonly delay?: number | undefined;
}

const maxDelay = 60_000;

/** @throws {MockError} `MOCK_TARGET`, `MOCK_UNKNOWN`, `MOCK_DELIVERY` */
export async function deliver(excerpt: Excerpt, sender: Sender, options: DeliveryOptions): Promise<DeliveryResult> {
  const delivery = prepare(excerpt, sender, options);
  const { events = [1], atOnce, untilSuccess } = delivery.plan;
  const requests: DeliveryRequest[] = [];
  if (atOnce) requests.push(...(await Promise.all(events.map((event) => attempt(delivery, event)))));
  else
    for (const event of events) {
      const previous = requests.at(-1);
      if (untilSuccess && previous) {
        if (isSuccess(previous)) break;
        await sender.wait(delivery.delay);
      }
      requests.push(await attempt(delivery, event));
    }
  const { operationId } = excerpt.operation;
  return { operationId, method: delivery.method, ...(requests[0] as DeliveryRequest), requests };
}

interface Delivery {
  readonly sender: Sender;
  readonly plan: FaultPlan;
  readonly delay: number;
  readonly method: string;
  readonly signing: Signing;
  readonly keys: Keys;
  /** By event. */
  readonly messages: ReadonlyMap<number, Message & { readonly id: string }>;
}

function prepare({ document, operation }: Excerpt, sender: Sender, options: DeliveryOptions): Delivery {
  const { to, example, fault, delay = 1000 } = options;
  const plan = planOf(fault);
  const secrets = [options.secret ?? sender.secret].flat();
  if (secrets.includes('')) throw deliveryError('a secret is empty');
  if (!(delay >= 0 && delay <= maxDelay)) throw deliveryError(`a delay has to be 0 to ${maxDelay} ms`);
  const instances = new Instances(document, 'request');
  const signing = findSigning(operation, instances);
  const seed = options.dynamic ? (options.seed ?? sender.seed ?? String(Math.random())) : undefined;
  const write = (event: number) => {
    const ownSeed = event === 1 || seed === undefined ? seed : `${seed}/${event}`;
    const written = { to, example, event, seed: ownSeed, without: signing.parameters };
    return { id: signing.createId(), ...writeMessage({ document, operation }, instances, written) };
  };
  const messages = new Map([...new Set(plan.events ?? [1])].map((event) => [event, write(event)]));
  const has: Record<FaultNeed, boolean> = {
    'a secret': secrets.length > 0,
    'webhook-signature': signing.isStandard,
    'a body': messages.get(1)?.payload !== undefined,
  };
  for (const need of plan.needs ?? [])
    if (!has[need]) throw deliveryError(`the fault ${fault} needs ${need}, which this webhook is sent without`);
  const method = operation.method.toUpperCase();
  return { sender, plan, delay, method, signing, keys: keysOf(plan, secrets), messages };
}

function keysOf({ unknownSecret }: FaultPlan, secrets: readonly string[]): Keys {
  const unknown = createUnknownSecret();
  if (unknownSecret === 'instead') return { standard: [unknown], own: unknown };
  return { standard: unknownSecret === 'first' ? [unknown, ...secrets] : secrets, own: secrets[0] };
}

async function attempt(delivery: Delivery, event: number): Promise<DeliveryRequest> {
  const { sender, plan, delay, method, signing, keys, messages } = delivery;
  const { id, url, headers: described, payload } = messages.get(event) as Message & { id: string };
  const signed = payload?.bytes ?? Buffer.alloc(0);
  const timestamp = new Date(Date.now() + (plan.skew ?? 0) * 1000);
  const { identifying, signatures } = signing.sign({ id, timestamp, body: signed, keys });
  const marked: Record<string, string> = { [deliveryHeader]: 'mock' };
  const headers = { ...described, ...identifying, ...signatures, ...marked };
  if (plan.isUnsigned) for (const name in signatures) delete headers[name];
  const changed = plan.change?.(signed);
  if (plan.isLate) await sender.wait(delay);
  const body = changed ?? payload?.bytes;
  const pieces = body && plan.transfer && transfer(body, plan.transfer, (part) => sender.wait(delay * part));
  const response = await send(sender.client, {
    url,
    method,
    headers: { ...headers, ...pieces?.headers },
    body: pieces?.body ?? body,
  });
  return { event, url: url.href, headers, body: changed ? changed.toString() : payload?.value, ...response };
}

function isSuccess({ status = 0 }: DeliveryRequest): boolean {
  return status >= 200 && status < 300;
}

function deliveryError(message: string): MockError {
  return new MockError(mockErrorCodes.delivery, message);
}
