import type { OpenApiDocument } from '../document/openapi.ts';
import { walk } from '../document/walk.ts';
import { createAjv } from './create-ajv.ts';

/**
 * Removes the defaults of properties that break their own schemas: a client that left a property out must not be refused, or given
 * another value, for what the contract's author wrote.
 * @param document of JSON schemas; it is changed
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2
 */
export function dropBrokenDefaults(document: OpenApiDocument): void {
  const doubtful: [pointer: string, schema: Record<string, unknown>][] = [];
  walk(document, ({ kind, node, pointer }) => {
    if (kind === 'Schema' && Object.hasOwn(node, 'default') && !ofParameter.test(pointer) && !isPlainlyValid(node))
      doubtful.push([pointer, node as Record<string, unknown>]);
  });
  if (doubtful.length === 0) return;
  const ajv = createAjv(document, { inlineRefs: false });
  ajv.addSchema(document, 'contract');
  for (const [pointer, schema] of doubtful) {
    const { default: value } = schema;
    let validate: ReturnType<typeof ajv.getSchema>;
    try {
      validate = ajv.getSchema(`contract${pointer}`);
    } catch {
      // A schema that can't be compiled is reported where it is used.
    }
    if (validate?.(value) === false) delete schema['default'];
  }
}

/** A parameter's default isn't validated: it reaches the handler as it is written. */
const ofParameter = /\/parameters\/[^/]+\/(schema|content\/[^/]+\/schema)$/;

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
