import type { OperationResponse, TokensHandlers, WebHooksHandlers } from '../../../generated/server.ts';
import { type RequestContext, RequestValidationError } from '../../server.ts';
import { networkOf } from '../auth/client-network.ts';
import type { TokenService } from '../auth/token-service.ts';
import type { User } from '../storage.ts';
import { formatTime } from '../webhook.ts';
import { WebHookError, type WebHookService, webHookErrorCodes } from '../webhook-service.ts';

type SignedIn = RequestContext<User>;
type Anybody = RequestContext<undefined>;

/** Each operation of the contract as one call of a use case. */
export function createHandlers(
  webhooks: WebHookService,
  tokens: TokenService,
): WebHooksHandlers<SignedIn> & TokensHandlers<Anybody> {
  return {
    async createWebHook({ body }, { identity }) {
      const result = await attempt(() => webhooks.create(body, identity), body.URL);
      if (result === 'denied' || result === 'notFound') return denied();
      return { status: 200, body: actionResult('created', result.Id, result.UpdatedOn, identity) };
    },

    async listWebHooks({ query }, { identity }) {
      return { status: 200, body: await webhooks.list(query, identity) };
    },

    async updateWebHook({ body }, { identity }) {
      const result = await attempt(() => webhooks.update(body.Id, body, identity), body.URL);
      if (result === 'denied') return denied();
      if (result === 'notFound') return notFound();
      return { status: 200, body: actionResult('updated', result.Id, result.UpdatedOn, identity) };
    },

    async getWebHook({ path: { id } }, { identity }) {
      const result = await attempt(() => webhooks.get(id, identity));
      return typeof result === 'string' ? notFound() : { status: 200, body: result };
    },

    async deleteWebHook({ path: { id } }, { identity }) {
      const result = await attempt(() => webhooks.delete(id, identity));
      if (typeof result === 'string') return notFound();
      return { status: 200, body: actionResult('deleted', id, formatTime(result), identity) };
    },

    async createToken({ body }, { request }) {
      const isGone = () => request.socket.destroyed;
      const issued = await tokens.issue(body, { network: networkOf(request.ip ?? ''), isGone });
      if ('wait' in issued) return { status: 409, headers: { 'Retry-After': issued.wait } };
      if ('failure' in issued) return { status: 400, body: issued.failure };
      return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: issued.token };
    },
  };
}

type ActionResult = Extract<OperationResponse<'createWebHook'>, { status: 200 }>['body'];

function actionResult(done: 'created' | 'updated' | 'deleted', id: number, on: string, by: User): ActionResult {
  return {
    Status: 200,
    Message: `WebHook was successfully ${done}.`,
    Value: { Id: id },
    OpenInDialog: false,
    OpenInWindow: false,
    RedirectURL: null,
    JavaScript: null,
    UpdatedOn: on,
    UpdatedBy: by.email,
    Errors: null,
    WasSuccessful: true,
  };
}

function notFound() {
  return { status: 404, body: 'Not found' } as const;
}

function denied() {
  return {
    status: 401,
    headers: { 'WWW-Authenticate': 'Bearer' },
    body: { Message: 'Authorization has been denied for this request.' },
  } as const;
}

/**
 * @param url where the client wants deliveries to be sent
 * @throws {RequestValidationError} if deliveries may not reach the URL, which a schema can't express
 */
async function attempt<T>(useCase: () => Promise<T>, url?: string): Promise<T | 'notFound' | 'denied'> {
  try {
    return await useCase();
  } catch (error) {
    if (!(error instanceof WebHookError)) throw error;
    if (error.code === webHookErrorCodes.notFound) return 'notFound';
    if (error.code === webHookErrorCodes.denied) return 'denied';
    throw new RequestValidationError(400, [{ in: 'body', path: ['URL'], keyword: 'target', value: url }]);
  }
}
