import type { Operation } from '../../contract/document/operations.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Action, Resource, ResourceOperation } from '../../contract/resource/resources.ts';
import { groupByShape, type OperationsByShape, shapeOf } from './path-shape.ts';

const actions = { get: 'read', put: 'replace', patch: 'patch', delete: 'delete' } as const;

/**
 * The resource of records whose ids clients choose: a PUT of one, and a GET that reads it.
 * @returns undefined if the operation is no such PUT
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.4
 */
export function resourceOfPut(byShape: OperationsByShape, put: Operation): Resource | undefined {
  const name = variableNames(put.path).at(-1);
  if (put.method !== 'put' || !put.path.replace(/\/$/, '').endsWith(`/{${name}}`)) return undefined;
  const found = new Map<Action, ResourceOperation>();
  for (const operation of byShape.get(shapeOf(put.path)) ?? []) {
    const action = actions[operation.method as keyof typeof actions];
    if (action === undefined) continue;
    found.set(action, {
      action,
      operation,
      id: { in: 'path', name: variableNames(operation.path).at(-1) as string },
    });
  }
  if (!found.has('read')) return undefined;
  const path = put.path.replace(/\/\{[^/]*\}\/?$/, '');
  const list = byShape.get(shapeOf(path))?.find(({ method }) => method === 'get');
  if (list) found.set('list', { action: 'list', operation: list });
  return { path, operations: found, idInResponse: undefined, foundBy: 'paths' };
}

/** Whether a PUT says that it creates what it names. */
export function declaresCreated({ node }: Operation): boolean {
  return Object.keys(node.responses ?? {}).includes('201');
}

/** All operations on the records of some resources. */
export function operationsOf(resources: readonly Resource[]): Set<Operation> {
  return new Set(resources.flatMap(({ operations }) => [...operations.values()].map(({ operation }) => operation)));
}

/** The resources of records that only a PUT creates: no POST of the contract does. */
export function putResourcesOf(operations: readonly Operation[], others: readonly Resource[]): Resource[] {
  const taken = operationsOf(others);
  const byShape = groupByShape(operations);
  return operations.flatMap((put) => {
    const resource = taken.has(put) ? undefined : resourceOfPut(byShape, put);
    if (!resource || [...resource.operations.values()].some(({ operation }) => taken.has(operation))) return [];
    for (const { operation } of resource.operations.values()) taken.add(operation);
    return [resource];
  });
}

/** The operation that creates records of a resource: a POST, else the PUT of one. */
export function creatorOf({ operations }: Resource): ResourceOperation | undefined {
  return operations.get('create') ?? operations.get('replace');
}

/**
 * Whether a property is not known to be the id by which clients put a record: the `name` of what is at `/items/{item-key}`. A record
 * need not repeat its id.
 */
export function isOtherThanId({ operations }: Resource, property: string | undefined): boolean {
  if (property === undefined) return true;
  const ids = [...operations.values()].flatMap(({ id }) => (id ? normalizeName(id.name) : []));
  const name = normalizeName(property);
  return !operations.has('create') && /^(key|slug|name)$/.test(name) && !ids.some((id) => id.endsWith(name));
}
