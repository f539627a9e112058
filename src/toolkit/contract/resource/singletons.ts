import { isJson } from '../document/media-type.ts';
import type { RequestBodyObject } from '../document/openapi.ts';
import { type ContractOperations, type Operation, resolveReference } from '../document/operations.ts';
import type { Action, Resource, ResourceOperation } from './resources.ts';

const actions = { get: 'read', put: 'replace', patch: 'patch' } as const;

/**
 * What there is one of, such as `/me` or `/orders/{id}/address`: a GET reads it, and a PUT or a PATCH of the same path with JSON
 * changes it. Each is a resource whose records have no id.
 * @param others the resources of the contract
 */
export function findSingletons(contract: ContractOperations, others: readonly Resource[]): Resource[] {
  const taken = new Set(others.flatMap(({ operations }) => [...operations.values()].map(({ operation }) => operation)));
  const paths = Map.groupBy(contract.operations, ({ path }) => path);
  return [...paths].flatMap(([path, operations]) => {
    const isOther = /\}\/?$/.test(path) || operations.some((one) => one.method === 'post' || taken.has(one));
    const isReady = (one: Operation) => one.method === 'get' || takesJson(contract, one);
    const found = operations.filter(isReady).flatMap((operation): [Action, ResourceOperation][] => {
      const action = actions[operation.method as keyof typeof actions];
      return action === undefined ? [] : [[action, { action, operation }]];
    });
    const members = new Map(found);
    if (isOther || !members.has('read') || members.size < 2) return [];
    return [{ path, operations: members, idInResponse: undefined, foundBy: 'paths' as const }];
  });
}

function takesJson({ document }: ContractOperations, { node }: Operation): boolean {
  const { content = {} } = resolveReference<RequestBodyObject>(document, node.requestBody ?? {});
  return Object.keys(content).some(isJson);
}
