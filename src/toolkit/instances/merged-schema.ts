import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import type { Choices } from './choices.ts';

/** The schemas that apply to one value, after a branch of each `oneOf`, `anyOf` and `if` was chosen. */
export type Merged = readonly SchemaObject[];

/** No value satisfies the schemas. */
export class Unsatisfiable extends Error {
  override readonly name: string = 'Unsatisfiable';
}

/** Every value that was tried has too many values inside. */
export class TooLarge extends Unsatisfiable {
  override readonly name = 'TooLarge';
}

/**
 * Follows references and `allOf`, and chooses one branch of each `anyOf`, `oneOf` and `if`.
 * @param pick chooses a branch, in place of `choices`
 */
export function mergeSchemas(
  document: OpenApiDocument,
  schemas: readonly unknown[],
  choices: Choices,
  pick?: (branches: readonly unknown[]) => number,
): Merged {
  const merged: SchemaObject[] = [];
  const visit = (written: unknown): void => {
    if (written === false) throw new Unsatisfiable('no value satisfies the schema false');
    if (typeof written !== 'object' || written === null || merged.includes(written as SchemaObject)) return;
    const schema = written as SchemaObject;
    merged.push(schema);
    if (typeof schema.$ref === 'string') visit(resolveReference(document, { $ref: schema.$ref }));
    for (const member of listOf(schema['allOf'])) visit(member);
    for (const keyword of ['oneOf', 'anyOf']) {
      const branches = listOf(schema[keyword]).filter((branch) => branch !== false);
      if (branches.length === 0) continue;
      const defaultChoice = Math.max(
        0,
        branches.findIndex((branch) => !isNull(branch)),
      );
      const index = pick ? pick(branches) : choices.choose(0, branches.length - 1, defaultChoice);
      visit(branches[index]);
    }
    if (schema['if'] === undefined) return;
    const takes = choices.choose(0, 1, 1) === 1;
    if (takes) visit(schema['if']);
    visit(takes ? schema['then'] : schema['else']);
  };
  for (const schema of schemas) visit(schema);
  takeDependent(merged, visit, pick ? () => false : () => choices.choose(0, 1, 1) === 1);
  return merged;
}

/** Visits the `dependentSchemas` of the properties that the value has, and forbids the others of these properties. */
function takeDependent(merged: SchemaObject[], visit: (schema: unknown) => void, isTaken: () => boolean): void {
  // The list grows while it is read.
  for (const { dependentSchemas = {} } of merged as { dependentSchemas?: Readonly<Record<string, unknown>> }[]) {
    for (const [name, dependent] of Object.entries(dependentSchemas)) {
      const isRequired = merged.some(({ required }) => listOf(required).includes(name));
      const isDeclared = merged.some(({ properties }) => properties !== undefined && Object.hasOwn(properties, name));
      if (isRequired || (isDeclared && dependent !== false && isTaken())) {
        merged.push({ required: [name] });
        visit(dependent);
      } else if (isDeclared) merged.push({ properties: { [name]: false as never } });
    }
  }
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNull(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && (schema as SchemaObject).type === 'null';
}

/** The largest or smallest value of a keyword in the schemas. */
export function limitOf(schemas: Merged, keyword: string, pick: (...values: number[]) => number): number | undefined {
  const limits = schemas.map((schema) => schema[keyword]).filter((limit) => typeof limit === 'number');
  return limits.length === 0 ? undefined : pick(...limits);
}

const typesOfKeywords: Readonly<Record<string, string>> = {
  properties: 'object',
  required: 'object',
  additionalProperties: 'object',
  patternProperties: 'object',
  minProperties: 'object',
  dependentSchemas: 'object',
  items: 'array',
  prefixItems: 'array',
  minItems: 'array',
  uniqueItems: 'array',
  pattern: 'string',
  minLength: 'string',
  maxLength: 'string',
  format: 'string',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
};

/** The types that all schemas allow; where none has `type`, the type that their keywords are for. */
export function typesOf(schemas: Merged): string[] {
  let types: string[] | undefined;
  for (const { type } of schemas) {
    if (type === undefined) continue;
    const own = [type].flat();
    types = types?.flatMap((known) => common(known, own)) ?? own;
  }
  if (types) return types;
  const keyword = schemas.flatMap((schema) => Object.keys(schema)).find((key) => Object.hasOwn(typesOfKeywords, key));
  return keyword === undefined ? [] : [typesOfKeywords[keyword] as string];
}

function common(known: string, others: readonly string[]): string[] {
  if (others.includes(known)) return [known];
  if (known === 'number' && others.includes('integer')) return ['integer'];
  return known === 'integer' && others.includes('number') ? ['integer'] : [];
}
