import { canonicalPointer, pointerTokens } from '../document/json-pointer.ts';
import type { LinkObject, OpenApiDocument, ResponseObject } from '../document/openapi.ts';
import { type ContractOperations, type Operation, resolveReference } from '../document/operations.ts';
import { variableNames } from '../document/path-template.ts';
import { namesOfRecords, normalizeName } from './resource-names.ts';
import { parseExpression } from './runtime-expression.ts';

/** What an operation does to a resource. */
export type Action = 'create' | 'list' | 'read' | 'replace' | 'patch' | 'delete';

/** Where a request has the id of its record. */
export interface IdSource {
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** A parameter's name, or a pointer into the body: `/Id`. */
  readonly name: string;
}

/** An operation, and what it does to a resource. */
export interface ResourceOperation {
  readonly action: Action;
  readonly operation: Operation;
  /** Undefined for `create` and `list`. */
  readonly id?: IdSource;
}

/** The operations on records of one kind. */
export interface Resource {
  /** The path of the collection. */
  readonly path: string;
  readonly operations: ReadonlyMap<Action, ResourceOperation>;
  /** To the new id in the response of `create`, as its links say: `/Value/Id`; undefined without such links. */
  readonly idInResponse: string | undefined;
  readonly foundBy: 'links' | 'paths';
}

/**
 * The resources of a contract. The links of a `create` operation name the operations that read, replace, patch and
 * delete its record, and other methods of the path that reads it belong to it too; without such links the paths do:
 * `/things` and `/things/{id}`, and where nothing else creates those, `/owners/{id}/things` and `/things/{id}`.
 * @see https://spec.openapis.org/oas/v3.1.1.html#link-object
 */
export function findResources(contract: ContractOperations): Resource[] {
  const resources: Resource[] = [];
  const taken = new Set<Operation>();
  for (const find of [findByLinks, findByPaths, findByShallowPaths]) {
    for (const operation of contract.operations) {
      if (taken.has(operation)) continue;
      const resource = find(contract, operation);
      if (!resource) continue;
      const free = [...resource.operations.values()].filter((member) => !taken.has(member.operation));
      // Another way to create records of a resource that is there already.
      if (free.length === 1 && resource.operations.size > 1) continue;
      resources.push({ ...resource, operations: new Map(free.map((member) => [member.action, member])) });
      for (const member of free) taken.add(member.operation);
    }
  }
  return resources;
}

const actions: Readonly<Record<string, Action>> = { get: 'read', put: 'replace', patch: 'patch', delete: 'delete' };

function findByLinks(contract: ContractOperations, create: Operation): Resource | undefined {
  if (create.method !== 'post') return undefined;
  const operations = new Map<Action, ResourceOperation>([['create', { action: 'create', operation: create }]]);
  let idInResponse: string | undefined;
  for (const link of linksOf(contract.document, create)) {
    const target = targetOf(contract, link);
    const action = target && actions[target.method];
    const found = action && idOf(link);
    if (!found || (idInResponse !== undefined && found.pointer !== idInResponse) || operations.has(action)) continue;
    idInResponse = found.pointer;
    operations.set(action, { action, operation: target, id: withLocation(target, found.id) });
  }
  if (idInResponse === undefined) return undefined;
  addSiblings(contract, operations);
  addList(contract, create.path, operations);
  return { path: create.path, operations, idInResponse, foundBy: 'links' };
}

/** Other methods of the path that reads the record: a PATCH that was added later has no link, and works on it all the same. */
function addSiblings(contract: ContractOperations, operations: Map<Action, ResourceOperation>): void {
  const read = operations.get('read');
  if (read?.id?.in !== 'path' || !read.operation.path.endsWith(`/{${read.id.name}}`)) return;
  for (const operation of contract.operations) {
    const action = actions[operation.method];
    if (operation.path !== read.operation.path || !action || operations.has(action)) continue;
    operations.set(action, { action, operation, id: read.id });
  }
}

function findByPaths(contract: ContractOperations, create: Operation): Resource | undefined {
  if (create.method !== 'post') return undefined;
  const operations = new Map<Action, ResourceOperation>([['create', { action: 'create', operation: create }]]);
  const base = create.path.replace(/\/$/, '');
  for (const operation of contract.operations) {
    const action = actions[operation.method];
    // Asked first: reading the names of all paths for each of them took a third of the start on a large contract.
    if (!action || !operation.path.startsWith(`${base}/{`)) continue;
    const [name] = variableNames(operation.path.slice(base.length));
    if (name === undefined || operation.path.replace(/\/$/, '') !== `${base}/{${name}}`) continue;
    operations.set(action, { action, operation, id: { in: 'path', name } });
  }
  if (!operations.has('read')) return undefined;
  addList(contract, create.path, operations);
  return { path: create.path, operations, idInResponse: undefined, foundBy: 'paths' };
}

/** Records that are created below another one, and have a path of their own: `/owners/{id}/things`, `/things/{thingId}`. */
function findByShallowPaths(contract: ContractOperations, create: Operation): Resource | undefined {
  const [, root = '', name] = /^(.*?)\/[^/]+\/\{[^{}/]+\}\/(?:.*\/)?([^/{}]+)\/?$/.exec(create.path) ?? [];
  if (create.method !== 'post' || name === undefined) return undefined;
  const operations = new Map<Action, ResourceOperation>([['create', { action: 'create', operation: create }]]);
  const start = `${root}/${name}`;
  for (const operation of contract.operations) {
    // A list of its own is of more than what is below one record.
    if (operation.path.replace(/\/$/, '') === start) return undefined;
    const action = actions[operation.method];
    if (!action || !operation.path.startsWith(`${start}/{`)) continue;
    const [, id] = /^\/\{([^{}]+)\}\/?$/.exec(operation.path.slice(start.length)) ?? [];
    if (id !== undefined) operations.set(action, { action, operation, id: { in: 'path', name: id } });
  }
  if (!operations.has('read')) return undefined;
  addList(contract, create.path, operations);
  return { path: create.path, operations, idInResponse: undefined, foundBy: 'paths' };
}

function addList(contract: ContractOperations, path: string, operations: Map<Action, ResourceOperation>): void {
  const operation = contract.operations.find((other) => other.path === path && other.method === 'get');
  if (operation) operations.set('list', { action: 'list', operation });
}

function linksOf(document: OpenApiDocument, { node }: Operation): LinkObject[] {
  return Object.entries(node.responses ?? {}).flatMap(([status, written]) => {
    if (!/^2/.test(status)) return [];
    const { links = {} } = resolveReference<ResponseObject>(document, written);
    return Object.values(links).map((link) => resolveReference<LinkObject>(document, link));
  });
}

function targetOf(contract: ContractOperations, { operationId, operationRef }: LinkObject): Operation | undefined {
  return contract.operations.find(
    (operation) =>
      (operationId !== undefined && operation.node.operationId === operationId) ||
      (operationRef !== undefined && operation.pointer === canonicalPointer(contract.document, operationRef)),
  );
}

/** Where a link reads the new id in the response, and where it puts it in the next request. */
function idOf({ parameters = {}, requestBody }: LinkObject): { pointer: string; id: IdSource } | undefined {
  for (const [written, value] of Object.entries(parameters)) {
    const expression = parseExpression(value);
    if (expression?.source !== 'response.body') continue;
    const [, location, name = written] = /^(path|query|header)\.(.+)$/.exec(written) ?? [];
    return { pointer: expression.name, id: { in: (location ?? 'path') as IdSource['in'], name } };
  }
  if (typeof requestBody !== 'object' || requestBody === null) return undefined;
  for (const [name, value] of Object.entries(requestBody)) {
    const expression = parseExpression(value);
    if (expression?.source === 'response.body')
      return { pointer: expression.name, id: { in: 'body', name: `/${name}` } };
  }
  return undefined;
}

function withLocation(target: Operation, id: IdSource): IdSource {
  if (id.in === 'body') return id;
  const parameter =
    target.parameters.find(({ name, in: location }) => name === id.name && location === id.in) ??
    target.parameters.find(({ name }) => name === id.name);
  return parameter && parameter.in !== 'cookie' ? { in: parameter.in, name: parameter.name } : id;
}

/** The path of one record: of the first operation that has the id at its end, else below the collection. */
export function recordPathOf({ path, operations }: Resource): string {
  for (const { id, operation } of operations.values())
    if (id?.in === 'path' && operation.path.endsWith(`/{${id.name}}`)) return operation.path;
  return `${path.replace(/\/$/, '')}/{id}`;
}

/** Whether records that are created below another one are read elsewhere, so that there is one collection of them all. */
export function isFlat(resource: Resource): boolean {
  return !`${recordPathOf(resource)}/`.startsWith(`${resource.path.replace(/\/$/, '')}/`);
}

/** Which of a record's properties is its id: the one that links or parameters name, else `id` and similar names. */
export function findIdProperty(resource: Resource, properties: readonly string[]): string | undefined {
  const names = [
    ...(resource.idInResponse === undefined ? [] : pointerTokens(resource.idInResponse).slice(-1)),
    ...[...resource.operations.values()].flatMap(({ id }) =>
      id ? [id.in === 'body' ? (pointerTokens(id.name).at(-1) as string) : id.name] : [],
    ),
  ];
  for (const name of names) {
    const found =
      properties.find((property) => property === name) ??
      properties.find((property) => normalizeName(property) === normalizeName(name));
    if (found !== undefined) return found;
  }
  const called = namesOfRecords(resource);
  const endings = [
    'id',
    ...called.map((one) => `${one}id`),
    'uuid',
    'guid',
    ...names.flatMap((name) => called.map((one) => normalizeName(name).replace(one, ''))),
    'key',
    'slug',
    'name',
  ];
  for (const ending of endings) {
    const found = ending === '' ? undefined : properties.find((property) => normalizeName(property) === ending);
    if (found !== undefined) return found;
  }
  return undefined;
}
