import { CodedError } from '../http.ts';
import { isInScope, locationsOf } from './scope.ts';
import type { Storage, User, WebHook } from './storage.ts';
import {
  makeWebHook,
  replaceWebHook,
  toList,
  toQuery,
  type WebHookFilters,
  type WebHookInput,
  type WebHookList,
} from './webhook.ts';

/** Why a webhook can't be read or changed. */
export const webHookErrorCodes = {
  /** There is no such record in the user's locations. */
  notFound: 'WEBHOOK_NOT_FOUND',
  /** The location isn't one of the user's. */
  denied: 'WEBHOOK_DENIED',
  /** Deliveries may not reach the URL. */
  target: 'WEBHOOK_TARGET',
} as const;

export type WebHookErrorCode = (typeof webHookErrorCodes)[keyof typeof webHookErrorCodes];

/** A webhook that can't be read or changed; `code` says why. */
export class WebHookError extends CodedError<WebHookErrorCode> {
  override readonly name = 'WebHookError';
}

export interface WebHookServiceParts {
  readonly storage: Storage;
  readonly now: () => Date;
  readonly makeUniqueId: () => string;
  /** Whether deliveries may reach a URL, judged without a look-up of its host. */
  readonly isTarget: (url: string) => boolean;
}

/** What users do with webhooks. Users don't see records of locations outside of their scope. */
export class WebHookService {
  readonly #parts: WebHookServiceParts;

  constructor(parts: WebHookServiceParts) {
    this.#parts = parts;
  }

  /** @throws {WebHookError} `WEBHOOK_DENIED`, `WEBHOOK_TARGET` */
  async create(input: WebHookInput, user: User): Promise<WebHook> {
    checkScope(input, user);
    this.#checkTarget(input);
    const { storage, now, makeUniqueId } = this.#parts;
    return storage.create((id) => makeWebHook(input, id, makeUniqueId(), { by: user.email, on: now() }));
  }

  /** Replaces the record. @throws {WebHookError} with any of its codes */
  async update(id: number, input: WebHookInput, user: User): Promise<WebHook> {
    const { storage, now } = this.#parts;
    let updated: WebHook | undefined;
    // The record is looked for first, so that the response reveals nothing about records that the user may not see.
    await storage.change('webhooks', id, (current) => {
      const seen = visible(current, user);
      checkScope(input, user);
      // A webhook whose URL may not be reached any more can be paused.
      if (input.Active !== false || input.URL !== seen.URL) this.#checkTarget(input);
      updated = replaceWebHook(seen, input, { by: user.email, on: now() });
      return updated;
    });
    return updated as WebHook;
  }

  /** @throws {WebHookError} `WEBHOOK_NOT_FOUND` */
  async get(id: number, user: User): Promise<WebHook> {
    return visible(await this.#parts.storage.get('webhooks', id), user);
  }

  /** @returns when it was deleted. @throws {WebHookError} `WEBHOOK_NOT_FOUND` */
  async delete(id: number, user: User): Promise<Date> {
    await this.#parts.storage.change('webhooks', id, (current) => {
      visible(current, user);
      return undefined;
    });
    return this.#parts.now();
  }

  async list(filters: WebHookFilters, user: User): Promise<WebHookList> {
    const query = toQuery(filters, locationsOf(user));
    const { entries, total } = await this.#parts.storage.list('webhooks', query);
    return toList(entries, total, filters);
  }

  #checkTarget({ URL }: WebHookInput): void {
    if (!this.#parts.isTarget(URL)) throw new WebHookError(webHookErrorCodes.target, `${URL} may not be reached`);
  }
}

function checkScope({ BusinessId }: WebHookInput, user: User): void {
  if (isInScope(BusinessId, user)) return;
  throw new WebHookError(webHookErrorCodes.denied, `location ${BusinessId} is not one of ${user.email}'s`);
}

function visible(webhook: WebHook | undefined, user: User): WebHook {
  if (webhook && isInScope(webhook.BusinessId, user)) return webhook;
  throw new WebHookError(webHookErrorCodes.notFound, `there is no such webhook in ${user.email}'s locations`);
}
