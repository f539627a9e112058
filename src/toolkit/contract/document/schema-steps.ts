import { valueAt } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';

/** Of all that applies to one value, in the largest of real contracts: a few hundred. */
const maxSteps = 10_000;

/** Objects and lists in one `enum`. Each is compared with each. */
const maxEnum = 1000;

const lists = ['allOf', 'anyOf', 'oneOf'];
const singles = ['not', 'if', 'then', 'else'];

/**
 * Counts the schemas that apply to one value, each as often as it applies. Thirty schemas, each with the next one twice in
 * its `allOf`, are a billion steps for any value.
 * @returns a function that tells the number for a schema; infinite is as good as more than {@link maxSteps}
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2
 */
export function createStepCounter(document: OpenApiDocument): (schema: object) => number {
  const known = new Map<object | string, number>();
  const count = (written: unknown): number => {
    if (typeof written !== 'object' || written === null) return 0;
    const schema = written as Record<string, unknown>;
    const found = known.get(schema);
    if (found !== undefined) return found;
    // Within itself a schema counts once: circles are reported elsewhere.
    known.set(schema, 1);
    let steps = 1;
    const { $ref } = schema;
    if (typeof $ref === 'string' && $ref.startsWith('#/')) {
      const target = known.get($ref) ?? count(valueAt(document, $ref));
      known.set($ref, target);
      steps += target;
    }
    for (const keyword of lists) {
      const branches = schema[keyword];
      if (Array.isArray(branches)) for (const branch of branches) steps += count(branch);
    }
    for (const keyword of singles) steps += count(schema[keyword]);
    known.set(schema, steps);
    return steps;
  };
  return count;
}

/** Why validating values of a schema, or checking the schema, would take too long. */
export function findSlowPart(
  schema: Readonly<Record<string, unknown>>,
  countSteps: (schema: object) => number,
): string | undefined {
  // Only these multiply. Most schemas have none of them, and need not be counted.
  if ((lists.some(isThere, schema) || singles.some(isThere, schema)) && countSteps(schema) > maxSteps) {
    return `more than ${maxSteps} schemas apply to one value here: each $ref in allOf, anyOf and oneOf multiplies those below it. Name each schema once`;
  }
  const values = schema['enum'];
  if (!Array.isArray(values) || values.length <= maxEnum) return undefined;
  const isStructured = values.filter((value) => typeof value === 'object' && value !== null).length > maxEnum;
  return isStructured
    ? `this enum has more than ${maxEnum} objects and lists. Describe them by their properties`
    : undefined;
}

function isThere(this: Readonly<Record<string, unknown>>, keyword: string): boolean {
  return this[keyword] !== undefined;
}
