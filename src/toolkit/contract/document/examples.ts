import { canonicalPointer, joinPointer, valueAt } from './json-pointer.ts';
import type { ExampleObject, OpenApiDocument, OrReference, RequestBodyObject, ResponseObject } from './openapi.ts';
import { type ContractDocument, type ContractOperations, resolveReference } from './operations.ts';
import { walk } from './walk.ts';

/** A value that the contract gives as an example of a schema. */
export interface Example {
  readonly value: unknown;
  /** To the value. */
  readonly pointer: string;
  /** To the schema. */
  readonly schemaPointer: string;
  /** Undefined for an example of a schema that may be used in both. */
  readonly direction?: 'request' | 'response';
  /** The Example Object that holds the value, if there is one. */
  readonly node?: ExampleObject;
}

/**
 * Every example of the document, with its schema: those of media types, parameters, headers and schemas. Examples
 * outside of the document (`externalValue`) are left out.
 * @see https://spec.openapis.org/oas/v3.1.1.html#example-object
 */
export function listExamples({ document }: ContractDocument): Example[] {
  const examples: Example[] = [];
  walk(document, ({ kind, node, pointer }) => {
    const isSchema = kind === 'Schema';
    if (!isSchema && (node['schema'] === undefined || !['MediaType', 'Parameter', 'Header'].includes(kind))) return;
    const subject = isSchema
      ? { schemaPointer: pointer }
      : { schemaPointer: `${pointer}/schema`, direction: directionOf(pointer) };
    const { example, examples: others } = node;
    if (example !== undefined) examples.push({ ...subject, value: example, pointer: `${pointer}/example` });
    for (const [key, other] of Object.entries(others ?? {})) {
      const examplePointer = joinPointer(`${pointer}/examples`, key);
      if (isSchema) examples.push({ ...subject, value: other, pointer: examplePointer });
      else examples.push(...namedExample(document, other, examplePointer).map((named) => ({ ...subject, ...named })));
    }
  });
  return examples;
}

function namedExample(document: OpenApiDocument, written: OrReference<ExampleObject> | null, pointer: string) {
  let target = pointer;
  let node = written;
  while (typeof node?.$ref === 'string') {
    target = canonicalPointer(document, node.$ref);
    node = valueAt(document, target) as OrReference<ExampleObject> | null;
  }
  return node?.value === undefined ? [] : [{ value: node.value, pointer: `${target}/value`, node }];
}

/** Everything below a response is part of it; the rest of an operation belongs to the request. */
function directionOf(pointer: string): 'request' | 'response' {
  const last = (...segments: string[]) => Math.max(...segments.map((segment) => pointer.lastIndexOf(segment)));
  const response = last('/responses/', '/headers/');
  return response > last('/requestBody/', '/requestBodies/', '/parameters/') ? 'response' : 'request';
}

/**
 * The Example Objects of requests that are meant to fail. A request's example and a response's example of the same name
 * belong together, so an example that a 4xx response names too need not be valid.
 */
export function failingExamples({ document, operations }: ContractOperations): Set<object> {
  const failing = new Set<object>();
  for (const { node, parameters } of operations) {
    const names = new Set<string>();
    for (const [status, written] of Object.entries(node.responses ?? {})) {
      if (!status.startsWith('4')) continue;
      const { content } = resolveReference<ResponseObject>(document, written) ?? {};
      for (const mediaType of Object.values(content ?? {})) {
        for (const name of Object.keys(mediaType?.examples ?? {})) names.add(name);
      }
    }
    const { content } = (node.requestBody && resolveReference<RequestBodyObject>(document, node.requestBody)) ?? {};
    for (const subject of [...parameters, ...Object.values(content ?? {})]) {
      for (const [name, example] of Object.entries(subject?.examples ?? {})) {
        if (names.has(name)) failing.add(resolveReference<ExampleObject>(document, example));
      }
    }
  }
  return failing;
}
