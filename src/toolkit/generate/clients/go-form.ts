import { valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { walk } from '../../contract/document/walk.ts';
import { pascalCase } from './casing.ts';
import { findUnique, plainName } from './form/plain-names.ts';

/** What the tag of a field can have. @see https://pkg.go.dev/encoding/json#Marshal */
export const isTag = (name: string) => name !== '-' && /^[\p{L}\p{Nd}!#$%&()*+\-./:;<=>?@[\]^_{|}~ ]+$/u.test(name);

/**
 * Makes texts of files within unions, in place: the generated code has no name for a pointer to one.
 */
export function removeFilesFromUnions(document: OpenApiDocument): void {
  walk(document, ({ kind, node }) => {
    const { oneOf, anyOf } = node as Record<string, unknown>;
    for (const branches of kind === 'Schema' ? [oneOf, anyOf] : []) {
      if (!Array.isArray(branches)) continue;
      for (const [index, branch] of branches.entries()) branches[index] = withoutFile(document, branch);
    }
  });
}

/** @param within the lists that it is an item of, as a list can have itself as items */
function withoutFile(
  document: OpenApiDocument,
  branch: SchemaObject,
  within: readonly SchemaObject[] = [],
): SchemaObject {
  const target = branch.$ref === undefined ? branch : (valueAt(document, branch.$ref) as SchemaObject);
  if (target?.['format'] === 'binary') return { ...target, format: undefined };
  if (typeof target?.items !== 'object' || within.includes(target)) return branch;
  const items = withoutFile(document, target.items as SchemaObject, [...within, target]);
  return items === target.items ? branch : { ...target, items };
}

/** Names for models that would be called like what the generated code has for another model, such as `NewPet` beside `Pet`. */
export function nameModels(document: OpenApiDocument): Record<string, string> {
  const names = Object.keys(document.components?.schemas ?? {});
  walk(document, ({ kind, node: { title, properties } }) => {
    if (kind === 'Schema' && typeof title === 'string' && properties !== undefined) names.push(title);
  });
  const models = new Set(names.map(plainName));
  const isTaken = (name: string) => {
    const [, of = ''] = /^(?:new|nullable)+(.+?)(?:withdefaults)?$/.exec(plainName(name)) ?? [];
    return models.has(of);
  };
  const taken = names.filter(isTaken);
  return Object.fromEntries(
    taken.map((name) => [name, findUnique(`${pascalCase(name)}Model`, (one) => models.has(plainName(one)))]),
  );
}
