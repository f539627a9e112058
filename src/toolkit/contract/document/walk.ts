/**
 * A walk over an OpenAPI document by the kinds of its objects, so that a `$ref` or a `schema` inside an example is not
 * taken for one. References are visited, not followed: their targets are visited at their own pointers.
 * @see https://spec.openapis.org/oas/v3.1.1.html#schema-0
 */
import { escapeToken, valueAt } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';

export type Kind = keyof typeof shapes;

export interface Visit {
  readonly kind: Kind;
  readonly node: Readonly<Record<string, unknown>>;
  readonly pointer: string;
}

/** A field holds one object, a list of them, a map of them, or a map in which `x-` keys are extensions. */
type Container = 'one' | 'list' | 'map' | 'extensible map';

const operation: [Container, string] = ['one', 'Operation'];
const schema: [Container, string] = ['one', 'Schema'];
const schemas: [Container, string] = ['list', 'Schema'];
const schemaMap: [Container, string] = ['map', 'Schema'];
const described = {
  schema,
  examples: ['map', 'Example'],
  content: ['map', 'MediaType'],
} satisfies Record<string, [Container, string]>;

const shapes = {
  Document: {
    paths: ['extensible map', 'PathItem'],
    webhooks: ['map', 'PathItem'],
    components: ['one', 'Components'],
  },
  Components: {
    schemas: schemaMap,
    responses: ['map', 'Response'],
    parameters: ['map', 'Parameter'],
    examples: ['map', 'Example'],
    requestBodies: ['map', 'RequestBody'],
    headers: ['map', 'Header'],
    securitySchemes: ['map', 'SecurityScheme'],
    links: ['map', 'Link'],
    callbacks: ['map', 'Callback'],
    pathItems: ['map', 'PathItem'],
  },
  PathItem: {
    parameters: ['list', 'Parameter'],
    get: operation,
    put: operation,
    post: operation,
    delete: operation,
    options: operation,
    head: operation,
    patch: operation,
    trace: operation,
  },
  Operation: {
    parameters: ['list', 'Parameter'],
    requestBody: ['one', 'RequestBody'],
    responses: ['extensible map', 'Response'],
    callbacks: ['map', 'Callback'],
  },
  Callback: { '*': ['extensible map', 'PathItem'] },
  Parameter: described,
  Header: described,
  RequestBody: { content: ['map', 'MediaType'] },
  Response: {
    headers: ['map', 'Header'],
    content: ['map', 'MediaType'],
    links: ['map', 'Link'],
  },
  MediaType: {
    schema,
    examples: ['map', 'Example'],
    encoding: ['map', 'Encoding'],
  },
  Encoding: { headers: ['map', 'Header'] },
  Example: {},
  Link: {},
  SecurityScheme: {},
  Schema: {
    properties: schemaMap,
    patternProperties: schemaMap,
    additionalProperties: schema,
    unevaluatedProperties: schema,
    propertyNames: schema,
    dependentSchemas: schemaMap,
    items: schema,
    prefixItems: schemas,
    unevaluatedItems: schema,
    contains: schema,
    contentSchema: schema,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: schema,
    if: schema,
    then: schema,
    else: schema,
    $defs: schemaMap,
    definitions: schemaMap,
  },
} satisfies Record<string, Record<string, [Container, string]>>;

/** Visits every object that the specification names, once, parents first. */
export function walk(document: OpenApiDocument, visit: (visit: Visit) => void): void {
  const seen = new Set<object>();
  const targets: [Kind, string][] = [];

  const enter = (kind: Kind, node: unknown, pointer: string): void => {
    if (typeof node !== 'object' || node === null || Array.isArray(node) || seen.has(node)) return;
    seen.add(node);
    visit({ kind, node: node as Record<string, unknown>, pointer });
    const { $ref } = node as { $ref?: unknown };
    if (typeof $ref === 'string' && $ref.startsWith('#/')) targets.push([kind, $ref]);
    const shape = shapes[kind] as Record<string, [Container, Kind]>;
    if (shape['*']) enterAll(shape['*'], node, pointer);
    for (const field of Object.keys(node)) {
      const held = Object.hasOwn(shape, field) ? shape[field] : undefined;
      if (held) enterAll(held, (node as Record<string, unknown>)[field], `${pointer}/${field}`);
    }
  };

  const enterAll = ([container, kind]: [Container, Kind], value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (container === 'one') enter(kind, value, pointer);
    else if (container === 'list') {
      for (const [index, item] of Array.isArray(value) ? value.entries() : []) enter(kind, item, `${pointer}/${index}`);
    } else {
      for (const [key, item] of Object.entries(value)) {
        if (container === 'map' || !key.startsWith('x-')) enter(kind, item, `${pointer}/${escapeToken(key)}`);
      }
    }
  };

  enter('Document', document, '#');
  // A reference may have a target that the specification doesn't define, such as #/definitions or an extension.
  for (const [kind, pointer] of targets) enter(kind, valueAt(document, pointer), pointer);
}
