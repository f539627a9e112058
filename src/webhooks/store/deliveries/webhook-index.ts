import type { WebHook } from '../../storage.ts';

const none: ReadonlySet<number> = new Set();

/** The active webhooks of each location and action, by id. */
export class WebHookIndex {
  readonly #ids = new Map<number, Map<number, Set<number>>>();

  find(businessId: number, action: number): ReadonlySet<number> {
    return this.#ids.get(businessId)?.get(action) ?? none;
  }

  /** Replaces a webhook, which may be new or gone. */
  replace(before: WebHook | undefined, after: WebHook | undefined): void {
    if (before && after && hasSamePlace(before, after)) return;
    if (before?.Active) this.#remove(before);
    if (after?.Active) this.#add(after);
  }

  #add({ BusinessId, Action, Id }: WebHook): void {
    const actions = this.#ids.get(BusinessId) ?? new Map<number, Set<number>>();
    const ids = actions.get(Action) ?? new Set();
    this.#ids.set(BusinessId, actions.set(Action, ids.add(Id)));
  }

  #remove({ BusinessId, Action, Id }: WebHook): void {
    const actions = this.#ids.get(BusinessId);
    const ids = actions?.get(Action);
    ids?.delete(Id);
    if (ids?.size === 0) actions?.delete(Action);
    if (actions?.size === 0) this.#ids.delete(BusinessId);
  }
}

/** Whether both are delivered the same events. */
export function hasSamePlace(one: WebHook, other: WebHook): boolean {
  return one.BusinessId === other.BusinessId && one.Action === other.Action && one.Active === other.Active;
}
