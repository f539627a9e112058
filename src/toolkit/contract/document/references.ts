import { valueAt } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';
import { similarNames } from './similar-names.ts';
import { type Visit, walk } from './walk.ts';

/** A `$ref` that can't be resolved. */
export interface BrokenReference {
  readonly pointer: string;
  readonly message: string;
}

/** Whether the document references other files. */
export function hasExternalReferences(document: OpenApiDocument): boolean {
  let external = false;
  walk(document, ({ node }) => {
    external ||= typeof node['$ref'] === 'string' && !node['$ref'].startsWith('#');
  });
  return external;
}

/**
 * Every `$ref` of a bundled document that can't be resolved, or that is part of a circle of references.
 * Anchors (`#name`) are left to the JSON Schema validator.
 * @see https://spec.openapis.org/oas/v3.1.1.html#reference-object
 */
export function findBrokenReferences(document: OpenApiDocument, onVisit?: (visit: Visit) => void): BrokenReference[] {
  const broken: BrokenReference[] = [];
  const sound = new Set<string>();
  walk(document, (visit) => {
    onVisit?.(visit);
    const { node, pointer, kind } = visit;
    const { $ref } = node;
    if ($ref === undefined || sound.has($ref as string)) return;
    if (typeof $ref !== 'string') {
      if (kind !== 'Schema') return;
      broken.push({
        pointer: `${pointer}/$ref`,
        message: `$ref is ${JSON.stringify($ref)}, and must be a string`,
      });
      return;
    }
    if (!$ref.startsWith('#/')) return;
    const message = follow(document, $ref);
    if (message === undefined) sound.add($ref);
    else broken.push({ pointer: `${pointer}/$ref`, message });
  });
  return broken;
}

function follow(document: OpenApiDocument, $ref: string): string | undefined {
  const chain = [$ref];
  for (;;) {
    const target = valueAt(document, chain.at(-1) as string);
    if (target === undefined) return `$ref ${$ref} has no target${suggestTarget(document, $ref)}`;
    const next = (target as { $ref?: unknown } | null)?.$ref;
    if (typeof next !== 'string' || !next.startsWith('#/')) return undefined;
    if (chain.includes(next)) return `$ref ${$ref} refers back to itself (${[...chain, next].join(' -> ')})`;
    chain.push(next);
  }
}

/** A sibling with a similar name, as the pointer may have a typo. */
function suggestTarget(document: OpenApiDocument, $ref: string): string {
  const parent = $ref.slice(0, $ref.lastIndexOf('/'));
  const siblings = valueAt(document, parent);
  if (typeof siblings !== 'object' || siblings === null) return '';
  const [near] = similarNames($ref.slice(parent.length + 1), Object.keys(siblings));
  return near === undefined ? '' : `. Did you mean ${parent}/${near}?`;
}
