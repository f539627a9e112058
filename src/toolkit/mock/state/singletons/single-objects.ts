import type { Contract } from '../../../contract/document/load-contract.ts';
import { isJson } from '../../../contract/document/media-type.ts';
import { successOf } from '../../../contract/resource/record-shape.ts';
import type { Action, Resource, ResourceOperation } from '../../../contract/resource/resources.ts';
import { findSingletons } from '../../../contract/resource/singletons.ts';
import type { FoundResources } from '../lists/listed-resources.ts';
import { isSame } from './single-record-type.ts';

/**
 * What there is one of at a path: what clients write, what holds a list that they add to, and what they only read, such as `/me`, or change by a POST.
 * @param found what has records
 */
export function findSingleObjects(contract: Contract, { resources, views, held }: FoundResources): Resource[] {
  const own = held.filter(({ isOwn }) => isOwn).map(({ resource }) => resource);
  const others = resources.filter((resource) => !own.includes(resource));
  const written = findSingletons(contract, others);
  const taken = new Set([
    ...[...others, ...written].flatMap(({ operations }) => [...operations.values()].map((one) => one.operation)),
    ...views.map(({ operation }) => operation),
  ]);
  const read = contract.operations.flatMap((operation): Resource[] => {
    if (operation.method !== 'get' || taken.has(operation)) return [];
    const place = successOf({ excerpt: { document: contract.document, operation }, instances: contract });
    const type = place?.schemaPointer.split('/').at(-2)?.replaceAll('~1', '/') ?? '';
    if (!isJson(type)) return [];
    const operations = new Map<Action, ResourceOperation>([['read', { action: 'read', operation }]]);
    const update = contract.operations.find((one) => one.path === operation.path && one.method === 'post');
    if (update && !taken.has(update) && isSame(contract, operation, update))
      operations.set('patch', { action: 'patch', operation: update });
    return [{ path: operation.path, operations, idInResponse: undefined, foundBy: 'paths' }];
  });
  return [...written, ...read];
}
