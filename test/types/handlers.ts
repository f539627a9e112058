/** Compiled, never run: what the generated interfaces accept and what they refuse. `tsc` fails where a refusal is missing. */
import { eWebhookAction as actions, type eWebhookAction } from '../../generated/enums.ts';
import type { WebHooksHandlers } from '../../generated/server.ts';
import {
  createWebhookSenders,
  type OperationResponse,
  operationTable,
  type TokensHandlers,
} from '../../generated/server.ts';
import type { components } from '../../generated/types.ts';

declare const record: components['schemas']['WebHook'];
declare const handlers: WebHooksHandlers;

type Get = WebHooksHandlers['getWebHook'];

/** What is asked for is given, with its type. */
export const good: Get = ({ path }) =>
  path.id > 1 ? { status: 200, body: record } : { status: 404, body: 'Not found' };

/** A promise will do as well, and headers that are required are asked for. */
export const unauthorized: Get = async () => ({
  status: 401,
  headers: { 'WWW-Authenticate': 'Bearer' },
  body: { Message: 'Authorization has been denied for this request.' },
});

/** A handler is given the context that the server promises. */
export const withContext: WebHooksHandlers<{ user: string }>['getWebHook'] = (_request, { user }) => ({
  status: 500,
  body: { Message: user },
});

// @ts-expect-error 418 is not declared
export const undeclaredStatus: Get = () => ({ status: 418, body: 'teapot' });

// @ts-expect-error the record misses its Name
export const missingField: Get = () => {
  const { Name, ...rest } = record;
  return { status: 200, body: rest };
};

// @ts-expect-error WWW-Authenticate is required
export const missingHeader: Get = () => ({ status: 401, body: { Message: 'no' } });

// @ts-expect-error the body belongs to another status
export const wrongBody: Get = () => ({ status: 404, body: record });

// @ts-expect-error XML is not declared
export const wrongMediaType: Get = () => ({ status: 200, mediaType: 'application/xml', body: record });

// @ts-expect-error there is no parameter of that name
export const wrongParameter: Get = ({ path }) => ({ status: 404, body: path.key });

const { deleteWebHook, ...others } = handlers;
// @ts-expect-error deleteWebHook is not written
export const missingHandler: WebHooksHandlers = others;

/** An empty body has none to give. */
export const throttled: OperationResponse<'createToken'> = { status: 409, headers: { 'Retry-After': 1 } };

// @ts-expect-error the token operation takes a form, not JSON
export const wrongRequest: Parameters<TokensHandlers['createToken']>[0]['mediaType'] = 'application/json';

/** The table knows its operations by name. */
export const path: '/sys/webhooks/{id}' = operationTable.getWebHook.path;

/** Enumerations are values and types. */
export const action: eWebhookAction = actions.HelDeskMessageCreated;

// @ts-expect-error there is no 91st action
export const wrongAction: eWebhookAction = 91;

const senders = createWebhookSenders(async ({ url }) => String(url));

export const sent: Promise<string> = senders.deliverWebHook('https://receiver.example', {
  headers: {
    'X-Nexudus-Hook-Action': actions.BookingCreate,
    'webhook-id': '5b0e2a6c-9f41-4c8d-a3b7-6d2e8f1c4a90',
    'webhook-timestamp': 1_736_937_000,
    'X-Nexudus-Hook-Signature': 'A',
  },
  body: [{ Id: 1 }],
});

void senders.deliverWebHook('https://receiver.example', {
  headers: { 'X-Nexudus-Hook-Action': 6, 'webhook-id': '', 'webhook-timestamp': 1 },
  mediaType: 'application/json',
  // @ts-expect-error a delivery is an array
  body: { Id: 1 },
});

void senders.deliverWebHook('https://receiver.example', {
  // @ts-expect-error each delivery has an id
  headers: { 'X-Nexudus-Hook-Action': 6, 'webhook-timestamp': 1 },
  body: [{ Id: 1 }],
});
