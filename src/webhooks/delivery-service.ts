import { CodedError } from '../http.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { DeliveryLog } from './delivery/delivery-log.ts';
import {
  type DeliveryFilters,
  type DeliveryList,
  type DeliveryRecord,
  toDeliveryList,
  toDeliveryQuery,
  toDeliveryRecord,
} from './delivery-record.ts';
import { isInScope, locationsOf } from './scope.ts';
import type { Storage, User, WebHook } from './storage.ts';

/** Why events can't be accepted, or deliveries read or sent again. */
export const deliveryErrorCodes = {
  /** There is no such delivery or webhook in the user's locations. */
  notFound: 'DELIVERY_NOT_FOUND',
  /** The event's location isn't one of the user's. */
  denied: 'DELIVERY_DENIED',
} as const;

export type DeliveryErrorCode = (typeof deliveryErrorCodes)[keyof typeof deliveryErrorCodes];

/** Events that can't be accepted, or a delivery that can't be read or sent again; `code` says why. */
export class DeliveryError extends CodedError<DeliveryErrorCode> {
  override readonly name = 'DeliveryError';
}

/** An event as users tell of it. */
export interface EventInput {
  /** A UUID. Default: a new one. */
  readonly id?: string | undefined;
  readonly businessId: number;
  readonly action: number;
  /** JSON text of an object. */
  readonly record: string;
}

export interface DeliveryServiceParts {
  readonly storage: Pick<Storage, 'get'>;
  readonly log: DeliveryLog;
  readonly now: () => Date;
  /** Makes a UUID in lower case. */
  readonly makeId: () => string;
}

/** What users do with events and deliveries. They see deliveries whose event happened in one of their locations. */
export class DeliveryService {
  readonly #parts: DeliveryServiceParts;

  constructor(parts: DeliveryServiceParts) {
    this.#parts = parts;
  }

  /**
   * Accepts events, all or none, durably.
   * @returns their ids, in this order and in lower case
   * @throws {DeliveryError} `DELIVERY_DENIED` if one of them is of another location
   */
  async accept(events: readonly EventInput[], user: User): Promise<string[]> {
    const other = events.find(({ businessId }) => !isInScope(businessId, user));
    if (other) {
      const message = `location ${other.businessId} is not one of ${user.email}'s`;
      throw new DeliveryError(deliveryErrorCodes.denied, message);
    }
    const acceptedOn = this.#parts.now().toISOString();
    const accepted = events.map(({ id, ...event }) => ({ ...event, id: this.#idFrom(id), acceptedOn }));
    await this.#parts.log.accept(accepted);
    return accepted.map(({ id }) => id);
  }

  /** @throws {DeliveryError} `DELIVERY_NOT_FOUND` */
  async list(webhookId: number, filters: DeliveryFilters, user: User): Promise<DeliveryList> {
    await this.#findWebHook(webhookId, user);
    const query = toDeliveryQuery(webhookId, filters, locationsOf(user));
    const { deliveries, total } = await this.#parts.log.list(query);
    return toDeliveryList(deliveries, total, filters);
  }

  /** @throws {DeliveryError} `DELIVERY_NOT_FOUND` */
  async get(id: string, user: User): Promise<DeliveryRecord> {
    return toDeliveryRecord(await this.#find(id, user));
  }

  /**
   * Delivers an event again, to the same webhook.
   * @returns the new delivery's id
   * @throws {DeliveryError} `DELIVERY_NOT_FOUND`, also if the webhook was deleted, or is in none of the user's locations
   */
  async replay(id: string, user: User): Promise<string> {
    const delivery = await this.#find(id, user);
    await this.#findWebHook(delivery.webhookId, user);
    return (await this.#parts.log.replay(delivery.id)) ?? notFound(user);
  }

  /**
   * Makes a delivery to one webhook, whose record says that it is a test.
   * @returns its id
   * @throws {DeliveryError} `DELIVERY_NOT_FOUND`
   */
  async test(webhookId: number, user: User): Promise<string> {
    const { log, now, makeId } = this.#parts;
    const { BusinessId, Action, Name } = await this.#findWebHook(webhookId, user);
    const acceptedOn = now().toISOString();
    const Message = 'This is a test delivery: nothing has happened.';
    const record = JSON.stringify({ Test: true, Message, WebHookId: webhookId, WebHookName: Name, Action });
    const event = { id: makeId(), businessId: BusinessId, action: Action, record, acceptedOn };
    return (await log.acceptFor(webhookId, event)) ?? notFound(user);
  }

  /**
   * Replays the failed deliveries of a webhook that were made at a time or later.
   * @returns how many
   * @throws {DeliveryError} `DELIVERY_NOT_FOUND`
   */
  async recover(webhookId: number, since: Date, user: User): Promise<number> {
    await this.#findWebHook(webhookId, user);
    return this.#parts.log.recover(webhookId, since, locationsOf(user));
  }

  #idFrom(given: string | undefined): string {
    return given === undefined ? this.#parts.makeId() : plainUuid(given);
  }

  async #find(id: string, user: User): Promise<Delivery> {
    const delivery = await this.#parts.log.find(plainUuid(id));
    // Those to the operators' own URL belong to no webhook.
    if (delivery && delivery.webhookId > 0 && isInScope(delivery.event.businessId, user)) return delivery;
    return notFound(user);
  }

  async #findWebHook(id: number, user: User): Promise<WebHook> {
    const webhook = await this.#parts.storage.get('webhooks', id);
    return webhook && isInScope(webhook.BusinessId, user) ? webhook : notFound(user);
  }
}

/** RFC 4122 lets a UUID be written in upper case and as a URN, which `format: uuid` accepts as well. */
function plainUuid(uuid: string): string {
  return uuid.toLowerCase().replace('urn:uuid:', '');
}

function notFound({ email }: User): never {
  throw new DeliveryError(deliveryErrorCodes.notFound, `there is no such delivery or webhook in ${email}'s locations`);
}
