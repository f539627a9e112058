import { joinPointer } from '../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../contract/document/openapi.ts';
import { branches, replaceInnerSchemas } from './inner-schemas.ts';
import { uniqueName } from './names.ts';
import { readObject } from './object-schema.ts';
import { componentOf, findTraits, type Traits } from './schema-traits.ts';
import { responseView, type Schema, type View, widenIntegers } from './view.ts';

/** A component in one view. */
interface Variant {
  readonly component: string;
  readonly key: string;
  view: View;
  schema: SchemaObject;
}

/**
 * Schemas as one side of an exchange sees them: without what is `readOnly` in requests, and what is `writeOnly` in responses.
 * A component whose views differ becomes several: `Pet` is that of responses, `PetRequest` that of requests, and
 * `PetPatch` that of requests in which defaults aren't filled in. With one view only, it keeps its name.
 * @see https://spec.openapis.org/oas/v3.1.1.html#schema-object
 */
export class SchemaViews {
  readonly #document: OpenApiDocument;
  readonly #components: Readonly<Record<string, SchemaObject>>;
  readonly #traits: ReadonlyMap<string, Traits>;
  readonly #variants = new Map<string, Variant>();
  readonly #pending: Variant[] = [];
  readonly #references: { readonly owner: SchemaObject; readonly variant: Variant }[] = [];
  readonly #discriminated: { readonly schema: SchemaObject; readonly view: View }[] = [];

  /** @param document whose references to schemas are all to components */
  constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#components = document.components?.schemas ?? {};
    this.#traits = findTraits(document);
  }

  /**
   * A copy of a schema in one view.
   * @param whole the schema that it is a part of, if both describe the same value
   */
  of<T extends Schema | undefined>(written: T, view: View, whole: Schema | undefined = written): T {
    if (typeof written !== 'object' || written === null) return written;
    const schema: Record<string, unknown> = { ...written };
    if (typeof schema['$ref'] === 'string') {
      this.#refer(schema as SchemaObject, schema['$ref'], view);
      return schema as T;
    }
    readObject(this.#document, schema, view, whole);
    replaceInnerSchemas(schema, (inner, keyword) => {
      // A validator fills in defaults of branches behind a `$ref` alone.
      if (branches.includes(keyword)) return this.of(inner, { ...view, isFilled: false }, whole);
      return this.of(inner, view, keyword === 'allOf' ? whole : inner);
    });
    widenIntegers(schema);
    if (schema['discriminator']) this.#discriminated.push({ schema: schema as SchemaObject, view });
    return schema as T;
  }

  /**
   * Puts the views that were asked for in place of the components.
   * @returns the names of all views, by the name of the component
   */
  finish(): ReadonlyMap<string, readonly string[]> {
    this.#makePending();
    const used = new Set([...this.#variants.values()].map(({ component }) => component));
    const names = this.#nameVariants();
    for (const component of Object.keys(this.#components))
      if (!used.has(component)) this.#variant(component, responseView);
    this.#makePending();
    this.#nameVariants(names);
    const pointers = new Map([...names].map(([variant, name]) => [variant, joinPointer('#/components/schemas', name)]));
    for (const { owner, variant } of this.#references) owner.$ref = pointers.get(variant) as string;
    this.#rewriteMappings(names, pointers);
    const schemas: Record<string, SchemaObject> = {};
    const all = Map.groupBy(names.keys(), ({ component }) => component);
    for (const component of Object.keys(this.#components))
      for (const variant of all.get(component) ?? []) schemas[names.get(variant) as string] = variant.schema;
    if (this.#document.components) this.#document.components.schemas = schemas;
    return new Map([...all].map(([component, own]) => [component, own.map((variant) => names.get(variant) as string)]));
  }

  #refer(owner: SchemaObject, $ref: string, view: View): void {
    const component = componentOf($ref, this.#components);
    if (component !== undefined) this.#references.push({ owner, variant: this.#variant(component, view) });
  }

  #keyOf(component: string, { direction, isFilled }: View): string {
    const { isDirectional, hasDefaults } = this.#traits.get(component) as Traits;
    return JSON.stringify([component, isDirectional && direction, hasDefaults && isFilled]);
  }

  #variant(component: string, view: View): Variant {
    const key = this.#keyOf(component, view);
    const known = this.#variants.get(key);
    if (known) {
      if (rankOf(view) < rankOf(known.view)) known.view = view;
      return known;
    }
    const made: Variant = { component, key, view, schema: {} };
    this.#variants.set(key, made);
    this.#pending.push(made);
    return made;
  }

  #makePending(): void {
    for (let next = this.#pending.pop(); next; next = this.#pending.pop())
      next.schema = this.of(this.#components[next.component] as SchemaObject, next.view);
  }

  /** Those that have a name keep it. */
  #nameVariants(names: Map<Variant, string> = new Map()): Map<Variant, string> {
    const taken = new Set([...Object.keys(this.#components), ...names.values()]);
    const withOwnName = new Set([...names.keys()].map(({ component }) => component));
    const withRequest = new Set<string>();
    const sorted = [...this.#variants.values()].sort((a, b) => rankOf(a.view) - rankOf(b.view));
    for (const variant of sorted) {
      if (names.has(variant)) continue;
      const { component, view } = variant;
      const isFirst = !withOwnName.has(component);
      withOwnName.add(component);
      const suffix = view.direction === 'response' ? 'Response' : withRequest.has(component) ? 'Patch' : 'Request';
      if (view.direction === 'request') withRequest.add(component);
      names.set(variant, isFirst ? component : uniqueName(`${component}${suffix}`, taken));
    }
    return names;
  }

  /** The value of a discriminator is the name of the component, unless another one is mapped, and not that of its view. */
  #rewriteMappings(names: ReadonlyMap<Variant, string>, pointers: ReadonlyMap<Variant, string>): void {
    const renamed = [...names].filter(([{ component }, name]) => name !== component).map(([variant]) => variant);
    const bySchema = new Map([...pointers].map(([{ schema }, pointer]) => [schema, pointer]));
    for (const { schema, view } of this.#discriminated) {
      const discriminator = schema['discriminator'] as { mapping?: Record<string, string> };
      const mapping = new Map(Object.entries(discriminator.mapping ?? {}));
      for (const [value, $ref] of mapping) {
        const component = componentOf($ref, this.#components);
        const views = [view, { ...view, isFilled: false }];
        const keys = component === undefined ? [] : views.map((one) => this.#keyOf(component, one));
        const variant = keys.map((key) => this.#variants.get(key)).find((found) => found !== undefined);
        if (variant) mapping.set(value, pointers.get(variant) as string);
      }
      const mapped = new Set(mapping.values());
      const base = bySchema.get(schema);
      for (const variant of renamed) {
        const pointer = pointers.get(variant) as string;
        const isBranch = branches.some((keyword) => refersTo(schema[keyword], pointer));
        if (!mapped.has(pointer) && (isBranch || refersTo(variant.schema['allOf'], base)))
          mapping.set(variant.component, pointer);
      }
      if (mapping.size > 0) schema['discriminator'] = { ...discriminator, mapping: Object.fromEntries(mapping) };
    }
  }
}

function refersTo(members: unknown, pointer: string | undefined): boolean {
  return Array.isArray(members) && members.some((member) => pointer !== undefined && member?.$ref === pointer);
}

function rankOf({ direction, isFilled }: View): number {
  return direction === 'response' ? 0 : isFilled ? 1 : 2;
}
