import type { Excerpt } from './excerpt.ts';
import { joinPointer } from './json-pointer.ts';
import type { ExampleObject, MediaTypeObject, ParameterObject, RequestBodyObject, ResponseObject } from './openapi.ts';
import { resolveReference } from './operations.ts';

/** A request that the examples of a contract give, and the status of its response. */
export interface RequestExample {
  /** The key in `examples`; undefined for an `example`. */
  readonly name: string | undefined;
  /** The key of the response that has an example of the same name: `200`, `4XX`; undefined if none has. */
  readonly status: string | undefined;
  readonly parameters: ReadonlyMap<ParameterObject, unknown>;
  /** The body's media type and value; undefined if the example has none. */
  readonly body: { readonly mediaType: string; readonly value: unknown } | undefined;
  /** To its first value. */
  readonly pointer: string;
}

/**
 * The requests that an operation's examples give. Examples of the same name in parameters, body and a response belong
 * together.
 * @see https://spec.openapis.org/oas/v3.1.1.html#example-object
 */
export function requestExamplesOf({ document, operation }: Excerpt): RequestExample[] {
  const statuses = new Map<string, string>();
  for (const [status, written] of Object.entries(operation.node.responses ?? {}))
    for (const mediaType of Object.values(resolveReference<ResponseObject>(document, written).content ?? {}))
      for (const name of Object.keys(mediaType?.examples ?? {})) if (!statuses.has(name)) statuses.set(name, status);

  const found = new Map<string | undefined, Collected>();
  const entry = (name: string | undefined, pointer: string) => {
    const known = found.get(name) ?? { pointer, parameters: new Map(), body: undefined };
    found.set(name, known);
    return known;
  };
  for (const [index, parameter] of operation.parameters.entries()) {
    const owner = joinPointer(operation.pointer, 'parameters', index);
    for (const { name, value, pointer } of valuesOf(document, parameter, owner))
      entry(name, pointer).parameters.set(parameter, value);
  }
  const written = operation.node.requestBody;
  const { content = {} } = (written && resolveReference<RequestBodyObject>(document, written)) ?? {};
  for (const [mediaType, node] of Object.entries(content)) {
    const owner = joinPointer(written?.$ref ?? joinPointer(operation.pointer, 'requestBody'), 'content', mediaType);
    for (const { name, value, pointer } of valuesOf(document, node, owner))
      entry(name, pointer).body ??= { mediaType, value };
  }
  return [...found].map(([name, collected]) => ({
    ...collected,
    name,
    status: name === undefined ? undefined : statuses.get(name),
  }));
}

interface Collected {
  readonly pointer: string;
  readonly parameters: Map<ParameterObject, unknown>;
  body: RequestExample['body'];
}

function valuesOf(document: Excerpt['document'], node: MediaTypeObject, owner: string) {
  const plain =
    node.example === undefined ? [] : [{ name: undefined, value: node.example, pointer: `${owner}/example` }];
  const named = Object.entries(node.examples ?? {}).flatMap(([name, written]) => {
    const { value } = resolveReference<ExampleObject>(document, written) ?? {};
    return value === undefined ? [] : [{ name, value, pointer: joinPointer(owner, 'examples', name) }];
  });
  return [...plain, ...named];
}
