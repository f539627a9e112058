import { joinPointer, replaceAt, valueAt } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { pointerTo } from '../contract/document/pointer-index.ts';
import type { SchemaValidator, SchemaViolation } from '../contract/schema/schema-validator.ts';
import { listOf } from './merged-schema.ts';
import { mutationsOf } from './mutations.ts';
import type { Tools } from './schema-facts.ts';

/** A value that is invalid by a schema. */
export interface InvalidInstance {
  readonly value: unknown;
  /** The keyword that it violates, and where in the value: `/Records/0/Id`. */
  readonly keyword: string;
  readonly path: string;
  /** To the keyword, in the contract; undefined if it is not known. */
  readonly pointer: string | undefined;
  /** Whether it is about the name of a property. */
  readonly isOfName: boolean;
  /** Whether it violates nothing else. */
  readonly alone: boolean;
}

/**
 * Invalid values, one for each keyword and place. A value that breaks nothing but the keyword is preferred.
 * @param schemas is JSON Schema 2020-12
 * @param bases the valid values that are changed; of those with the same properties, items and types, the first one
 */
export function invalidInstances(
  schemas: OpenApiDocument,
  validator: SchemaValidator,
  tools: Tools,
  pointer: string,
  bases: readonly unknown[],
): InvalidInstance[] {
  const found = new Map<string, InvalidInstance>();
  // A value of the same shape gives the same invalid values.
  const unlike = Map.groupBy(
    bases.filter((base) => base !== undefined),
    shapeOf,
  );
  for (const [base] of unlike.values()) {
    for (const mutation of mutationsOf(schemas, [valueAt(schemas, pointer)], base, tools)) {
      const { keyword, path, value, schema, variant = '', isOfName = false } = mutation;
      const place = schema && pointerTo(schemas, schema);
      const instancePath = joinPointer('', ...path);
      const key = `${keyword} ${variant} ${place} ${instancePath.replaceAll(/\/\d+(?=\/|$)/g, '/*')}`;
      if (found.get(key)?.alone) continue;
      const broken = replaceAt(base, path, value);
      const violations = validator.validate(broken, pointer);
      const isIntended = (violation: SchemaViolation) =>
        violation.keyword === keyword &&
        violation.instancePath === joinPointer('', ...(value === undefined ? path.slice(0, -1) : path));
      if (violations.length === 0 || !(violations.some(isIntended) || violations.every(isOfBranch))) continue;
      const instance = {
        value: broken,
        keyword,
        path: instancePath,
        pointer: place && schema && joinPointer(place, ...keywordTokens(schema, keyword, path)),
        isOfName,
        alone: violations.every((violation) => isIntended(violation) || isOfBranch(violation)),
      };
      if (instance.alone || !found.has(key)) found.set(key, instance);
    }
  }
  return [...found.values()];
}

/** Inside a branch, the only error may be that no branch matches. What is wrong with a name is told twice. */
function isOfBranch({ keyword }: SchemaViolation): boolean {
  return keyword === 'oneOf' || keyword === 'anyOf' || keyword === 'propertyNames';
}

/** The tokens from a schema to a keyword; for `required` to the missing name. */
function keywordTokens(schema: SchemaObject, keyword: string, path: readonly (string | number)[]): (string | number)[] {
  return keyword === 'required' ? [keyword, listOf(schema['required']).indexOf(path.at(-1))] : [keyword];
}

/** The properties, items and types of a value. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}:${shapeOf(inner)}`)
    .join()}}`;
}
