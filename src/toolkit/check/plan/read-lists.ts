import type { Operation } from '../../contract/document/operations.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import type { Action, Resource, ResourceOperation } from '../../contract/resource/resources.ts';

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
