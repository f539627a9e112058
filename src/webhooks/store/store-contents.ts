import type { Data } from './data.ts';
import type { Failures } from './deliveries/deliveries.ts';
import type { StoredDelivery } from './deliveries/stored-delivery.ts';

/** What another store needs, beside the entries, to go on from here. */
export interface StoreContents {
  /** Identifies the store. */
  readonly store: string;
  /** The last id of a webhook. */
  readonly lastId: number;
  /** Of each webhook, the failures in a row. */
  readonly failures: readonly (readonly [webhookId: number, failures: Failures])[];
  /** In the order in which they were made. */
  readonly pending: readonly StoredDelivery[];
}

export function contentsOf({ store, lastId, deliveries }: Data): StoreContents {
  const pending = [...deliveries.byId.values()].filter(({ isPending }) => isPending);
  return { store, lastId, failures: [...deliveries.failures], pending };
}
