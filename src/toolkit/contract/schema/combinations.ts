import { valueAt } from '../document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';

/** The schemas that apply to a value if one branch of each `oneOf`, `anyOf` and `if` is chosen. */
export interface Combination {
  readonly all: readonly SchemaObject[];
  /** The chosen branches, which have to accept the value. */
  readonly chosen: readonly SchemaObject[];
}

/** There may be thousands. */
const maxCombinations = 64;

/** Every way to choose branches, in the order in which they are written. */
export function combinationsOf(document: OpenApiDocument, schemas: readonly unknown[]): Combination[] {
  const add = (into: readonly Combination[], written: unknown): readonly Combination[] => {
    if (typeof written !== 'object' || written === null) return into;
    const schema = written as SchemaObject;
    const fresh = into.filter(({ all }) => !all.includes(schema));
    if (fresh.length === 0) return into;
    let found: readonly Combination[] = fresh.map(({ all, chosen }) => ({ all: [...all, schema], chosen }));
    if (typeof schema.$ref === 'string') found = add(found, valueAt(document, schema.$ref));
    for (const part of listOf(schema['allOf'])) found = add(found, part);
    for (const keyword of ['oneOf', 'anyOf'])
      found = choose(
        found,
        listOf(schema[keyword]).map((branch) => [branch, branch]),
      );
    if (schema['if'] !== undefined)
      found = choose(
        found,
        [schema['then'] ?? {}, schema['else'] ?? {}].map((branch) => [branch, schema]),
      );
    return [...into.filter((known) => !fresh.includes(known)), ...found];
  };
  const choose = (into: readonly Combination[], branches: readonly (readonly [branch: unknown, held: unknown])[]) => {
    if (branches.length === 0) return into;
    const taken = branches.flatMap(([branch, held]) =>
      add(
        into.map(({ all, chosen }) => ({ all, chosen: isSchema(held) ? [...chosen, held] : chosen })),
        branch,
      ),
    );
    return taken.slice(0, maxCombinations);
  };
  return [...schemas.reduce<readonly Combination[]>(add, [{ all: [], chosen: [] }])];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.filter((branch) => branch !== false) : [];
}

export function isSchema(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null;
}
