import { type Acceptable, acceptableTypes } from '../contract/document/accept.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import { isJson } from '../contract/document/media-type.ts';
import type { ExampleObject, MediaTypeObject, OpenApiDocument } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import type { DeclaredHeader } from '../contract/response/declared-header.ts';
import type { DeclaredResponse } from '../contract/response/declared-response.ts';
import type { OperationResponse, ResponseContract } from '../contract/response/response.ts';
import type { Instances } from '../instances/index.ts';
import { mediaKindOf, sentType } from './media-kind.ts';
import { sampleFile } from './sample-files.ts';

/** What a response is made by. */
export interface WantedResponse {
  readonly status: number;
  /** The request's Accept. */
  readonly accept: string | undefined;
  /** The name of an example. */
  readonly example: string | undefined;
  /** Of random values; undefined for the contract's examples, and plain values. */
  readonly seed: string | undefined;
}

const disposition = 'attachment; filename="document"';

/** Makes the responses of one operation from its contract: the media type, the example or a value of the schema, the headers. */
export class ResponseMaker {
  readonly #document: OpenApiDocument;
  readonly #responses: ResponseContract;
  readonly #instances: Instances;

  /** @param document with the examples; that of the instances has none */
  constructor(document: OpenApiDocument, responses: ResponseContract, instances: Instances) {
    this.#document = document;
    this.#responses = responses;
    this.#instances = instances;
  }

  /** @returns undefined if the status or the example isn't declared. Values and examples may break their schemas */
  make({ status, accept, example, seed }: WantedResponse): OperationResponse | undefined {
    const declared = this.#responses.declared(status);
    if (!declared) return undefined;
    const headers = this.#headers(declared, seed);
    if (declared.mediaTypes.length === 0) return example === undefined ? { status, headers } : undefined;
    const types = declared.mediaTypes.filter(
      (type) => example === undefined || this.hasExample(declared, example, type),
    );
    if (types.length === 0) return undefined;
    const accepted = acceptableTypes(accept, types);
    const kinds = (type: string) => this.#kindOf(declared, type, example, seed);
    const sent = sentType(accepted.length > 0 ? accepted : acceptableTypes(undefined, types), kinds);
    const written = this.#written(declared, sent.declared, example, seed);
    const body = written === undefined ? this.#made(declared, sent, seed) : written;
    return { status, headers, mediaType: sent.mediaType, body };
  }

  /** @param mediaType default: any of the response's */
  hasExample(declared: DeclaredResponse, name: string, mediaType?: string): boolean {
    const types = mediaType === undefined ? declared.mediaTypes : [mediaType];
    return types.some((type) => exampleIn(this.#document, declared.node.content?.[type] ?? {}, name) !== undefined);
  }

  #kindOf(declared: DeclaredResponse, type: string, example: string | undefined, seed: string | undefined) {
    const media = declared.node.content?.[type] ?? {};
    return mediaKindOf(this.#document, media, this.#written(declared, type, example, seed));
  }

  #written({ node }: DeclaredResponse, type: string, example: string | undefined, seed: string | undefined): unknown {
    const isMade = seed !== undefined && example === undefined;
    return isMade ? undefined : exampleIn(this.#document, node.content?.[type] ?? {}, example);
  }

  /** Without a schema, JSON is an empty object. */
  #made(
    { node, contentPointer }: DeclaredResponse,
    { declared, mediaType }: Acceptable,
    seed: string | undefined,
  ): unknown {
    const { schema } = node.content?.[declared] ?? {};
    const file = sampleFile(this.#document, mediaType, schema);
    if (file !== undefined) return file;
    if ((schema ?? undefined) !== undefined)
      return this.#valueOf(joinPointer(contentPointer, declared, 'schema'), seed);
    return isJson(mediaType) ? {} : undefined;
  }

  #headers({ headers }: DeclaredResponse, seed: string | undefined): Record<string, unknown> {
    const values = headers.map((header): [string, unknown] => [header.name, this.#headerValue(header, seed)]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null));
  }

  #headerValue({ name, node, schemaPointer }: DeclaredHeader, seed: string | undefined): unknown {
    const owners = seed === undefined ? [node, ...Object.values(node.content ?? {})] : [];
    for (const owner of owners) {
      const example = exampleIn(this.#document, owner, undefined);
      if (example !== undefined) return example;
    }
    if (schemaPointer === undefined) return undefined;
    // What a browser can save a file by.
    const isOfFile = /^content-disposition$/i.test(name) && this.#instances.isValid(disposition, schemaPointer);
    return isOfFile ? disposition : this.#valueOf(schemaPointer, seed);
  }

  #valueOf(pointer: string, seed: string | undefined): unknown {
    return seed === undefined ? this.#instances.sample(pointer) : this.#instances.valid(pointer, seed);
  }
}

/** The value of an example; without a name that of the first one. Prism's name of `example` is `default`. */
function exampleIn(document: OpenApiDocument, media: MediaTypeObject, name: string | undefined): unknown {
  const { example, examples = {} } = media ?? {};
  const named = name === undefined ? Object.values(examples) : Object.hasOwn(examples, name) ? [examples[name]] : [];
  if (example !== undefined && (name === undefined || (name === 'default' && named.length === 0))) return example;
  for (const written of named) {
    const { value } = resolveReference<ExampleObject>(document, written ?? {}) ?? {};
    if (value !== undefined) return value;
  }
  return undefined;
}
