import { copyOf } from '../document/copy.ts';
import type { OpenApiDocument } from '../document/openapi.ts';
import { type Kind, walk } from '../document/walk.ts';
import { findReferences, hoistIgnoredTargets } from './ignored-siblings.ts';
import { isMarked, schemasInPlace, schemasWithoutBranches } from './schema-shape.ts';

export type Direction = 'request' | 'response';

const exemplified = new Set<Kind>(['MediaType', 'Parameter', 'Header', 'Schema']);

/**
 * A copy of the document in which every schema is JSON Schema 2020-12, the only dialect that the rest of the toolkit
 * reads. The keywords of OpenAPI 3.0 are rewritten: `nullable`, boolean `exclusiveMinimum` and `exclusiveMaximum`, and
 * `$ref`, whose siblings are ignored there. Examples and extensions are removed: objects in them only look like
 * schemas.
 * @param direction removes from `required` what is not sent in this direction: `readOnly` properties in requests,
 *   `writeOnly` ones in responses
 * @see https://spec.openapis.org/oas/v3.0.4.html#schema-object
 */
export function toJsonSchema2020(document: OpenApiDocument, direction?: Direction): OpenApiDocument {
  const copy = copyOf(document);
  const isVersion30 = document.openapi.startsWith('3.0');
  const references = findReferences(copy);
  // A `$ref` may have its target inside an extension: then extensions hold schemas, and stay.
  const extensionsInUse = [...references.byPointer.keys()].some((pointer) => pointer.includes('/x-'));
  if (isVersion30) hoistIgnoredTargets(copy, references);
  walk(copy, ({ kind, node }) => {
    const changeable = node as Record<string, unknown>;
    if (exemplified.has(kind)) {
      if (kind === 'Schema') noteExample(node);
      delete changeable['example'];
      delete changeable['examples'];
    }
    if (kind === 'Example') delete changeable['value'];
    if (!extensionsInUse) for (const key of Object.keys(node)) if (key.startsWith('x-')) delete changeable[key];
    if (kind === 'Parameter' && String(node['name']) in Object.prototype) withInheritedNames.add(copy);
    if (kind !== 'Schema') return;
    for (const name in node['properties'] as object | undefined)
      if (name in Object.prototype) withInheritedNames.add(copy);
    if (isVersion30) rewrite(changeable);
    if (direction) dropMalformed(changeable);
    if (direction === 'request' && changeable['readOnly'] === true) delete changeable['default'];
    if (direction === 'request') {
      hoistRequired(copy, changeable);
      dropRequiredDefaults(changeable);
    }
    if (direction) relaxRequired(copy, changeable, direction === 'request' ? 'readOnly' : 'writeOnly');
    // Ajv knows these keywords, and JSON Schema 2020-12 doesn't.
    delete changeable['nullable'];
    delete changeable['id'];
  });
  return copy;
}

const examples = new WeakMap<object, unknown>();

function noteExample(schema: Readonly<Record<string, unknown>>): void {
  const { example, examples: several } = schema;
  const first = example === undefined && Array.isArray(several) ? several[0] : example;
  if (first !== undefined) examples.set(schema, first);
}

/** The example of a schema in a document that `toJsonSchema2020` returned, where it is removed; undefined if it had none. */
export function exampleOf(schema: object): unknown {
  return examples.get(schema);
}

const withInheritedNames = new WeakSet<OpenApiDocument>();

/**
 * Whether a schema or a parameter of a document that `toJsonSchema2020` returned has a name that every object inherits,
 * such as `constructor`. Only then a validator has to ask for own properties, which takes longer.
 */
export function hasInheritedNames(document: OpenApiDocument): boolean {
  return withInheritedNames.has(document);
}

const isNumber = (value: unknown) => typeof value === 'number';
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isText = (value: unknown) => typeof value === 'string';
const isFilledList = (value: unknown) => Array.isArray(value) && value.length > 0;
const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);

/** The shapes of keywords that contracts often get wrong. */
const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => isText(value) || isFilledList(value),
  enum: isFilledList,
  required: (value) => Array.isArray(value) && value.every(isText),
  pattern: isText,
  format: isText,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  allOf: isFilledList,
  anyOf: isFilledList,
  oneOf: isFilledList,
};

/** Removes malformed keywords, so that one of them doesn't make a whole contract unusable; `lint` reports them. */
function dropMalformed(schema: Record<string, unknown>): void {
  rewriteExclusive(schema, 'minimum', 'exclusiveMinimum');
  rewriteExclusive(schema, 'maximum', 'exclusiveMaximum');
  for (const [keyword, isWellFormed] of Object.entries(shapes))
    if (Object.hasOwn(schema, keyword) && !isWellFormed(schema[keyword])) delete schema[keyword];
  if (!Object.hasOwn(schema, 'type')) return;
  const known = [schema['type']].flat().filter((type) => types.has(String(type)));
  if (known.length === 0) delete schema['type'];
  else if (Array.isArray(schema['type'])) schema['type'] = known;
}

/** What a branch requires, and another one would fill in before: it is required before all branches. */
function hoistRequired(document: OpenApiDocument, schema: Record<string, unknown>): void {
  if (!Array.isArray(schema['allOf'])) return;
  const parts = schemasWithoutBranches(document, schema);
  const isFilledIn = (name: string) =>
    parts.some(({ properties }) => isObject(properties) && isObject(properties[name]) && 'default' in properties[name]);
  const required = [schema['required'] ?? []].flat();
  const names = parts.flatMap((part) => (Array.isArray(part['required']) ? part['required'].filter(isText) : []));
  const missing = new Set(names.filter((name) => !required.includes(name) && isFilledIn(name)));
  if (missing.size > 0) schema['required'] = [...required, ...missing];
}

/**
 * A required property has to be sent. A validator that fills in defaults first would never miss it. Other schemas may share
 * the property by an alias of YAML, and not require it.
 */
function dropRequiredDefaults(schema: Record<string, unknown>): void {
  const { required, properties } = schema;
  if (!Array.isArray(required) || !isObject(properties)) return;
  for (const name of required) {
    const own: unknown = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!isObject(own) || !Object.hasOwn(own, 'default')) continue;
    const { default: _, ...others } = own;
    if (examples.has(own)) examples.set(others, examples.get(own));
    schema['properties'] = { ...Object(schema['properties']), [name]: others };
  }
}

/** A property may be described beside the schema that requires it, or in what that consists of. */
function relaxRequired(document: OpenApiDocument, schema: Record<string, unknown>, keyword: 'readOnly' | 'writeOnly') {
  const inner = lists.flatMap((list) => (Array.isArray(schema[list]) ? (schema[list] as unknown[]) : []));
  // A schema that is referenced is not only a part of this one.
  const parts = [schema, ...inner].filter((part) => isObject(part) && Array.isArray(part['required']));
  if (parts.length === 0) return;
  const own = schemasInPlace(document, schema);
  const isDropped = (name: unknown) =>
    typeof name === 'string' &&
    own.some(
      ({ properties }) =>
        isObject(properties) &&
        Object.hasOwn(properties, name) &&
        isMarked(schemasInPlace(document, properties[name]), keyword),
    );
  for (const part of parts as Record<string, unknown[]>[])
    if (part['required']?.some(isDropped)) part['required'] = part['required'].filter((name) => !isDropped(name));
}

const lists = ['allOf', 'anyOf', 'oneOf'];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function rewrite(schema: Record<string, unknown>): void {
  if (typeof schema['$ref'] === 'string') {
    for (const keyword of Object.keys(schema)) if (keyword !== '$ref') delete schema[keyword];
    return;
  }
  if (schema['nullable'] === true) {
    if (typeof schema['type'] === 'string') schema['type'] = [schema['type'], 'null'];
    if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) schema['enum'] = [...schema['enum'], null];
  }
  rewriteExclusive(schema, 'minimum', 'exclusiveMinimum');
  rewriteExclusive(schema, 'maximum', 'exclusiveMaximum');
}

function rewriteExclusive(schema: Record<string, unknown>, limit: string, exclusive: string): void {
  if (typeof schema[exclusive] !== 'boolean') return;
  if (schema[exclusive] && typeof schema[limit] === 'number') {
    schema[exclusive] = schema[limit];
    delete schema[limit];
  } else {
    delete schema[exclusive];
  }
}
