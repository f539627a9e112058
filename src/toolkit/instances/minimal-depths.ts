import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import { listOf } from './merged-schema.ts';

/** How deeply the smallest value of a schema is nested. In circular schemas the branch of the least depth ends soonest. */
export class MinimalDepths {
  readonly #document: OpenApiDocument;
  readonly #known = new Map<object, number>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
  }

  /** The index of the schema with the least depth. */
  lowest(schemas: readonly unknown[]): number {
    const depths = schemas.map((schema) => this.of(schema));
    return depths.indexOf(Math.min(...depths));
  }

  /** Infinity for a schema whose every value contains another value of it. */
  of(schema: unknown, within: ReadonlySet<unknown> = new Set()): number {
    if (typeof schema !== 'object' || schema === null) return 0;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    if (within.has(schema)) return Number.POSITIVE_INFINITY;
    const depth = this.#measure(schema as SchemaObject, new Set([...within, schema]));
    if (Number.isFinite(depth)) this.#known.set(schema, depth);
    return depth;
  }

  #measure(schema: SchemaObject, within: ReadonlySet<unknown>): number {
    const { $ref, properties = {}, required, items, type } = schema;
    if (schema['const'] !== undefined || schema['enum'] !== undefined) return 0;
    if ([type].flat().includes('null')) return 0;
    const depths = [0];
    if (typeof $ref === 'string') depths.push(this.of(resolveReference(this.#document, { $ref }), within));
    for (const member of listOf(schema['allOf'])) depths.push(this.of(member, within));
    for (const keyword of ['oneOf', 'anyOf']) {
      const branches = listOf(schema[keyword]);
      if (branches.length > 0) depths.push(Math.min(...branches.map((branch) => this.of(branch, within))));
    }
    for (const name of listOf(required)) {
      const property = Object.hasOwn(properties, name as string) ? properties[name as string] : undefined;
      depths.push(1 + this.of(property, within));
    }
    if (Number(schema['minItems'] ?? 0) > 0) depths.push(1 + this.of(items, within));
    return Math.max(...depths);
  }
}
