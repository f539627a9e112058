import type { IncomingMessage } from 'node:http';
import { OutgoingClient, OutgoingError, outgoingErrorCodes, parseAllowedTargets } from '../../http/index.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';

/** What sends the webhooks and callbacks of one mock. */
export interface Sender {
  readonly client: OutgoingClient;
  /** Waits, in milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Of random payloads. Undefined: another one each time. */
  readonly seed: string | undefined;
  /** Signs what has no secret of its own. */
  readonly secret: string | readonly string[];
}

/**
 * Makes the client that sends webhooks and callbacks: to this machine, and to allowed targets.
 * @param allowed addresses, ranges such as `10.0.0.0/8`, and host names
 * @throws {MockError} `MOCK_TARGET`, naming the invalid entry
 */
export function createOutgoingClient(allowed: readonly string[]): OutgoingClient {
  try {
    // A receiver under development restarts often: each request has a connection of its own.
    return new OutgoingClient({
      policy: { reach: 'loopback', allowed: parseAllowedTargets(allowed) },
      keepAlive: false,
    });
  } catch (error) {
    throw error instanceof OutgoingError ? toMockError(error) : error;
  }
}

/**
 * Marks what a mock sends. It has no `Origin`, so that a page whose request triggers a callback could otherwise reach the
 * control paths of this mock, or of another, through it.
 */
export const deliveryHeader = 'concordat-delivery';

/** Whether a mock sent the request, as a webhook or a callback. */
export function isDelivery({ headers }: IncomingMessage): boolean {
  return headers[deliveryHeader] !== undefined;
}

/** Sends a request. @throws {MockError} `MOCK_TARGET` if the URL may not be reached */
export async function send(
  client: OutgoingClient,
  request: Parameters<OutgoingClient['send']>[0],
): Promise<{ readonly status: number | undefined; readonly error?: string }> {
  try {
    const { status } = await client.send(request);
    return { status };
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    if (notSent.has(error.code)) throw toMockError(error, request.url);
    return { status: undefined, error: error.message };
  }
}

const notSent: ReadonlySet<string> = new Set([
  outgoingErrorCodes.url,
  outgoingErrorCodes.target,
  outgoingErrorCodes.unresolved,
]);

function toMockError(cause: OutgoingError, url?: URL): MockError {
  const hint =
    cause.code === outgoingErrorCodes.target && url
      ? `: it is not this machine; --allow-target ${url.hostname} lets the mock send there`
      : '';
  return new MockError(mockErrorCodes.target, cause.message + hint, { cause });
}
