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
 * Records that a POST adds to a list, and that can't be read one by one: other requests may name them. Those in a list of a record
 * are its children.
 */
export function addedResources(operations: readonly Operation[], others: readonly Resource[]): Resource[] {
  const taken = operationsOf(others);
  const listed = new Set(operations.filter(({ method }) => method === 'get').map(({ path }) => path));
  return operations
    .filter(({ method, path }) => method === 'post' && listed.has(path) && variableNames(path).length === 0)
    .filter((operation) => !taken.has(operation))
    .map((operation) => ({
      path: operation.path,
      operations: new Map<Action, ResourceOperation>([['create', { action: 'create', operation }]]),
      idInResponse: undefined,
      foundBy: 'paths',
    }));
}
