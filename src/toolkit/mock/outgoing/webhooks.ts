import { type Excerpt, excerptOf } from '../../contract/document/excerpt.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { OpenApiDocument } from '../../contract/document/openapi.ts';
import { listOperations, type Operation, resolveReference } from '../../contract/document/operations.ts';
import { type ExpressionContext, evaluate } from '../../contract/resource/runtime-expression.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import { type DeliveryOptions, type DeliveryResult, deliver } from './delivery.ts';
import type { Sender } from './sender.ts';

/**
 * Sends what the contract describes under `webhooks`, to a receiver under development.
 * @throws {MockError} `MOCK_UNKNOWN` if there is no such webhook, example or fault, `MOCK_TARGET` if the URL may not be reached,
 * `MOCK_DELIVERY` if a secret, a fault or a delay is not usable
 * @see https://spec.openapis.org/oas/v3.1.1.html#oas-webhooks
 */
export async function sendWebhook(
  contract: Contract,
  name: string,
  sender: Sender,
  options: DeliveryOptions,
): Promise<DeliveryResult> {
  const operation = contract.webhooks.find((webhook) => webhook.path === name || webhook.operationId === name);
  if (!operation) {
    const names = contract.webhooks.map((webhook) => webhook.path);
    const known = names.length === 0 ? 'the contract has none' : `there are ${names.join(', ')}`;
    throw new MockError(mockErrorCodes.unknown, `there is no webhook ${name}: ${known}`);
  }
  return deliver(excerptOf(contract.document, operation, 'webhooks'), sender, options);
}

/**
 * Sends a callback of an operation.
 * @throws {MockError} `MOCK_UNKNOWN`, `MOCK_TARGET`, `MOCK_DELIVERY`
 * @see https://spec.openapis.org/oas/v3.1.1.html#callback-object
 */
export async function sendCallback(
  contract: Contract,
  operationId: string,
  name: string,
  sender: Sender,
  options: DeliveryOptions,
): Promise<DeliveryResult> {
  const operation = contract.operations.find((other) => other.operationId === operationId);
  const [callback] = operation ? callbacksOf(contract.document, operation).filter((other) => other.name === name) : [];
  if (!callback)
    throw new MockError(mockErrorCodes.unknown, `there is no callback ${name} of an operation ${operationId}`);
  return deliver(callback.excerpt, sender, options);
}

/**
 * Sends the callbacks of an exchange, each to the URL that its expression evaluates to.
 * @returns a message for each callback that was not sent
 */
export async function sendCallbacks(
  contract: Contract,
  operation: Operation,
  context: ExpressionContext,
  sender: Sender,
): Promise<string[]> {
  const problems = callbacksOf(contract.document, operation).map(async ({ name, expression, excerpt }) => {
    const to = String(evaluate(expression, context) ?? '');
    const { error } = await deliver(excerpt, sender, { to }).catch((cause: Error) => ({ error: cause.message }));
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
