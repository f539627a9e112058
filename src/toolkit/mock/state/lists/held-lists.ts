import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import type { Action, Resource, ResourceOperation } from '../../../contract/resource/resources.ts';
import { findItems } from '../../list-items.ts';
import { singular, wordsOf } from '../../plausible/words.ts';

/** A list inside of an object, to which operations of its own add: `items` of `/cart`, for `/cart/items`. */
export interface HeldList {
  /** Reads the object. */
  readonly holder: Operation;
  /** The names to the list in the object. */
  readonly way: readonly string[];
  /** Its records. If it has no list of its own, it is listed by the holder. */
  readonly resource: Resource;
  /** Whether the resource is there for this list alone. */
  readonly isOwn: boolean;
  /** The operations that empty the list. */
  readonly clearing: readonly Operation[];
}

const itemActions: Readonly<Record<string, Action>> = {
  get: 'read',
  put: 'replace',
  patch: 'patch',
  delete: 'delete',
};

const generalNames = /^(items?|lines?|entries|contents?|products?|positions?|rows?)$/i;

/**
 * The lists inside of objects which a GET reads, that a POST to their path, or to the path of the object, adds to.
 * @param resources those that are known by operations of their own
 */
export function findHeldLists(contract: Contract, resources: readonly Resource[]): HeldList[] {
  const taken = new Set(resources.flatMap(({ operations }) => [...operations.values()].map((one) => one.operation)));
  const byPath = Map.groupBy(contract.operations, ({ path }) => path.replace(/\/$/, ''));
  const at = (path: string, method: string) => byPath.get(path)?.find((one) => one.method === method);
  return contract.operations.flatMap((create): HeldList[] => {
    if (create.method !== 'post' || /\}\/?$/.test(create.path)) return [];
    const path = create.path.replace(/\/$/, '');
    const above = path.slice(0, path.lastIndexOf('/'));
    const known = resources.find((one) => one.operations.get('create')?.operation === create);
    if (taken.has(create) && !known) return [];
    // `POST /cart` adds to what `GET /cart` reads, unless `/cart/items` is for that.
    const inside = known || !at(path, 'get') ? above : path;
    const holder = at(inside, 'get');
    if (!holder) return [];
    const members = new Map<Action, ResourceOperation>([
      ['list', { action: 'list', operation: holder }],
      ['create', { action: 'create', operation: create }],
    ]);
    for (const [itemPath, operations] of byPath) {
      const [, name] = /^(?:.*)\/\{([^{}]+)\}$/.exec(itemPath) ?? [];
      if (name === undefined || itemPath !== `${path}/{${name}}`) continue;
      for (const operation of operations) {
        const action = itemActions[operation.method];
        if (action && !taken.has(operation)) members.set(action, { action, operation, id: { in: 'path', name } });
      }
    }
    const resource: Resource = known ?? { path, operations: members, idInResponse: undefined, foundBy: 'paths' };
    if (!known && taken.has(holder) && inside === path) return [];
    const place = findItems(contract, holder, {
      ...resource,
      operations: new Map([...resource.operations, ...members]),
    });
    const way = pointerTokens(place?.bodyPointer ?? '').map(String);
    const own = way.at(-1);
    if (own === undefined) return [];
    const segment = path.slice(path.lastIndexOf('/') + 1);
    const isNamed = singular(wordsOf(own)) === singular(wordsOf(segment)) || generalNames.test(own);
    if (!isNamed) return [];
    const clearing = [at(inside, 'delete'), at(path, 'delete')].flatMap((one) => (one && !taken.has(one) ? [one] : []));
    return [{ holder, way, resource, isOwn: !known, clearing: [...new Set(clearing)] }];
  });
}
