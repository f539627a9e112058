import type { WebHooksHandlers } from '../../../generated/server.ts';
import { type RequestContext, RequestValidationError } from '../../server.ts';
import type { User } from '../storage.ts';
import { formatTime } from '../webhook.ts';
import { WebHookError, type WebHookService, webHookErrorCodes } from '../webhook-service.ts';
import { actionResult, attempt, denied, notFound } from './responses.ts';

export function createWebHookHandlers(webhooks: WebHookService): WebHooksHandlers<RequestContext<User>> {
  return {
    async createWebHook({ body }, { identity }) {
      const result = await attemptWrite(() => webhooks.create(body, identity), body.URL);
      if (result === 'denied' || result === 'notFound') return denied();
      return { status: 200, body: toResult('created', result.Id, result.UpdatedOn, identity) };
    },

    async listWebHooks({ query }, { identity }) {
      return { status: 200, body: await webhooks.list(query, identity) };
    },

    async updateWebHook({ body }, { identity }) {
      const result = await attemptWrite(() => webhooks.update(body.Id, body, identity), body.URL);
      if (result === 'denied') return denied();
      if (result === 'notFound') return notFound();
      return { status: 200, body: toResult('updated', result.Id, result.UpdatedOn, identity) };
    },

    async getWebHook({ path: { id } }, { identity }) {
      const result = await attempt(() => webhooks.get(id, identity));
      return typeof result === 'string' ? notFound() : { status: 200, body: result };
    },

    async deleteWebHook({ path: { id } }, { identity }) {
      const result = await attempt(() => webhooks.delete(id, identity));
      if (typeof result === 'string') return notFound();
      return { status: 200, body: toResult('deleted', id, formatTime(result), identity) };
    },
  };
}

function toResult(done: 'created' | 'updated' | 'deleted', Id: number, on: string, by: User) {
  return actionResult(`WebHook was successfully ${done}.`, { Id }, on, by);
}

/**
 * @param url where the client wants deliveries to be sent
 * @throws {RequestValidationError} if deliveries may not reach the URL, which a schema can't express
 */
async function attemptWrite<T>(useCase: () => Promise<T>, url: string): Promise<T | 'notFound' | 'denied'> {
  try {
    return await attempt(useCase);
  } catch (error) {
    if (!(error instanceof WebHookError && error.code === webHookErrorCodes.target)) throw error;
    throw new RequestValidationError(400, [{ in: 'body', path: ['URL'], keyword: 'target', value: url }]);
  }
}
