import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { walk } from '../document/walk.ts';
import { createAjv } from './create-ajv.ts';
import { toJsonSchema2020 } from './json-schema-2020.ts';
import { typingOf } from './typed-text.ts';

/** A default that was removed. */
export interface BrokenDefault {
  /** To the default. */
  readonly pointer: string;
  readonly message: string;
}

/**
 * Removes the defaults that break their own schemas: a client that left a value out must not be refused, or given another value,
 * for what the contract's author wrote.
 * @param document of JSON schemas; it is changed
 * @returns what was removed
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2
 */
export function dropBrokenDefaults(document: OpenApiDocument): readonly BrokenDefault[] {
  const doubtful: [pointer: string, schema: SchemaObject][] = [];
  walk(document, ({ kind, node, pointer }) => {
    if (kind === 'Schema' && Object.hasOwn(node, 'default') && !isPlainlyValid(node))
      doubtful.push([pointer, node as SchemaObject]);
  });
  if (doubtful.length === 0) return [];
  const ajv = createAjv(document, { inlineRefs: false });
  ajv.addSchema(document, 'contract');
  return doubtful.flatMap(([pointer, schema]) => {
    let validate: ReturnType<typeof ajv.getSchema>;
    try {
      validate = ajv.getSchema(`contract${pointer}`);
    } catch {
      // A schema that can't be compiled is reported where it is used.
    }
    if (validate?.(defaultOf(document, schema, pointer)) !== false) return [];
    const shown = JSON.stringify(schema['default'])?.slice(0, 80);
    delete schema['default'];
    const [error] = validate.errors ?? [];
    const why = error ? `: it${error.instancePath && ` has ${error.instancePath}, which`} ${error.message}` : '';
    return [
      { pointer: `${pointer}/default`, message: `the default ${shown} breaks its own schema, and isn't applied${why}` },
    ];
  });
}

/** The defaults of a document that are not applied, which stays as it is. */
export function findBrokenDefaults(document: OpenApiDocument): readonly BrokenDefault[] {
  return dropBrokenDefaults(toJsonSchema2020(document, 'request'));
}

/** A parameter's default is often written as a text, as the parameter itself is. */
function defaultOf(document: OpenApiDocument, schema: SchemaObject, pointer: string): unknown {
  const value: unknown = schema['default'];
  const isOfParameter = /\/parameters\/[^/]+\/(schema|content\/[^/]+\/schema)$/.test(pointer);
  return isOfParameter && typeof value === 'string' ? typingOf(document, schema).value(value) : value;
}

/** Keywords that a default of the right type can't break. */
const harmless = new Set([
  'type',
  'default',
  'description',
  'title',
  'deprecated',
  'readOnly',
  'writeOnly',
  'examples',
]);

const checked = new Set(['enum', 'minimum', 'maximum']);

/** Whether a default is seen to be valid without compiling its schema, as that of most is. */
function isPlainlyValid(schema: Readonly<Record<string, unknown>>): boolean {
  const value = schema['default'];
  if (typeof value === 'object' && value !== null) return false;
  const { enum: allowed } = schema;
  if (allowed !== undefined && !(Array.isArray(allowed) && allowed.includes(value))) return false;
  const { minimum = value, maximum = value } = schema as { minimum?: unknown; maximum?: unknown };
  if (typeof value === 'number' && !(value >= Number(minimum) && value <= Number(maximum))) return false;
  if (Object.keys(schema).some((keyword) => !checked.has(keyword) && !harmless.has(keyword))) return false;
  const types = [schema['type']].flat();
  const own = value === null ? 'null' : typeof value;
  return (
    schema['type'] === undefined ||
    types.includes(own) ||
    (own === 'number' && types.includes('integer') && Number.isInteger(value))
  );
}
