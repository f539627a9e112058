import { isObject } from './is-object.ts';
import { canonicalPointer, escapeToken, valueAt } from './json-pointer.ts';
import {
  type Method,
  methods,
  type OpenApiDocument,
  type OperationObject,
  type OrReference,
  type ParameterObject,
  type PathItemObject,
  type SecurityRequirement,
  type ServerObject,
} from './openapi.ts';
import { fillTemplate } from './path-template.ts';

/** An operation under `paths`, which a server handles, or under `webhooks`, which it sends. */
export interface Operation {
  /** The contract's operationId if there is one and it is unique, else one derived from method and path. */
  readonly operationId: string;
  /** In lower case, as in the contract. */
  readonly method: Method;
  /** The path template; for a webhook its name. */
  readonly path: string;
  /** The first tag, `Default` if there is none. */
  readonly tag: string;
  /** The parameters of path and operation, references resolved; the operation's replace the path's. */
  readonly parameters: readonly ParameterObject[];
  /** The operation's requirements, else the document's. Empty: no credentials are needed. */
  readonly security: readonly SecurityRequirement[];
  /** The operation's servers, else the path's; undefined if it is at the document's. */
  readonly servers?: readonly ServerObject[] | undefined;
  /** To the operation, in the bundled document. */
  readonly pointer: string;
  readonly node: OperationObject;
}

/** The part of a contract that most functions need. A `Contract` is one, and so is an `Excerpt`. */
export interface ContractDocument {
  readonly document: OpenApiDocument;
}

/** A document and its operations under `paths`. */
export interface ContractOperations extends ContractDocument {
  readonly operations: readonly Operation[];
}

/** Follows `$ref` until it reaches an object. In a loaded contract, every reference resolves to one. */
export function resolveReference<T extends object>(document: OpenApiDocument, node: OrReference<T>): T {
  let resolved: unknown = node;
  while (typeof resolved === 'object' && resolved !== null && '$ref' in resolved && typeof resolved.$ref === 'string') {
    resolved = valueAt(document, resolved.$ref);
  }
  return resolved as T;
}

/**
 * A path item merged with the target of its `$ref`; its own fields win.
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-item-object
 */
export function resolvePathItem(document: OpenApiDocument, written: PathItemObject): PathItemObject {
  const { $ref, ...own } = written;
  return $ref === undefined ? own : { ...resolveReference<PathItemObject>(document, { $ref }), ...own };
}

/**
 * The operations below `paths` or `webhooks`, in the document's order.
 * @see https://spec.openapis.org/oas/v3.1.1.html#operation-object
 */
export function listOperations(
  document: OpenApiDocument,
  section: 'paths' | 'webhooks',
  taken: Set<string>,
): Operation[] {
  const found: {
    method: Method;
    path: string;
    item: PathItemObject;
    node: OperationObject;
    pointer: string;
  }[] = [];
  for (const [path, written] of Object.entries(document[section] ?? {})) {
    if (path.startsWith('x-')) continue;
    if (!isObject(written)) continue;
    const item = resolvePathItem(document, written);
    const own = `#/${section}/${escapeToken(path)}`;
    const referenced = written.$ref === undefined ? own : canonicalPointer(document, written.$ref);
    for (const method of Object.keys(item).filter(isMethod)) {
      const node = item[method];
      if (!isObject(node)) continue;
      found.push({
        method,
        path,
        item,
        node,
        pointer: `${Object.hasOwn(written, method) ? own : referenced}/${method}`,
      });
    }
  }
  // Ids of the contract are taken first, so that a derived id never equals one of them.
  const ids = found.map(({ node }) => {
    const { operationId } = node;
    if (typeof operationId !== 'string' || operationId === '' || taken.has(operationId)) return undefined;
    taken.add(operationId);
    return operationId;
  });
  return found.map(({ method, path, item, node, pointer }, index) => ({
    operationId: ids[index] ?? deriveOperationId(method, path, taken),
    method,
    path,
    tag: (Array.isArray(node.tags) ? node.tags : []).find((tag) => typeof tag === 'string' && tag !== '') ?? 'Default',
    parameters: mergeParameters(document, item.parameters, node.parameters),
    security: readSecurity(node.security ?? document.security),
    servers: readServers(node.servers) ?? readServers(item.servers),
    pointer,
    node,
  }));
}

/** An empty list says as little as none. */
function readServers(written: unknown): ServerObject[] | undefined {
  const servers = Array.isArray(written) ? written.filter((server) => typeof server?.url === 'string') : [];
  return servers.length === 0 ? undefined : (servers as ServerObject[]);
}

/** A malformed requirement still asks for credentials: a typo must not make an operation public. */
function readSecurity(written: unknown = []): SecurityRequirement[] {
  const requirements: unknown[] = Array.isArray(written) ? written : [written];
  return requirements.map((requirement) => {
    if (!isObject(requirement)) return { [String(requirement)]: [] };
    const schemes = Object.entries(requirement).map(([scheme, scopes]) => [
      scheme,
      Array.isArray(scopes) ? scopes : [],
    ]);
    return Object.fromEntries(schemes) as SecurityRequirement;
  });
}

function isMethod(key: string): key is Method {
  return methods.includes(key as Method);
}

/** `GET /pets/{petId}/toys` -> `getPetsByPetIdToys`, with a number appended if that is taken. */
function deriveOperationId(method: Method, path: string, taken: Set<string>): string {
  const words = fillTemplate(path, (name) => `/by/${name}/`)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const base = method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}${number}`;
  taken.add(id);
  return id;
}

/** Where OpenAPI has parameters. Those elsewhere can be neither sent nor read. */
export function isLocation(location: unknown): location is ParameterObject['in'] {
  return location === 'path' || location === 'query' || location === 'header' || location === 'cookie';
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-parameter-object `name` */
function isIgnored({ name, in: location }: ParameterObject): boolean {
  return location === 'header' && /^(accept|content-type|authorization)$/i.test(name);
}

function mergeParameters(
  document: OpenApiDocument,
  ...lists: (OrReference<ParameterObject>[] | undefined)[]
): ParameterObject[] {
  const merged = new Map<string, ParameterObject>();
  for (const list of lists) {
    for (const written of Array.isArray(list) ? list : []) {
      const parameter = resolveReference<ParameterObject>(document, written);
      if (parameter?.name && isLocation(parameter.in) && !isIgnored(parameter))
        merged.set(`${parameter.in}\0${parameter.name}`, parameter);
    }
  }
  return [...merged.values()];
}
