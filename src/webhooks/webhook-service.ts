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

/** Why a request can't be carried out. */
export type Refusal = 'notFound' | 'denied' | 'forbiddenTarget';

/** What was asked for isn't done; `reason` says why. */
export class WebHookRefused extends Error {
  override readonly name = 'WebHookRefused';
  readonly reason: Refusal;

  constructor(reason: Refusal) {
    super(`refused: ${reason}`);
    this.reason = reason;
  }
}

export interface WebHookServiceParts {
  readonly storage: Storage;
  readonly now: () => Date;
  readonly makeUniqueId: () => string;
  /** Whether deliveries may reach a URL, as far as the URL itself tells. */
  readonly isTarget: (url: string) => boolean;
}

/** What users do with webhooks. Records of locations outside of a user's scope don't exist for them. */
export class WebHookService {
  readonly #parts: WebHookServiceParts;

  constructor(parts: WebHookServiceParts) {
    this.#parts = parts;
  }

  /** @throws {WebHookRefused} */
  async create(input: WebHookInput, user: User): Promise<WebHook> {
    this.#check(input, user);
    const { storage, now, makeUniqueId } = this.#parts;
    return storage.create((id) => makeWebHook(input, id, makeUniqueId(), { by: user.email, on: now() }));
  }

  /** Replaces the record. @throws {WebHookRefused} */
  async update(id: number, input: WebHookInput, user: User): Promise<WebHook> {
    const { storage, now } = this.#parts;
    let updated: WebHook | undefined;
    // Whether it is there comes first: nobody learns anything of records that they may not see.
    await storage.change('webhooks', id, (current) => {
      const seen = visible(current, user);
      this.#check(input, user);
      updated = replaceWebHook(seen, input, { by: user.email, on: now() });
      return updated;
    });
    return updated as WebHook;
  }

  /** @throws {WebHookRefused} */
  async get(id: number, user: User): Promise<WebHook> {
    return visible(await this.#parts.storage.get('webhooks', id), user);
  }

  /** @returns when it was deleted. @throws {WebHookRefused} */
  async delete(id: number, user: User): Promise<Date> {
    await this.#parts.storage.change('webhooks', id, (current) => {
      visible(current, user);
      return undefined;
    });
    return this.#parts.now();
  }

  async list(filters: WebHookFilters, user: User): Promise<WebHookList> {
    const query = toQuery(filters, user.admin ? undefined : user.locations);
    const { entries, total } = await this.#parts.storage.list('webhooks', query);
    return toList(entries, total, filters);
  }

  #check({ BusinessId, URL }: WebHookInput, user: User): void {
    if (!isInScope(BusinessId, user)) throw new WebHookRefused('denied');
    if (!this.#parts.isTarget(URL)) throw new WebHookRefused('forbiddenTarget');
  }
}

function visible(webhook: WebHook | undefined, user: User): WebHook {
  if (!webhook || !isInScope(webhook.BusinessId, user)) throw new WebHookRefused('notFound');
  return webhook;
}

function isInScope(location: number, { admin, locations }: User): boolean {
  return admin || locations.includes(location);
}
