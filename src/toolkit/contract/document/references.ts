import { valueAt } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';
import { walk } from './walk.ts';

/** A `$ref` that can't be followed. */
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
 * Every `$ref` of a bundled document that leads nowhere, or in a circle that never reaches an object.
 * Anchors (`#name`) are left to the JSON Schema validator, which knows them.
 * @see https://spec.openapis.org/oas/v3.1.1.html#reference-object
 */
export function findBrokenReferences(document: OpenApiDocument): BrokenReference[] {
  const broken: BrokenReference[] = [];
  const sound = new Set<string>();
  walk(document, ({ node, pointer, kind }) => {
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
    const at = chain.at(-1) as string;
    const target = valueAt(document, at);
    if (target === undefined) return `$ref ${$ref} leads nowhere${nearby(document, $ref)}`;
    const next = (target as { $ref?: unknown } | null)?.$ref;
    if (typeof next !== 'string' || !next.startsWith('#/')) return undefined;
    if (chain.includes(next)) return `$ref ${$ref} leads back to itself (${[...chain, next].join(' -> ')})`;
    chain.push(next);
  }
}

/** The last part of the pointer that does exist, with what it holds, so that a typo is seen at once. */
function nearby(document: OpenApiDocument, $ref: string): string {
  const parent = $ref.slice(0, $ref.lastIndexOf('/'));
  const siblings = valueAt(document, parent);
  if (typeof siblings !== 'object' || siblings === null) return '';
  const wanted = $ref.slice(parent.length + 1).toLowerCase();
  const near = Object.keys(siblings).find((key) => {
    const name = key.toLowerCase();
    return name.startsWith(wanted.slice(0, 3)) || name.includes(wanted) || wanted.includes(name);
  });
  return near === undefined ? '' : `. Did you mean ${parent}/${near}?`;
}
