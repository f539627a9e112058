import { copyOf } from '../document/copy.ts';
import { joinPointer, pointerTokens, valueAt } from '../document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { walk } from '../document/walk.ts';

/** The references of a document. */
export interface DocumentReferences {
  /** The objects that have them, by pointer. */
  readonly byPointer: ReadonlyMap<string, readonly { $ref?: unknown }[]>;
  /** The schemas that have something beside a reference. */
  readonly withSiblings: ReadonlySet<unknown>;
}

export function findReferences(document: OpenApiDocument): DocumentReferences {
  const withSiblings = new Set<unknown>();
  const byPointer = new Map<string, { $ref?: unknown }[]>();
  walk(document, ({ kind, node }) => {
    const { $ref } = node;
    if (typeof $ref !== 'string') return;
    if (kind === 'Schema' && Object.keys(node).length > 1) withSiblings.add(node);
    const known = byPointer.get($ref) ?? [];
    known.push(node as { $ref?: unknown });
    byPointer.set($ref, known);
  });
  return { byPointer, withSiblings };
}

/**
 * Makes components of what stands beside a `$ref` of OpenAPI 3.0 and is the target of another one. Beside a `$ref` it is ignored,
 * and removed, but the other one still needs it: tools that bundle contracts put targets there.
 * @param document is changed
 */
export function hoistIgnoredTargets(document: OpenApiDocument, { byPointer, withSiblings }: DocumentReferences): void {
  if (withSiblings.size === 0) return;
  for (const [pointer, references] of byPointer) {
    if (!leadsThrough(document, pointer, withSiblings)) continue;
    const target: unknown = valueAt(document, pointer);
    if (target === undefined) continue;
    document.components = { ...document.components };
    const schemas: Record<string, SchemaObject> = { ...document.components.schemas };
    document.components.schemas = schemas;
    let name = 'Target';
    for (let count = 2; Object.hasOwn(schemas, name); count++) name = `Target${count}`;
    schemas[name] = copyOf(target) as SchemaObject;
    for (const reference of references) reference.$ref = joinPointer('#/components/schemas', name);
  }
}

function leadsThrough(document: OpenApiDocument, pointer: string, nodes: ReadonlySet<unknown>): boolean {
  const tokens = pointer.startsWith('#/') ? pointerTokens(pointer) : [];
  // A component as a whole is in no schema.
  if (tokens.length < 4) return false;
  return tokens.some((_, length) => nodes.has(valueAt(document, joinPointer('#', ...tokens.slice(0, length)))));
}
