import { copyOf } from './copy.ts';
import { canonicalPointer, escapeToken, pointerTokens, valueAt } from './json-pointer.ts';
import type { OpenApiDocument, PathItemObject } from './openapi.ts';
import { type ContractOperations, listOperations, type Operation } from './operations.ts';
import { ownProperty, setOwnProperty } from './own-property.ts';

/** What one operation needs of its contract: a document in which every pointer stays the same, and the operation in it. */
export interface Excerpt {
  readonly document: OpenApiDocument;
  readonly operation: Operation;
}

type Container = Record<string, unknown>;

/**
 * The part of a contract that one operation needs, so that a large contract need not be prepared as a whole. Pointers
 * into it are those into the contract. Objects are shared with the contract, not copied.
 */
export function excerptOf(document: OpenApiDocument, operation: Operation, section: 'paths' | 'webhooks'): Excerpt {
  return excerptsOf(document, [operation], section)[0] as Excerpt;
}

/** The same for several operations, in one document. */
export function excerptsOf(
  document: OpenApiDocument,
  operations: readonly Operation[],
  section: 'paths' | 'webhooks',
): Excerpt[] {
  return takeExcerpts(document, operations, section).excerpts;
}

/**
 * The same by operation; undefined where a reference leads into an operation: excerpts have other lists of parameters than the
 * contract, so that it may reach another one.
 */
export function sharedExcerpts(
  document: OpenApiDocument,
  operations: readonly Operation[],
): Map<Operation, Excerpt> | undefined {
  const { excerpts, references } = takeExcerpts(document, operations, 'paths');
  for (const reference of references) if (reference.startsWith('#/paths/')) return undefined;
  return new Map(operations.map((operation, index) => [operation, excerpts[index] as Excerpt]));
}

/**
 * What the requests of a document's operations need of it, at the same pointers; the document itself where a reference leads into
 * an operation. Responses are most of a large contract.
 */
export function requestsOf(document: OpenApiDocument): OpenApiDocument {
  const operations = listOperations(document, 'paths', new Set()).map((operation) => {
    const { responses: _responses, callbacks: _callbacks, ...node } = operation.node;
    return { ...operation, node };
  });
  const [first] = sharedExcerpts(document, operations)?.values() ?? [];
  return first?.document ?? document;
}

function takeExcerpts(
  document: OpenApiDocument,
  operations: readonly Operation[],
  section: 'paths' | 'webhooks',
): { readonly excerpts: Excerpt[]; readonly references: ReadonlySet<string> } {
  const { openapi, servers = [], security = [], components = {} } = document;
  const paths: Record<string, PathItemObject> = {};
  for (const { path, method, node, operationId, parameters } of operations) {
    const own = { ...node, operationId, parameters: [...parameters] };
    // Objects that operations share are copied, so that each object has one pointer.
    const known = ownProperty(paths, path);
    setOwnProperty(paths, path, { ...known, [method]: operations.length > 1 ? copyOf(own) : own });
  }
  const excerpt: OpenApiDocument = {
    openapi,
    servers,
    security,
    [section]: paths,
    components: { ...(components.securitySchemes && { securitySchemes: components.securitySchemes }) },
    'x-validation-failure': document['x-validation-failure'],
  };
  const own = new Set<unknown>([excerpt, ...Object.values(excerpt), ...Object.values(paths)]);
  const placed = new Set<string>();
  const queue: unknown[] = [paths];
  while (queue.length > 0) {
    const next = queue.pop();
    for (const reference of referencesIn(document, next)) {
      if (placed.has(reference)) continue;
      placed.add(reference);
      if (valueAt(document, reference) === undefined) continue;
      queue.push(place(document, excerpt as unknown as Container, canonicalPointer(document, reference), own));
    }
  }
  const listed = new Map(listOperations(excerpt, section, new Set()).map((one) => [`${one.method} ${one.path}`, one]));
  const excerpts = operations.map(({ method, path }) => ({
    document: excerpt,
    operation: listed.get(`${method} ${path}`) as Operation,
  }));
  return { excerpts, references: placed };
}

/** Of a contract's operations that are looked at. */
const maxSamples = 8;

/** Whether an operation reaches so much of the contract that many are prepared from one document rather than one by one. */
export function hasLargeExcerpts({ document, operations }: ContractOperations): boolean {
  const step = Math.max(1, Math.floor(operations.length / maxSamples));
  const samples = operations.filter((_, index) => index % step === 0);
  const counts = samples.map((operation) => countSchemas(excerptOf(document, operation, 'paths').document));
  return counts.reduce((sum, count) => sum + count, 0) > (samples.length * countSchemas(document)) / 10;
}

/** How many component schemas a document has. */
export function countSchemas({ components: { schemas = {} } = {} }: OpenApiDocument): number {
  return Object.keys(schemas).length;
}

/**
 * Copies the value at a pointer into the excerpt, at the same pointer. An array on the way is copied as a whole.
 * @returns what was copied; undefined if it was there
 */
function place(document: OpenApiDocument, excerpt: Container, pointer: string, own: Set<unknown>): unknown {
  const tokens = pointerTokens(pointer);
  let source: unknown = document;
  let target = excerpt;
  for (const [index, token] of tokens.entries()) {
    source = (source as Container)[token];
    const existing = ownProperty(target, token);
    // An object that was not made here is the contract's own, with everything below it.
    if (existing !== undefined && !own.has(existing)) return undefined;
    const isLast = index === tokens.length - 1;
    if (isLast || Array.isArray(source)) {
      setOwnProperty(target, token, source);
      return source;
    }
    const next = (existing ?? {}) as Container;
    if (existing === undefined) {
      setOwnProperty<unknown>(target, token, next);
      own.add(next);
    }
    target = next;
  }
  return undefined;
}

/** Every `$ref` below a value, and every schema that a discriminator maps to. */
export function referencesIn(document: OpenApiDocument, value: unknown): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === 'object' && node !== null) {
      const { $ref, discriminator } = node as { $ref?: unknown; discriminator?: { mapping?: unknown } };
      if (typeof $ref === 'string' && $ref.startsWith('#/')) found.push($ref);
      for (const name of Object.values(discriminator?.mapping ?? {})) found.push(mappedPointer(document, String(name)));
      for (const key in node) visit((node as Container)[key]);
    }
  };
  visit(value);
  return found;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#discriminator-object */
export function mappedPointer(document: OpenApiDocument, name: string): string {
  const isName = document.components?.schemas !== undefined && Object.hasOwn(document.components.schemas, name);
  return isName || !name.startsWith('#/') ? `#/components/schemas/${escapeToken(name)}` : name;
}
