import { joinPointer, valueAt } from './json-pointer.ts';
import type { Contract } from './load-contract.ts';
import type { ExampleObject, MediaTypeObject, RequestBodyObject, ResponseObject } from './openapi.ts';
import { resolveReference } from './operations.ts';
import { walk } from './walk.ts';

/** A value that the contract gives as an example of a schema. */
export interface Example {
  readonly value: unknown;
  /** Where the value stands. */
  readonly pointer: string;
  /** Where the schema stands. */
  readonly schemaPointer: string;
  /** The Example Object that holds the value, where there is one. */
  readonly node?: ExampleObject;
}

/**
 * Every example of the document with the schema it is an example of: of media types, parameters, headers and schemas.
 * Examples that lie outside of the contract (`externalValue`) are left out.
 * @see https://spec.openapis.org/oas/v3.1.1.html#example-object
 */
export function listExamples({ document }: Contract): Example[] {
  const examples: Example[] = [];
  walk(document, ({ kind, node, pointer }) => {
    if (kind === 'Schema') {
      if (node['example'] !== undefined) {
        examples.push({
          value: node['example'],
          pointer: `${pointer}/example`,
          schemaPointer: pointer,
        });
      }
      if (!Array.isArray(node['examples'])) return;
      for (const [index, value] of node['examples'].entries()) {
        examples.push({
          value,
          pointer: `${pointer}/examples/${index}`,
          schemaPointer: pointer,
        });
      }
      return;
    }
    if (node['schema'] === undefined || !['MediaType', 'Parameter', 'Header'].includes(kind)) return;
    for (const example of examplesOf(document, node as MediaTypeObject, pointer)) {
      examples.push({ ...example, schemaPointer: `${pointer}/schema` });
    }
  });
  return examples;
}

function examplesOf(
  document: Contract['document'],
  node: MediaTypeObject,
  pointer: string,
): Omit<Example, 'schemaPointer'>[] {
  if (node.example !== undefined) return [{ value: node.example, pointer: `${pointer}/example` }];
  return Object.entries(node.examples ?? {}).flatMap(([name, written]) => {
    const at = typeof written?.$ref === 'string' ? written.$ref : joinPointer(`${pointer}/examples`, name);
    const example = valueAt(document, at) as ExampleObject | undefined;
    return example?.value === undefined ? [] : [{ value: example.value, pointer: `${at}/value`, node: example }];
  });
}

/**
 * The Example Objects of requests that are meant to fail: a request's example and an answer's example of the same name
 * belong together, so one that is named in a 4xx answer need not be valid.
 */
export function failingExamples({ document, operations }: Contract): Set<object> {
  const failing = new Set<object>();
  for (const { node, parameters } of operations) {
    const names = new Set<string>();
    for (const [status, written] of Object.entries(node.responses ?? {})) {
      if (!status.startsWith('4')) continue;
      const { content } = resolveReference<ResponseObject>(document, written) ?? {};
      for (const { examples } of Object.values(content ?? {})) {
        for (const name of Object.keys(examples ?? {})) names.add(name);
      }
    }
    const { content } = (node.requestBody && resolveReference<RequestBodyObject>(document, node.requestBody)) ?? {};
    for (const { examples = {} } of [...parameters, ...Object.values(content ?? {})]) {
      for (const [name, example] of Object.entries(examples)) {
        if (names.has(name)) failing.add(resolveReference<ExampleObject>(document, example));
      }
    }
  }
  return failing;
}
