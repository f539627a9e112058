import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import { listOf } from './merged-schema.ts';

/** How many values a schema's smallest value has within another: what ends soonest where schemas are circular. */
export class MinimalDepths {
  readonly #document: OpenApiDocument;
  readonly #known = new Map<object, number>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
  }

  /** The index of the schema that ends soonest. */
  lowest(schemas: readonly unknown[]): number {
    const heights = schemas.map((schema) => this.of(schema));
    return heights.indexOf(Math.min(...heights));
  }

  /** Infinity for a schema that needs itself. */
  of(schema: unknown, within: ReadonlySet<unknown> = new Set()): number {
    if (typeof schema !== 'object' || schema === null) return 0;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    if (within.has(schema)) return Number.POSITIVE_INFINITY;
    const height = this.#measure(schema as SchemaObject, new Set([...within, schema]));
    if (Number.isFinite(height)) this.#known.set(schema, height);
    return height;
  }

  #measure(schema: SchemaObject, within: ReadonlySet<unknown>): number {
    const { $ref, properties = {}, required, items, type } = schema;
    if (schema['const'] !== undefined || schema['enum'] !== undefined) return 0;
    if ([type].flat().includes('null')) return 0;
    const heights = [0];
    if (typeof $ref === 'string') heights.push(this.of(resolveReference(this.#document, { $ref }), within));
    for (const part of listOf(schema['allOf'])) heights.push(this.of(part, within));
    for (const keyword of ['oneOf', 'anyOf']) {
      const branches = listOf(schema[keyword]);
      if (branches.length > 0) heights.push(Math.min(...branches.map((branch) => this.of(branch, within))));
    }
    for (const name of listOf(required)) {
      const property = Object.hasOwn(properties, name as string) ? properties[name as string] : undefined;
      heights.push(1 + this.of(property, within));
    }
    if (Number(schema['minItems'] ?? 0) > 0) heights.push(1 + this.of(items, within));
    return Math.max(...heights);
  }
}
