import { joinPointer } from '../../contract/document/json-pointer.ts';
import { findMediaType, isJson } from '../../contract/document/media-type.ts';
import type { RequestBodyObject } from '../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../contract/document/operations.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { shapeOf } from '../plan/path-shape.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** Requests with undeclared media types, malformed bodies, undeclared methods, and unknown query parameters. */
export function* protocolCases(operation: TestedOperation, plan: Plan): Generator<Case> {
  const { base } = operation;
  if (!base) return;
  yield* mediaTypeCases(operation);
  yield* malformedCases(operation);
  yield* methodCases(operation, plan);
  if (!operation.givesTokens) yield oddQueryCase(operation);
}

/** Unknown query parameters may be refused or ignored: the response has to be declared and valid. */
function oddQueryCase(operation: TestedOperation): Case {
  return {
    operation,
    title: 'query parameters with odd names',
    expectation: { kind: 'any' },
    pointer: operation.operation.pointer,
    parts: operation.base as NonNullable<TestedOperation['base']>,
    change: (request) => ({
      ...request,
      target: `${request.target}${request.target.includes('?') ? '&' : '?'}=nameless&odd%3A%20name=1`,
    }),
  };
}

function* mediaTypeCases(operation: TestedOperation): Generator<Case> {
  const { maker, base, excerpt } = operation;
  const { requestBody } = operation.operation.node;
  if (!requestBody || !base || base.body === undefined) return;
  const { content = {} } = resolveReference<RequestBodyObject>(excerpt.document, requestBody);
  const contentPointer = joinPointer(
    requestBody.$ref ?? joinPointer(operation.operation.pointer, 'requestBody'),
    'content',
  );
  const other = ['text/plain', 'application/xml', 'application/x-unknown'].find(
    (type) => findMediaType(Object.keys(content), type) === undefined,
  );
  if (other === undefined || !maker.body) return;
  yield {
    operation,
    title: `a body of the media type ${other}, which is not declared`,
    expectation: { kind: 'unsupported', what: 'mediaType' },
    pointer: contentPointer,
    parts: base,
    // The body itself is valid, so that only a server that checks the media type refuses it.
    // One without any bytes would be none, which has no media type.
    change: (request) => ({
      ...request,
      headers: { ...request.headers, 'content-type': other },
      body: request.body?.length ? request.body : 'a',
    }),
  };
}

function* malformedCases(operation: TestedOperation): Generator<Case> {
  const { maker, base } = operation;
  if (!base || !maker.body || !isJson(maker.body.mediaType)) return;
  const bodies: ['syntax' | 'encoding', string, (request: MadeRequest) => string | Uint8Array][] = [
    ['syntax', 'truncated JSON', (request) => truncate(String(request.body))],
    ['syntax', 'JSON with a character after it', (request) => `${request.body ?? '{}'}}`],
    ['encoding', 'invalid UTF-8', (request) => withInvalidUtf8(operation, request)],
  ];
  for (const [kind, what, make] of bodies)
    yield {
      operation,
      title: `a body of ${what}`,
      expectation: { kind: 'unsupported', what: kind },
      pointer: maker.body.pointer ?? operation.operation.pointer,
      parts: base,
      change: (request) => ({ ...request, body: make(request) }),
    };
}

/** Without the last bracket, or half an object if there is none. */
function truncate(json: string): string {
  return /[}\]"]$/.test(json) ? json.slice(0, -1) : '{';
}

/** Puts two bytes that are never adjacent in UTF-8 into a text that may have any characters. */
function withInvalidUtf8({ maker, instances }: TestedOperation, { value, body }: MadeRequest): Uint8Array {
  const mark = '\ufffd';
  const pointer = maker.body?.pointer;
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  for (const [name, field] of pointer === undefined ? [] : fields) {
    const marked = { ...(value as object), [name]: `${field}${mark}` };
    if (typeof field !== 'string' || !instances.isValid(marked, pointer as string)) continue;
    const [before = '', after = ''] = JSON.stringify(marked).split(mark);
    return Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28]), Buffer.from(after)]);
  }
  return Buffer.concat([Buffer.from([0xc3, 0x28]), Buffer.from(body ?? '')]);
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** Once for each path. */
function* methodCases(operation: TestedOperation, { contract }: Plan): Generator<Case> {
  const { base } = operation;
  const shape = shapeOf(operation.operation.path);
  // The same path may be declared with other names of variables, and other methods.
  const alike = contract.operations.filter(({ path }) => shapeOf(path) === shape);
  if (!base || alike[0] !== operation.operation) return;
  const declared = new Set(alike.map(({ method }) => method.toUpperCase()));
  for (const method of methods) {
    if (declared.has(method) || isTakenByTemplate(method, operation.operation.path, contract.operations)) continue;
    yield {
      operation,
      title: `${method}, which the path does not declare`,
      expectation: { kind: 'unsupported', what: 'method' },
      pointer: operation.operation.pointer.replace(/\/[a-z]+$/, ''),
      parts: base,
      change: ({ headers, ...request }) => {
        const { 'content-type': _type, ...others } = headers;
        return { ...request, headers: others, method, body: undefined };
      },
    };
  }
}

/** Whether a template that has the method matches the path too: a server may route the request there. */
function isTakenByTemplate(method: string, path: string, operations: readonly Operation[]): boolean {
  const segments = path.split('/');
  return operations.some((other) => {
    const others = other.path.split('/');
    const fits = (segment: string, index: number) => segment.includes('{') || segment === segments[index];
    return other.method.toUpperCase() === method && others.length === segments.length && others.every(fits);
  });
}
