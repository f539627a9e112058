import { createInstance, type IHttpConfig } from '@stoplight/prism-http';
import { type Excerpt, excerptOf } from '../contract/document/excerpt.ts';
import { essenceOf } from '../contract/document/media-type.ts';
import type {
  ExampleObject,
  HeaderObject,
  MediaTypeObject,
  OpenApiDocument,
  ResponseObject,
  SchemaObject,
} from '../contract/document/openapi.ts';
import { listOperations, type Operation, resolveReference } from '../contract/document/operations.ts';
import { walk } from '../contract/document/walk.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { toJsonSchema2020 } from '../contract/schema/json-schema-2020.ts';
import { makeText, seededChoices } from '../instances/index.ts';

/** A request to Prism. */
export interface EngineRequest {
  /** The request's Accept. */
  readonly accept: string | undefined;
  readonly code: number | undefined;
  /** The name of an example. */
  readonly example: string | undefined;
  readonly dynamic: boolean;
  readonly seed: string | undefined;
}

type PrismOperation = Parameters<ReturnType<typeof createInstance>['request']>[1][number];
type Components = NonNullable<Parameters<typeof createInstance>[1]>;

const silence = () => {};
const logger = { child: () => logger, info: silence, warn: silence, error: silence, debug: silence, success: silence };
const components = {
  logger,
  // It is given the one operation that the request is for.
  route: ({ resources: [resource] }: { resources: unknown[] }) => ({ _tag: 'Right', right: resource }),
} as unknown as Components;
const config = { validateRequest: false, validateResponse: false, checkSecurity: false, errors: false, isProxy: false };
const prism = createInstance(
  { ...config, mock: { dynamic: false }, upstreamProxy: undefined } as unknown as IHttpConfig,
  components,
);

/** Prism's engine for one operation: it negotiates the media type, finds examples, and generates values. */
export class PrismEngine {
  readonly #excerpt: Excerpt;
  readonly #schemas: PrismSchemas;
  readonly #static: PrismOperation;
  #dynamic: PrismOperation | undefined;

  constructor(excerpt: Excerpt) {
    this.#excerpt = excerpt;
    this.#schemas = prismSchemasOf(excerpt.document);
    this.#static = toPrism(excerpt, this.#schemas, this.#schemas.document, false);
  }

  /** @returns undefined if Prism fails: the example doesn't exist, or it can't handle the schema */
  async respond({ accept, code, example, dynamic, seed }: EngineRequest): Promise<OperationResponse | undefined> {
    // Prism seeds only one of its two generators. Imported late: Jest can't have both ways to it in one graph.
    if (seed !== undefined) (await import('@faker-js/faker')).faker.seed(hash(seed));
    // A new object each time: Prism writes into it.
    const mock = {
      dynamic,
      ...(code !== undefined && { code }),
      ...(example !== undefined && { exampleKey: example }),
      ...(seed !== undefined && { seed }),
      ...(accept !== undefined && { mediaTypes: accept.split(',').map((type) => type.trim()) }),
    };
    const operation = dynamic ? this.#forRandomValues() : this.#static;
    const { method, path } = this.#excerpt.operation;
    const input = { method, url: { path }, headers: {} };
    try {
      const made = await prism.request(input, [operation], { ...config, mock } as unknown as IHttpConfig)();
      return made._tag === 'Right' ? toResponse(made.right.output) : undefined;
    } catch {
      // Prism throws at malformed media types and at schemas that it doesn't know.
      return undefined;
    }
  }

  /** Where values are made at random, Prism copies all that is there for each response. */
  #forRandomValues(): PrismOperation {
    const { document, operations } = this.#schemas;
    const prepared = operations.get(this.#excerpt.operation.pointer) as Operation;
    this.#dynamic ??= toPrism(this.#excerpt, this.#schemas, excerptOf(document, prepared, 'paths').document, true);
    return this.#dynamic;
  }
}

interface PrismSchemas {
  /** With schemas as Prism reads them. */
  readonly document: OpenApiDocument;
  readonly operations: ReadonlyMap<string, Operation>;
}

const known = new WeakMap<OpenApiDocument, PrismSchemas>();

function prismSchemasOf(document: OpenApiDocument): PrismSchemas {
  const schemas = known.get(document) ?? prepareSchemas(document);
  known.set(document, schemas);
  return schemas;
}

function prepareSchemas(original: OpenApiDocument): PrismSchemas {
  const document = toJsonSchema2020(original, 'response', true);
  walk(document, ({ kind, node }) => {
    if (kind === 'Schema' && node['patternProperties']) nameProperties(node as SchemaObject);
  });
  const operations = listOperations(document, 'paths', new Set());
  return { document, operations: new Map(operations.map((operation) => [operation.pointer, operation])) };
}

/** Prism would make names of a pattern until it has as many different ones as it wants, which may be never. */
function nameProperties(schema: Record<string, unknown>): void {
  const named = Object.entries(schema['patternProperties'] as object).flatMap(([pattern, value]) =>
    [1, 2, 3].map((seed): [string, unknown] => [makeText([{ pattern }], seededChoices(seed)), value]),
  );
  delete schema['patternProperties'];
  schema['properties'] = { ...Object.fromEntries(named), ...(schema['properties'] as object | undefined) };
}

function toResponse({
  statusCode,
  headers = {},
  body,
}: {
  statusCode: number;
  headers?: object;
  body?: unknown;
}): OperationResponse {
  const { 'Content-type': mediaType, ...others } = headers as Record<string, unknown>;
  const given = Object.entries(others).filter(([, value]) => value !== null && value !== undefined);
  return {
    status: statusCode,
    headers: Object.fromEntries(given),
    ...(body === undefined ? {} : { body, mediaType: mediaType as string | undefined }),
  };
}

/** @param schemas has what references lead to; for random values, in each schema as well */
function toPrism(
  { document, operation }: Excerpt,
  { operations }: PrismSchemas,
  schemas: OpenApiDocument,
  isRandom: boolean,
): PrismOperation {
  const prepared = operations.get(operation.pointer) as Operation;
  const roots = { components: schemas.components, paths: schemas.paths };
  const responses = Object.entries(operation.node.responses ?? {}).flatMap(([code, written]) => {
    if (code.startsWith('x-')) return [];
    const response = resolveReference<ResponseObject>(document, written);
    const typed = resolveReference<ResponseObject>(schemas, prepared.node.responses?.[code] ?? {});
    const headers = Object.entries(response.headers ?? {}).map(([name, header]) => {
      const node = resolveReference<HeaderObject>(document, header);
      const schema = resolveReference<HeaderObject>(schemas, typed.headers?.[name] ?? {}).schema;
      return { id: name, name, style: 'simple', schema, examples: examplesOf(document, node) };
    });
    const contents = Object.entries(response.content ?? {}).flatMap(([mediaType, node]) =>
      essenceOf(mediaType).includes('/')
        ? [
            {
              id: mediaType,
              mediaType,
              encodings: [],
              examples: examplesOf(document, node),
              schema: withRoots(typed.content?.[mediaType]?.schema, isRandom ? roots : {}),
            },
          ]
        : [],
    );
    return [{ id: code, code: code.toLowerCase() === 'default' ? 'default' : code.toUpperCase(), headers, contents }];
  });
  const { operationId: id, method, path } = operation;
  return { ...roots, id, method, path, responses, servers: [], security: [], request: {} } as unknown as PrismOperation;
}

/** Prism looks references up in the schema itself where it makes values at random. */
function withRoots(schema: MediaTypeObject['schema'], roots: object): unknown {
  return typeof schema === 'object' && schema !== null
    ? { ...schema, ...roots }
    : schema === false
      ? undefined
      : schema && {};
}

function examplesOf(document: OpenApiDocument, { example, examples }: MediaTypeObject) {
  const named = Object.entries(examples ?? {}).flatMap(([key, written]) => {
    const { value } = resolveReference<ExampleObject>(document, written) ?? {};
    return value === undefined ? [] : [{ id: key, key, value }];
  });
  return example === undefined ? named : [{ id: 'example', key: 'default', value: example }, ...named];
}

/** A number for faker, of any text. */
function hash(text: string): number {
  let hashed = 0;
  for (const character of text) hashed = (Math.imul(hashed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return hashed;
}
