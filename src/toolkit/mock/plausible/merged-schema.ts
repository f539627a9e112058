import { valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { resolveReference } from '../../contract/document/operations.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { limitOf, typesOf } from '../../instances/index.ts';

/** A property of an object, as its schemas have it. */
export interface MergedProperty {
  readonly name: string;
  readonly schemas: readonly unknown[];
  readonly isRequired: boolean;
}

/** What the schemas of one value say together. */
export class MergedSchema {
  readonly parts: readonly SchemaObject[];
  readonly types: readonly string[];
  /** The values of `const` and `enum` without null; undefined if any are allowed. */
  readonly fixed: readonly unknown[] | undefined;
  /** The contract's examples of it. */
  readonly examples: readonly unknown[];
  readonly isNullable: boolean;
  readonly format: string | undefined;
  readonly description: string;
  readonly default: unknown;
  /** What `x-faker` asks for. */
  readonly xFaker: unknown;
  /** Empty if there is none. */
  readonly pattern: string;
  readonly items: readonly unknown[];
  readonly hasPrefixItems: boolean;
  readonly isWriteOnly: boolean;
  readonly isTime: boolean;
  readonly properties: readonly MergedProperty[];
  readonly maxLength: number;
  readonly minLength: number;

  /**
   * @param parts all schemas that apply
   * @param given those of them that were asked for, as they are written
   * @param written the parts as the contract has them, with examples and extensions
   */
  constructor(parts: readonly SchemaObject[], given: readonly unknown[], written: readonly SchemaObject[]) {
    this.parts = parts;
    this.types = typesOf(parts);
    this.fixed = fixedOf(parts);
    this.examples = examplesOf(written);
    this.isNullable = mayBeNull(parts, given);
    this.format = this.#first('format') as string | undefined;
    this.description = String(this.#first('description') ?? '').toLowerCase();
    this.default = this.#first('default');
    this.xFaker = written.find((schema) => schema['x-faker'] !== undefined)?.['x-faker'];
    this.pattern = String(this.#first('pattern') ?? '');
    this.items = parts.map(({ items }) => items).filter((items) => items !== undefined);
    this.hasPrefixItems = this.#first('prefixItems') !== undefined;
    this.isWriteOnly = parts.some((schema) => schema['writeOnly'] === true);
    this.isTime = parts.some(({ format }) => format === 'date-time' || format === 'date');
    this.properties = propertiesOf(parts);
    this.maxLength = this.least('maxLength') ?? Number.POSITIVE_INFINITY;
    this.minLength = this.greatest('minLength') ?? 0;
  }

  #first(keyword: string): unknown {
    return this.parts.find((schema) => schema[keyword] !== undefined)?.[keyword];
  }

  /** The strictest of the upper bounds that a keyword sets. */
  least(keyword: string): number | undefined {
    return limitOf(this.parts, keyword, Math.min);
  }

  /** The strictest of the lower bounds that a keyword sets. */
  greatest(keyword: string): number | undefined {
    return limitOf(this.parts, keyword, Math.max);
  }
}

/** Of a schema with branches; a branch is taken in turn, and turns are taken alike after so many. */
const maxTurns = 12;

/** Merges the schemas of a document; what was merged once is known, as each record asks for the same again. */
export class SchemaMerger {
  readonly #document: OpenApiDocument;
  readonly #written: OpenApiDocument;
  #known = new WeakMap<readonly unknown[], Map<number, MergedSchema>>();

  /** @param written the document as the contract has it, with examples and extensions */
  constructor(document: OpenApiDocument, written: OpenApiDocument) {
    this.#document = document;
    this.#written = written;
  }

  /** Lets go of what was merged, which takes much more room than the records. */
  forget(): void {
    this.#known = new WeakMap();
  }

  /** Follows references and `allOf`, and takes one branch of each `oneOf` and `anyOf`: the next one at each turn. */
  merge(schemas: readonly unknown[], turn: number): MergedSchema {
    const known = this.#known.get(schemas);
    const found = known?.get(-1) ?? known?.get(turn % maxTurns);
    if (found) return found;
    const parts: SchemaObject[] = [];
    let hasBranches = false;
    const visit = (schema: SchemaObject): void => {
      if (typeof schema !== 'object' || schema === null || parts.includes(schema)) return;
      parts.push(schema);
      if (typeof schema.$ref === 'string') visit(resolveReference(this.#document, { $ref: schema.$ref }));
      for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
        const branches = Array.isArray(schema[keyword]) ? (schema[keyword] as SchemaObject[]) : [];
        if (keyword === 'allOf') branches.forEach(visit);
        else {
          const possible = branches.filter((branch) => (branch as unknown) !== false && branch?.type !== 'null');
          hasBranches ||= possible.length > 1;
          if (possible.length > 0) visit(possible[(turn % maxTurns) % possible.length] as SchemaObject);
        }
      }
    };
    for (const schema of schemas) visit(schema as SchemaObject);
    const merged = new MergedSchema(
      parts,
      schemas,
      parts.map((part) => this.#writtenAt(part)),
    );
    this.#known.set(schemas, (known ?? new Map()).set(hasBranches ? turn % maxTurns : -1, merged));
    return merged;
  }

  #writtenAt(schema: SchemaObject): SchemaObject {
    const pointer = pointerTo(this.#document, schema);
    const found = pointer === undefined ? undefined : valueAt(this.#written, pointer);
    return typeof found === 'object' && found !== null ? (found as SchemaObject) : {};
  }
}

function propertiesOf(parts: readonly SchemaObject[]): MergedProperty[] {
  const required = new Set(parts.flatMap((schema) => (Array.isArray(schema['required']) ? schema['required'] : [])));
  const schemasByName = new Map<string, unknown[]>();
  for (const { properties = {} } of parts)
    for (const [name, schema] of Object.entries(properties))
      schemasByName.set(name, [...(schemasByName.get(name) ?? []), schema]);
  return [...schemasByName].map(([name, schemas]) => ({ name, schemas, isRequired: required.has(name) }));
}

function mayBeNull(parts: readonly SchemaObject[], given: readonly unknown[]): boolean {
  const typed = parts.filter(({ type }) => type !== undefined);
  if (typed.length > 0 && typed.every(({ type }) => [type].flat().includes('null'))) return true;
  return given.some((schema) => {
    const { anyOf, oneOf } = (schema ?? {}) as SchemaObject;
    return [anyOf, oneOf].some(
      (branches) => Array.isArray(branches) && branches.some((branch) => (branch as SchemaObject)?.type === 'null'),
    );
  });
}

function fixedOf(parts: readonly SchemaObject[]): unknown[] | undefined {
  const lists = parts.flatMap((schema): unknown[][] =>
    'const' in schema ? [[schema['const']]] : Array.isArray(schema['enum']) ? [schema['enum']] : [],
  );
  if (lists.length === 0) return undefined;
  const [first = [], ...others] = lists;
  const common = first.filter((value) => others.every((list) => list.includes(value)));
  const some = common.filter((value) => value !== null);
  return some.length > 0 ? some : common.length > 0 ? common : undefined;
}

function examplesOf(written: readonly SchemaObject[]): readonly unknown[] {
  for (const { example, examples } of written) {
    if (Array.isArray(examples) && examples.length > 0) return examples;
    if (example !== undefined) return [example];
  }
  return [];
}
