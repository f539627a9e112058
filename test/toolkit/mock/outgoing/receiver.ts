import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { DeliveryOptions, DeliveryResult, MockOptions } from '../../../../src/mock.ts';
import { serve } from '../../../serve.ts';
import { withMock } from '../with-mock.ts';

export const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

/** A webhook that is signed in two ways, with two examples. */
export const books = withHeaders([
  { name: 'Webhook-Id', in: 'header', required: true, schema: { type: 'string', pattern: '^msg_' } },
  { name: 'webhook-timestamp', in: 'header', schema: { type: 'integer' }, example: 1 },
  { name: 'webhook-signature', in: 'header', schema: { type: 'string' }, example: 'v1,none' },
  signedHeader('X-Hub-Signature-256', { algorithm: 'hmac-sha256', encoding: 'hex', prefix: 'sha256=' }),
]);

export function signedHeader(name: string, scheme: unknown, required = false): object {
  return { name, in: 'header', required, schema: { type: 'string' }, example: 'example', 'x-signature': scheme };
}

export function withHeaders(parameters: readonly object[]) {
  const examples = { created: { value: { title: 'Old', é: '"' } }, updated: { value: { title: 'New' } } };
  const requestBody = { content: { 'application/json': { schema: { type: 'object' }, examples } } };
  return {
    openapi: '3.1.1',
    info: { title: 'Books', version: '1' },
    paths: {},
    webhooks: { bookChanged: { post: { parameters, requestBody, responses: { 204: { description: 'received' } } } } },
  };
}

export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  /** Undefined if the connection ended within it. */
  readonly body: string | undefined;
}

/** Sends a webhook to a receiver that records what arrives. @param statuses of its responses; then 204 */
export async function deliverTo(
  contract: object | string,
  options: Omit<DeliveryOptions, 'to'>,
  {
    statuses = [],
    webhook = 'bookChanged',
    ...mockOptions
  }: Omit<MockOptions, 'contract'> & { statuses?: number[]; webhook?: string } = {},
): Promise<{ arrivals: Arrival[]; result: DeliveryResult }> {
  const arrivals: Arrival[] = [];
  const left = [...statuses];
  return serve(
    async (request, response) => {
      const body = await readBody(request);
      arrivals.push({ headers: request.headers, body });
      response.writeHead(left.shift() ?? 204).end();
    },
    (to) =>
      withMock(contract, mockOptions, async (_ask, mock) => {
        const result = await mock.sendWebhook(webhook, { to, ...options });
        return { arrivals, result };
      }),
  );
}

export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  try {
    const chunks: Buffer[] = await request.toArray();
    return Buffer.concat(chunks).toString();
  } catch {
    return undefined;
  }
}

/** What a receiver that verifies by the Standard Webhooks specification finds. */
export function verify({ headers, body = '' }: Arrival): string {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return 'verified';
  } catch (error) {
    return (error as Error).message;
  }
}

/** As GitHub signs. */
export function hubSignatureOf({ body = '' }: Arrival): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
