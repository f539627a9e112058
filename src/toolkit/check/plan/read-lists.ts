import type { Operation } from '../../contract/document/operations.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import type { Action, Resource, ResourceOperation } from '../../contract/resource/resources.ts';
import { operationsOf } from './put-resources.ts';

/** What a list has, where no operation creates it: its records are read at the path below it, if at all. */
export function listedResource(list: Operation, operations: readonly Operation[]): Resource {
  const members = new Map<Action, ResourceOperation>([['list', { action: 'list', operation: list }]]);
  const start = `${list.path.replace(/\/$/, '')}/`;
  for (const operation of operations) {
    const { method, path } = operation;
    if (method !== 'get' || !path.startsWith(`${start}{`)) continue;
    const below = path.slice(start.length);
    const [name] = variableNames(below);
    if (name === undefined || below.replace(/\/$/, '') !== `{${name}}`) continue;
    members.set('read', { action: 'read', operation, id: { in: 'path', name } });
  }
  return { path: list.path, operations: members, idInResponse: undefined, foundBy: 'paths' };
}

/**
 * Records that a POST adds to a list, and that can't be read one by one: other requests may name them, unless one of these deletes
 * them. Those in a list of a record are its children.
 */
export function addedResources(operations: readonly Operation[], others: readonly Resource[]): Resource[] {
  const taken = operationsOf(others);
  const listed = new Set(operations.filter(({ method }) => method === 'get').map(({ path }) => path));
  const deletes = operations.filter(({ method }) => method === 'delete');
  const deleted = new Set(deletes.map(({ path }) => path.replace(/\/\{[^/]*\}\/?$/, '')));
  return operations
    .filter(({ method, path }) => method === 'post' && listed.has(path) && variableNames(path).length === 0)
    .filter((operation) => !taken.has(operation) && !deleted.has(operation.path))
    .map((operation) => addedResource(operation, undefined));
}

/** A list, and the operation that adds records to it, which can be read in no other way. */
export interface Addition {
  readonly create: Operation;
  readonly list: Operation;
}

/** @param isReadAlone whether what an operation creates can be read by itself */
export function additionsOf(operations: readonly Operation[], isReadAlone: (create: Operation) => boolean): Addition[] {
  const lists = new Map(operations.flatMap((one) => (one.method === 'get' ? [[one.path, one] as const] : [])));
  return operations.flatMap((create) => {
    const list = create.method === 'post' && !/\}\/?$/.test(create.path) ? lists.get(create.path) : undefined;
    return list && !isReadAlone(create) ? [{ create, list }] : [];
  });
}

/** What a POST adds to a list at its path. */
export function addedResource(create: Operation, list: Operation | undefined): Resource {
  const members = new Map<Action, ResourceOperation>([['create', { action: 'create', operation: create }]]);
  if (list) members.set('list', { action: 'list', operation: list });
  return { path: create.path, operations: members, idInResponse: undefined, foundBy: 'paths' };
}
