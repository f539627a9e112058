import { replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { ownProperty } from '../../contract/document/own-property.ts';
import { schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';

type Path = readonly (string | number)[];

/**
 * A valid value with the examples of its schemas where they have some, such as the key of a record that only the server
 * has. Those that would make it invalid are left out.
 * @param written an example of the whole value
 */
export function withSchemaExamples(
  document: OpenApiDocument,
  pointer: string,
  value: unknown,
  isValid: (value: unknown) => boolean,
  written?: unknown,
): unknown {
  let filled = value;
  for (const [path, example] of examplesIn(document, [valueAt(document, pointer)], value, [], written)) {
    const next = replaceAt(filled, path, example);
    if (next !== filled && isValid(next)) filled = next;
  }
  return filled;
}

/** Of a list and a record only the parts that the value has: an example may have what only responses have. */
function* examplesIn(
  document: OpenApiDocument,
  schemasHere: readonly unknown[],
  value: unknown,
  path: Path,
  outer: unknown,
): Generator<readonly [Path, unknown]> {
  const schemas = schemasInPlace(document, ...schemasHere);
  const own = outer ?? schemas.map(exampleOf).find((example) => example !== undefined);
  if (!isContainer(value)) {
    if (own !== undefined && own !== null && !isContainer(own)) yield [path, own];
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const token = Array.isArray(value) ? Number(name) : name;
    const example = isContainer(own)
      ? (ownProperty(own, name) ?? (Array.isArray(own) ? own[0] : undefined))
      : undefined;
    yield* examplesIn(document, schemasAt(schemas, token), inner, [...path, token], example);
  }
}

function exampleOf(schema: SchemaObject): unknown {
  const { example, examples } = schema as { readonly example?: unknown; readonly examples?: unknown };
  return example ?? (Array.isArray(examples) ? examples[0] : undefined);
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
