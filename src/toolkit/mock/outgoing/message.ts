import type { Excerpt } from '../../contract/document/excerpt.ts';
import { joinPointer } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import type {
  ExampleObject,
  MediaTypeObject,
  ParameterObject,
  RequestBodyObject,
} from '../../contract/document/openapi.ts';
import { resolveReference } from '../../contract/document/operations.ts';
import { ownProperty } from '../../contract/document/own-property.ts';
import { writeParameters } from '../../contract/request/parameter-writer.ts';
import { type Instances, writeBody } from '../../instances/index.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';

/** A request that the contract describes, before it is signed. */
export interface Message {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined if the contract describes no body. */
  readonly payload: { readonly value: unknown; readonly bytes: Buffer } | undefined;
}

export interface MessageOptions {
  /** The receiver's URL. */
  readonly to: string;
  /** The name of an example. Undefined: the first one. */
  readonly example: string | undefined;
  /** From 1. Later events have the examples that follow. */
  readonly event: number;
  /** Undefined: the values are not random. */
  readonly seed: string | undefined;
  /** Parameters that are left out unless they are required. */
  readonly without: ReadonlySet<ParameterObject>;
}

/** @throws {MockError} `MOCK_TARGET` if the URL is none, `MOCK_UNKNOWN` if there is no such example */
export function writeMessage(excerpt: Excerpt, instances: Instances, options: MessageOptions): Message {
  const { document, operation } = excerpt;
  const { to } = options;
  const url = URL.parse(to);
  if (!url)
    throw new MockError(
      mockErrorCodes.target,
      `${to} is not a URL: name the receiver with ?to=http://localhost:3000/hooks`,
    );
  const body = findBody(excerpt);
  const name = body && pickExample(body.examples, options);
  const parameters = operation.parameters.flatMap((parameter, index): [ParameterObject, unknown][] => {
    const { required, examples = {} } = parameter;
    const named = name === undefined ? undefined : ownProperty(examples, name);
    const example = named ? resolveReference<ExampleObject>(document, named).value : parameter.example;
    if (!required && (example === undefined || options.without.has(parameter))) return [];
    const value =
      example ?? instances.valid(joinPointer(operation.pointer, 'parameters', index, 'schema'), options.seed);
    return value === undefined ? [] : [[parameter, value]];
  });
  const { headers, query } = writeParameters(parameters);
  const payload = body && writePayload(excerpt, instances, body, name, options.seed);
  const contentType = payload && { 'content-type': payload.contentType };
  for (const pair of query) url.search += `${url.search === '' ? '?' : '&'}${pair}`;
  return { url, headers: { ...headers, ...contentType }, payload };
}

interface Body {
  readonly mediaType: string;
  readonly node: MediaTypeObject;
  /** Values by their names. */
  readonly examples: ReadonlyMap<string, unknown>;
  /** A pointer. */
  readonly schema: string;
}

function findBody({ document, operation }: Excerpt): Body | undefined {
  const { requestBody: written } = operation.node;
  if (!written) return undefined;
  const { content = {} } = resolveReference<RequestBodyObject>(document, written);
  const types = Object.keys(content);
  const mediaType = types.find(isJson) ?? types[0];
  const node = mediaType === undefined ? undefined : content[mediaType];
  if (mediaType === undefined || !node) return undefined;
  const examples = Object.entries(node.examples ?? {}).map(
    ([name, value]) => [name, resolveReference<ExampleObject>(document, value).value] as const,
  );
  const bodyPointer = written.$ref ?? joinPointer(operation.pointer, 'requestBody');
  return {
    mediaType,
    node,
    examples: new Map(examples),
    schema: joinPointer(bodyPointer, 'content', mediaType, 'schema'),
  };
}

/** @returns the name of the event's example; undefined if there are none, or values are random */
function pickExample(examples: Body['examples'], { example, event, seed }: MessageOptions): string | undefined {
  const names = [...examples.keys()];
  const index = example === undefined ? 0 : names.indexOf(example);
  if (index < 0)
    throw new MockError(
      mockErrorCodes.unknown,
      `there is no example ${example}: there are ${names.join(', ') || 'none'}`,
    );
  return seed === undefined ? names[(index + event - 1) % names.length] : undefined;
}

function writePayload(
  { document }: Excerpt,
  instances: Instances,
  { mediaType, node, examples, schema }: Body,
  name: string | undefined,
  seed: string | undefined,
) {
  const own = name === undefined ? undefined : examples.get(name);
  const example = own ?? (seed === undefined ? node.example : undefined);
  const value = example ?? (node.schema === undefined ? 'text' : instances.valid(schema, seed));
  const { contentType, bytes } = writeBody(document, mediaType, schema, value);
  return { value, contentType, bytes: Buffer.from(bytes) };
}
