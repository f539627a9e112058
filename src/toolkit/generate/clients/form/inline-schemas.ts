import { joinPointer } from '../../../contract/document/json-pointer.ts';
import type {
  HeaderObject,
  MediaTypeObject,
  OpenApiDocument,
  OrReference,
  ParameterObject,
  RequestBodyObject,
  ResponseObject,
  SchemaObject,
} from '../../../contract/document/openapi.ts';
import { methods } from '../../../contract/document/openapi.ts';
import { schemasWithoutBranches } from '../../../contract/schema/schema-shape.ts';
import { typeName } from '../../names.ts';
import { ModelNames } from './model-names.ts';

/**
 * Makes a component of each schema that becomes a type and has no name, in place: its name is made of where it is used,
 * as generators number theirs.
 */
export function nameInlineSchemas(document: OpenApiDocument): void {
  document.components ??= {};
  document.components.schemas ??= {};
  const { schemas, ...others } = document.components;
  const namer = new Namer(document, schemas);
  for (const [name, schema] of Object.entries(schemas)) namer.nameWithin(schema, name);
  const { responses, parameters, requestBodies, headers } = others as Record<string, Record<string, object>>;
  for (const [name, one] of Object.entries(responses ?? {})) namer.nameResponse(one as ResponseObject, typeName(name));
  for (const [name, one] of Object.entries(requestBodies ?? {}))
    namer.nameContent(one as RequestBodyObject, typeName(name));
  for (const [name, one] of [...Object.entries(parameters ?? {}), ...Object.entries(headers ?? {})])
    namer.nameParameter(one as HeaderObject, typeName(name));
  for (const item of Object.values(document.paths ?? {}))
    for (const method of methods) {
      const { operationId, parameters: own = [], requestBody, responses: all = {} } = item[method] ?? {};
      if (operationId === undefined) continue;
      const name = typeName(operationId);
      for (const one of [...(item.parameters ?? []), ...own])
        namer.nameParameter(one, name + typeName(String(one.name)));
      if (requestBody) namer.nameContent(requestBody, `${name}Request`);
      const [first] = Object.keys(all).filter((status) => /^2/.test(status));
      for (const [status, response] of Object.entries(all))
        namer.nameResponse(response, `${name}${status === first ? '' : typeName(status).replace('_', '')}Response`);
    }
}

class Namer {
  readonly #document: OpenApiDocument;
  readonly #schemas: Record<string, SchemaObject>;
  readonly #names: ModelNames;
  readonly #isVersion30: boolean;
  readonly #seen = new Set<object>();

  constructor(document: OpenApiDocument, schemas: Record<string, SchemaObject>) {
    this.#document = document;
    this.#schemas = schemas;
    this.#names = new ModelNames(Object.keys(schemas));
    this.#isVersion30 = document.openapi.startsWith('3.0');
  }

  nameResponse({ content, headers }: OrReference<ResponseObject>, name: string): void {
    this.nameContent({ content }, name);
    for (const [header, one] of Object.entries(headers ?? {})) this.nameParameter(one, name + typeName(header));
  }

  nameParameter(parameter: OrReference<HeaderObject | ParameterObject>, name: string): void {
    if (parameter.$ref !== undefined) return;
    this.#name(parameter, 'schema', name);
    this.nameContent(parameter, name);
  }

  nameContent({ content }: { readonly content?: Record<string, MediaTypeObject> | undefined }, name: string): void {
    for (const mediaType of Object.values(content ?? {})) this.#name(mediaType, 'schema', name);
  }

  /** Names what is inside of a schema. */
  nameWithin(schema: unknown, name: string): void {
    if (typeof schema !== 'object' || schema === null || this.#seen.has(schema)) return;
    this.#seen.add(schema);
    const { properties, allOf, anyOf, oneOf } = schema as Record<string, object>;
    for (const property of Object.keys(properties ?? {})) this.#name(properties, property, name + typeName(property));
    // What all have to be is one type.
    for (const part of Array.isArray(allOf) ? allOf : []) this.nameWithin(part, name);
    for (const branches of [anyOf, oneOf]) {
      if (!Array.isArray(branches)) continue;
      for (const [index, branch] of branches.entries()) {
        const title = typeof branch?.title === 'string' ? typeName(branch.title) : '';
        this.#name(branches, index, name + (/^[A-Za-z]/.test(title) ? title : `Option${index + 1}`));
      }
    }
    this.#name(schema, 'items', `${name}Item`);
    this.#name(schema, 'additionalProperties', `${name}Value`);
  }

  #name(owner: object | undefined, key: string | number, name: string): void {
    const place = owner as Record<string | number, SchemaObject>;
    const schema = place?.[key];
    if (typeof schema !== 'object' || schema === null) return;
    const types = [schema.type ?? []].flat();
    const isNullable = types.includes('null');
    const hasNull = isNullable || schema.nullable === true || schema.enum?.includes(null);
    if (!isModel(this.#document, schema)) {
      this.nameWithin(schema, name);
      return;
    }
    const unique = this.#names.add(name);
    if (hasNull && (this.#isVersion30 || !isSimple(schema))) {
      // It stays where it is, and generators call it by its title.
      schema['title'] = typeName(unique);
      this.nameWithin(schema, unique);
      return;
    }
    const $ref = joinPointer('#/components/schemas', unique);
    this.#schemas[unique] = schema;
    place[key] = { $ref };
    if (hasNull) {
      place[key] = { anyOf: [{ $ref }, { type: 'null' }] };
      const [only, ...others] = types.filter((type) => type !== 'null');
      schema.type = others.length === 0 ? (only as string) : [only as string, ...others];
      if (schema.enum) schema.enum = schema.enum.filter((value) => value !== null);
    }
    // Rust's generator has no name for a branch that says more.
    if (!Array.isArray(owner)) this.#keepBeside(place[key] as SchemaObject, schema);
    this.nameWithin(schema, unique);
  }

  /** What is said of the place stays there. */
  #keepBeside(place: SchemaObject, schema: SchemaObject): void {
    if (this.#isVersion30) return;
    for (const keyword of ['description', 'readOnly', 'writeOnly', 'deprecated']) {
      if (schema[keyword] === undefined) continue;
      place[keyword] = schema[keyword];
      if (keyword !== 'description') delete schema[keyword];
    }
  }
}

/** Whether generators make a type of it. */
export function isModel(document: OpenApiDocument, schema: SchemaObject): boolean {
  const { properties, enum: values, anyOf, oneOf, allOf } = schema;
  if (values !== undefined) return values.filter((value) => value !== null).length > 1;
  const branches = [...((anyOf ?? []) as SchemaObject[]), ...((oneOf ?? []) as SchemaObject[])];
  if (branches.filter((branch) => branch?.type !== 'null').length > 1) return true;
  if (Object.keys(properties ?? {}).length > 0) return true;
  if (!Array.isArray(allOf) || allOf.length < 2) return false;
  // Of a plain value that is described in parts, generators make an object.
  const all = schemasWithoutBranches(document, schema);
  return all.some((part) => [part.type].flat().includes('object') || isModel(document, { ...part, allOf: undefined }));
}

/** Whether a value that isn't null is one by the same keywords, so that null can be said beside it. */
function isSimple(schema: SchemaObject): boolean {
  const { enum: values } = schema;
  if (values !== undefined && !values.includes(null)) return false;
  if (![schema.type].flat().includes('null')) return false;
  return !['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', '$ref'].some((keyword) => schema[keyword] !== undefined);
}
