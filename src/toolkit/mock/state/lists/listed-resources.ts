import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import {
  type Action,
  findResources,
  isFlat,
  type Resource,
  type ResourceOperation,
} from '../../../contract/resource/resources.ts';
import { findItems, itemSchema } from '../../list-items.ts';
import { singular, wordsOf } from '../../plausible/words.ts';
import { findActions, type RecordAction } from '../actions/record-actions.ts';
import type { BulkOperation } from '../bulk/bulk-operations.ts';
import { compact, componentOf, type RecordType, recordTypeOf } from '../relations/record-type.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';
import type { SingletonChange } from '../singletons/singleton-action.ts';
import { findDownloads, findUploads, type Upload, withFiles } from '../uploads/uploads.ts';
import { findHeldLists, type HeldList } from './held-lists.ts';
import { isOverview } from './overview.ts';
import { isSearch } from './search-body.ts';

/** An operation that lists some records of a resource, at another path: `/authors/{authorId}/books`, `/search`. */
export interface View {
  readonly operation: Operation;
  readonly resource: Resource;
}

export interface MockedResources {
  readonly resources: readonly Resource[];
  readonly views: readonly View[];
  /** What there is one of. */
  readonly singletons: readonly Resource[];
  readonly held: readonly HeldList[];
  readonly recordActions: readonly RecordAction[];
  readonly uploads: readonly Upload[];
  /** What sends the file that a record refers to. */
  readonly attached: readonly View[];
  readonly signIns: SignIns;
  readonly bulk: readonly BulkOperation[];
  readonly singletonChanges: readonly SingletonChange[];
}

/** What has records, and what reads them. */
export type FoundResources = Omit<MockedResources, 'singletons' | 'singletonChanges' | 'signIns' | 'bulk'>;

const actions: Readonly<Record<string, Action>> = { get: 'read', put: 'replace', patch: 'patch', delete: 'delete' };

/**
 * The resources of a contract that a mock has records of: those that clients create, and those that they only list. A list
 * is an operation whose response has objects with an id.
 */
export function findMockedResources(contract: Contract): FoundResources {
  const uploads = findUploads(contract);
  const resources = withFiles(contract, findResources(contract), uploads);
  const views: View[] = [];
  const taken = new Set<Operation>(
    resources.flatMap(({ operations }) => [...operations.values()].map(({ operation }) => operation)),
  );
  const recordTypes = resources.flatMap((resource) => recordTypeOf(contract, resource) ?? []);
  // Those with a path for each record come first: lists elsewhere are views of them.
  const byPath = groupByPath(contract.operations);
  const candidates = contract.operations.flatMap((operation) => {
    if (operation.method !== 'get' || taken.has(operation) || variableNames(lastSegment(operation.path)).length > 0)
      return [];
    return [{ operation, members: membersOf(byPath, operation, taken) }];
  });
  const order = ({ operation, members }: (typeof candidates)[number]) =>
    (members.has('read') ? 0 : 2) + (variableNames(operation.path).length > 0 ? 1 : 0);
  for (const { operation, members } of candidates.toSorted((a, b) => order(a) - order(b))) {
    const resource: Resource = { path: operation.path, operations: members, idInResponse: undefined, foundBy: 'paths' };
    const place = findItems(contract, operation, resource);
    if (!place || isOverview(contract, operation, place)) continue;
    const component = componentOf(itemSchema(contract, place));
    const word = compact(singular(wordsOf(lastSegment(operation.path))));
    const seen = members.size > 1 ? undefined : viewed(recordTypes, component, word);
    if (seen) {
      views.push({ operation, resource: seen.resource });
      continue;
    }
    // A cart has items: it is no list of carts.
    if (place.bodyPointer !== '' && !isPlural(lastSegment(operation.path))) continue;
    resources.push(resource);
    const own = recordTypeOf(contract, resource);
    if (own) recordTypes.push(own);
    for (const member of members.values()) taken.add(member.operation);
  }
  views.push(...findSearches(contract, taken, recordTypes));
  const held = findHeldLists(contract, resources);
  for (const { resource, isOwn } of held) if (isOwn) resources.push(resource);
  views.push(...listsOfFlat(resources));
  return {
    resources,
    views,
    held,
    recordActions: findActions(contract, resources),
    uploads,
    attached: findAttached(contract, resources, uploads),
  };
}

/** What lists the records that a request's body asks for. */
function findSearches(contract: Contract, taken: ReadonlySet<Operation>, recordTypes: readonly RecordType[]): View[] {
  return contract.operations.flatMap((operation) => {
    if (!isSearch(operation) || taken.has(operation)) return [];
    const above = operation.path.replace(/[/:][^/:]+\/?$/, '');
    const list: Resource = { path: above, operations: new Map(), idInResponse: undefined, foundBy: 'paths' };
    const place = findItems(contract, operation, list);
    if (!place || isOverview(contract, operation, place)) return [];
    const word = compact(singular(wordsOf(lastSegment(above))));
    const seen = viewed(recordTypes, componentOf(itemSchema(contract, place)), word);
    return seen ? [{ operation, resource: seen.resource }] : [];
  });
}

/** What sends files right below the records of a resource, where clients upload any: `/documents/{id}/content`. */
function findAttached(contract: Contract, resources: readonly Resource[], uploads: readonly Upload[]): View[] {
  if (uploads.length === 0) return [];
  return findDownloads(contract).flatMap((operation) => {
    const above = operation.path.replace(/\/[^/{}]+\/?$/, '');
    const resource = resources.find(({ operations }) => operations.get('read')?.operation.path === above);
    return resource && above !== operation.path ? [{ operation, resource }] : [];
  });
}

/** What lists records below another one that are all in one collection. */
function listsOfFlat(resources: readonly Resource[]): View[] {
  return resources.filter(isFlat).flatMap((resource) => {
    const operation = resource.operations.get('list')?.operation;
    return operation && variableNames(operation.path).length > 0 ? [{ operation, resource }] : [];
  });
}

/** The resource whose records a list has: its component is the same, or it is called so. */
function viewed(
  recordTypes: readonly RecordType[],
  component: string | undefined,
  word: string,
): RecordType | undefined {
  const free = recordTypes.filter(({ isNested, resource }) => !isNested || !isBelow(resource));
  return (
    free.find(({ schemaName }) => schemaName !== undefined && schemaName === component) ??
    free.find(
      ({ names, schemaName }) =>
        schemaName !== undefined &&
        names.includes(word) &&
        component !== undefined &&
        compact(wordsOf(component)).includes(word),
    )
  );
}

/** Whether its records are read below another one as well. */
function isBelow({ operations }: Resource): boolean {
  const read = operations.get('read')?.operation;
  return read === undefined || variableNames(read.path).length > 1;
}

/** The list itself, what creates its records, and what is at the path of one. */
function membersOf(
  byPath: ReadonlyMap<string, readonly Operation[]>,
  list: Operation,
  taken: ReadonlySet<Operation>,
): Map<Action, ResourceOperation> {
  const members = new Map<Action, ResourceOperation>([['list', { action: 'list', operation: list }]]);
  for (const operation of byPath.get(list.path.replace(/\/$/, '')) ?? []) {
    if (taken.has(operation)) continue;
    if (operation.path === list.path && operation.method === 'post')
      members.set('create', { action: 'create', operation });
    const [, name] = /\/\{([^{}]+)\}$/.exec(operation.path) ?? [];
    const action = actions[operation.method];
    if (name !== undefined && operation.path !== list.path && action)
      members.set(action, { action, operation, id: { in: 'path', name } });
  }
  return members;
}

/** The operations at each path, and at the paths of its records. */
function groupByPath(operations: readonly Operation[]): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  const add = (path: string, operation: Operation) => groups.set(path, [...(groups.get(path) ?? []), operation]);
  for (const operation of operations) {
    const path = operation.path.replace(/\/$/, '');
    add(path, operation);
    const above = path.replace(/\/\{[^{}/]+\}$/, '');
    if (above !== path) add(above, operation);
  }
  return groups;
}

function isPlural(word: string): boolean {
  return singular(wordsOf(word)) !== wordsOf(word);
}

function lastSegment(path: string): string {
  return path.split('/').filter(Boolean).at(-1) ?? '';
}
