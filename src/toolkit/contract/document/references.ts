import { type ContractErrorCode, contractErrorCodes } from './contract-error.ts';
import { valueAt } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';
import { createStepCounter, findSlowPart } from './schema-steps.ts';
import { similarNames } from './similar-names.ts';
import { type Visit, walk } from './walk.ts';

/** A `$ref` that can't be resolved, or whose schema takes too long to validate. */
export interface BrokenReference {
  readonly pointer: string;
  readonly message: string;
  readonly code: ContractErrorCode;
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
 * Names (`#name`) that have a target were replaced when the file was read.
 * @see https://spec.openapis.org/oas/v3.1.1.html#reference-object
 */
export function findBrokenReferences(document: OpenApiDocument, onVisit?: (visit: Visit) => void): BrokenReference[] {
  const broken: BrokenReference[] = [];
  const sound = new Set<string>();
  const countSteps = createStepCounter(document);
  walk(document, (visit) => {
    onVisit?.(visit);
    const { node, pointer, kind } = visit;
    const slow = kind === 'Schema' ? findSlowPart(node, countSteps) : undefined;
    if (slow !== undefined) broken.push({ pointer, message: slow, code: contractErrorCodes.limit });
    const { $ref } = node;
    if ($ref === undefined || sound.has($ref as string)) return;
    if (typeof $ref !== 'string') {
      if (kind !== 'Schema') return;
      broken.push({
        pointer: `${pointer}/$ref`,
        message: `$ref is ${JSON.stringify($ref)}, and must be a string`,
        code: contractErrorCodes.reference,
      });
      return;
    }
    if (!$ref.startsWith('#/')) {
      const message = `$ref ${$ref} has no target: no schema has this $anchor`;
      if (/^#[^/]/.test($ref)) broken.push({ pointer: `${pointer}/$ref`, message, code: contractErrorCodes.reference });
      return;
    }
    // The first is shown in full. Looking for similar names takes time, and there may be thousands of others.
    const message = follow(document, $ref, sound, broken.length === 0);
    if (message !== undefined) broken.push({ pointer: `${pointer}/$ref`, message, code: contractErrorCodes.reference });
  });
  return broken;
}

/** @param sound references that are known to resolve; all of the chain are added if it does */
function follow(document: OpenApiDocument, $ref: string, sound: Set<string>, isFirst: boolean): string | undefined {
  const chain = new Set<string>();
  for (let next: unknown = $ref; typeof next === 'string' && next.startsWith('#/') && !sound.has(next); ) {
    if (chain.has(next)) return `$ref ${$ref} refers back to itself (${shortened([...chain, next]).join(' -> ')})`;
    chain.add(next);
    const target = valueAt(document, next);
    if (target === undefined) return `$ref ${$ref} has no target${isFirst ? suggestTarget(document, $ref) : ''}`;
    next = (target as { $ref?: unknown } | null)?.$ref;
  }
  for (const one of chain) sound.add(one);
  return undefined;
}

function shortened(chain: readonly string[]): readonly string[] {
  return chain.length <= 10 ? chain : [...chain.slice(0, 5), '…', ...chain.slice(-4)];
}

/** A sibling with a similar name, as the pointer may have a typo. */
function suggestTarget(document: OpenApiDocument, $ref: string): string {
  const parent = $ref.slice(0, $ref.lastIndexOf('/'));
  const siblings = valueAt(document, parent);
  if (typeof siblings !== 'object' || siblings === null) return '';
  const [near] = similarNames($ref.slice(parent.length + 1), Object.keys(siblings));
  return near === undefined ? '' : `. Did you mean ${parent}/${near}?`;
}
