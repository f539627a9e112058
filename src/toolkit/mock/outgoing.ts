import type { IncomingMessage } from 'node:http';
import { type Excerpt, excerptOf } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import { isJson } from '../contract/document/media-type.ts';
import type {
  ExampleObject,
  OpenApiDocument,
  ParameterObject,
  RequestBodyObject,
} from '../contract/document/openapi.ts';
import { listOperations, type Operation, resolveReference } from '../contract/document/operations.ts';
import { writeParameters } from '../contract/request/parameter-writer.ts';
import { type ExpressionContext, evaluate } from '../contract/resource/runtime-expression.ts';
import { OutgoingClient, OutgoingError, outgoingErrorCodes, parseAllowedTargets } from '../http/index.ts';
import { Instances, writeBody } from '../instances/index.ts';
import { MockError, mockErrorCodes } from './mock-error.ts';

/** The request of a webhook or callback that was sent, and the status of its response. */
export interface DeliveryResult {
  readonly operationId: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Undefined if there was no response; `error` then says why. */
  readonly status: number | undefined;
  readonly error?: string;
}

/** Where a webhook or callback is sent, and with which payload. */
export interface DeliveryOptions {
  /** The receiver's URL. */
  readonly to: string;
  /** The name of an example. Default: the first one. */
  readonly example?: string | undefined;
  /** Whether the payload is random. Default: false. */
  readonly dynamic?: boolean;
  /** Of a random payload. Default: another one each time. */
  readonly seed?: string | undefined;
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
 * Sends what the contract describes under `webhooks`, to a receiver under development.
 * @throws {MockError} `MOCK_UNKNOWN` if there is no such webhook or example, `MOCK_TARGET` if the URL may not be reached
 * @see https://spec.openapis.org/oas/v3.1.1.html#oas-webhooks
 */
export async function sendWebhook(
  contract: Contract,
  name: string,
  client: OutgoingClient,
  options: DeliveryOptions,
): Promise<DeliveryResult> {
  const operation = contract.webhooks.find((webhook) => webhook.path === name || webhook.operationId === name);
  if (!operation) {
    const names = contract.webhooks.map((webhook) => webhook.path);
    const known = names.length === 0 ? 'the contract has none' : `there are ${names.join(', ')}`;
    throw new MockError(mockErrorCodes.unknown, `there is no webhook ${name}: ${known}`);
  }
  return deliver(excerptOf(contract.document, operation, 'webhooks'), client, options);
}

/**
 * Sends a callback of an operation.
 * @throws {MockError} `MOCK_UNKNOWN`, `MOCK_TARGET`
 * @see https://spec.openapis.org/oas/v3.1.1.html#callback-object
 */
export async function sendCallback(
  contract: Contract,
  operationId: string,
  name: string,
  client: OutgoingClient,
  options: DeliveryOptions,
): Promise<DeliveryResult> {
  const operation = contract.operations.find((other) => other.operationId === operationId);
  const [callback] = operation ? callbacksOf(contract.document, operation).filter((other) => other.name === name) : [];
  if (!callback)
    throw new MockError(mockErrorCodes.unknown, `there is no callback ${name} of an operation ${operationId}`);
  return deliver(callback.excerpt, client, options);
}

/**
 * Sends the callbacks of an exchange, each to the URL that its expression evaluates to.
 * @returns a message for each callback that was not sent
 */
export async function sendCallbacks(
  contract: Contract,
  operation: Operation,
  context: ExpressionContext,
  client: OutgoingClient,
  seed: string | undefined,
): Promise<string[]> {
  const problems = callbacksOf(contract.document, operation).map(async ({ name, expression, excerpt }) => {
    const to = String(evaluate(expression, context) ?? '');
    const { error } = await deliver(excerpt, client, { to, seed }).catch((cause: Error) => ({ error: cause.message }));
    return error === undefined ? [] : [`the callback ${name} was not sent to ${to}: ${error}`];
  });
  return (await Promise.all(problems)).flat();
}

interface Callback {
  readonly name: string;
  /** The URL, as an expression. */
  readonly expression: string;
  readonly excerpt: Excerpt;
}

function callbacksOf(document: OpenApiDocument, { node }: Operation): Callback[] {
  return Object.entries(node.callbacks ?? {}).flatMap(([name, written]) => {
    const items = resolveReference(document, written) as Record<string, Record<string, object>>;
    return Object.entries(items).flatMap(([expression, item]) => {
      // A callback is read like a webhook.
      const alone = { ...document, webhooks: { [name]: item } } as OpenApiDocument;
      const [operation] = listOperations(alone, 'webhooks', new Set()).filter(({ path }) => path === name);
      if (!operation) return [];
      const excerpt = excerptOf(alone, operation, 'webhooks');
      return [{ name, expression, excerpt }];
    });
  });
}

async function deliver(
  { document, operation }: Excerpt,
  client: OutgoingClient,
  options: DeliveryOptions,
): Promise<DeliveryResult> {
  const url = URL.parse(options.to);
  if (!url)
    throw new MockError(
      mockErrorCodes.target,
      `${options.to} is not a URL: name the receiver with ?to=http://localhost:3000/hooks`,
    );
  const instances = new Instances(document, 'request');
  const seed = options.dynamic ? (options.seed ?? String(Math.random())) : undefined;
  const parameters = operation.parameters.flatMap((parameter, index): [ParameterObject, unknown][] => {
    const example =
      parameter.example ?? instances.valid(joinPointer(operation.pointer, 'parameters', index, 'schema'), seed);
    return (parameter.required || parameter.example !== undefined) && example !== undefined
      ? [[parameter, example]]
      : [];
  });
  const { headers, query } = writeParameters(parameters);
  const written = operation.node.requestBody;
  const payload =
    written && payloadOf(document, joinPointer(operation.pointer, 'requestBody'), written, instances, options, seed);
  for (const pair of query) url.search += `${url.search === '' ? '?' : '&'}${pair}`;
  const sent = { ...headers, ...(payload && { 'content-type': payload.contentType }), [deliveryHeader]: 'mock' };
  const method = operation.method.toUpperCase();
  const done = { operationId: operation.operationId, method, url: url.href, headers: sent, body: payload?.value };
  try {
    const { status } = await client.send({ url, method, headers: sent, body: payload?.bytes });
    return { ...done, status };
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    if (notSent.has(error.code)) throw toMockError(error, url);
    return { ...done, status: undefined, error: error.message };
  }
}

/**
 * Marks what a mock sends. It has no `Origin`, so that a page whose request triggers a callback could otherwise reach the
 * control paths of this mock, or of another, through it.
 */
const deliveryHeader = 'concordat-delivery';

/** Whether a mock sent the request, as a webhook or a callback. */
export function isDelivery({ headers }: IncomingMessage): boolean {
  return headers[deliveryHeader] !== undefined;
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

function payloadOf(
  document: OpenApiDocument,
  at: string,
  written: RequestBodyObject & { $ref?: string },
  instances: Instances,
  { example, dynamic = false }: DeliveryOptions,
  seed: string | undefined,
) {
  const { content = {} } = resolveReference<RequestBodyObject>(document, written);
  const types = Object.keys(content);
  const mediaType = types.find(isJson) ?? types[0];
  const node = mediaType === undefined ? undefined : content[mediaType];
  if (mediaType === undefined || !node) return undefined;
  const named = Object.entries(node.examples ?? {}).map(
    ([name, value]) => [name, resolveReference<ExampleObject>(document, value).value] as const,
  );
  const wanted = example === undefined ? named[0] : named.find(([name]) => name === example);
  if (example !== undefined && !wanted)
    throw new MockError(
      mockErrorCodes.unknown,
      `there is no example ${example}: there are ${named.map(([name]) => name).join(', ') || 'none'}`,
    );
  const pointer = joinPointer(written.$ref ?? at, 'content', mediaType, 'schema');
  const own = dynamic ? undefined : (wanted?.[1] ?? node.example);
  const value = own ?? (node.schema === undefined ? 'text' : instances.valid(pointer, seed));
  return { value, ...writeBody(document, mediaType, pointer, value) };
}
