/** A contract with two operations, and servers of it that may have one defect. */
import type { Handler } from './with-server.ts';

const item = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: { type: 'string', maxLength: 10 }, kind: { enum: ['a', 'b'] } },
};
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
export const refused = { description: 'Not valid.', ...json({ type: 'object' }) };

export const reading = {
  get: {
    operationId: 'read',
    parameters: [{ name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 9 } }],
    responses: {
      200: {
        description: 'It.',
        headers: { 'X-Count': { required: true, schema: { type: 'integer' } } },
        ...json(item),
      },
      400: refused,
    },
  },
};
export const writing = {
  post: {
    operationId: 'write',
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: item, examples: { short: { value: { name: 'x' } }, long: { value: {} } } },
      },
    },
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: item, examples: { short: { value: { name: 'x' } } } } },
      },
      400: { description: 'No.', content: { 'application/json': { schema: {}, examples: { long: { value: {} } } } } },
      401: refused,
      405: refused,
      415: refused,
    },
  },
};
export const good = { body: { name: 'x' }, headers: { 'x-count': '1' } };

export const isGoodSize = (query: URLSearchParams) =>
  query.get('size') === null || /^[1-9]$/.test(query.get('size') ?? '');
export const reader =
  (respond: Handler): Handler =>
  (request) =>
    request.method !== 'GET'
      ? { status: 405, headers: { allow: 'GET' } }
      : isGoodSize(request.query)
        ? respond(request)
        : { status: 400, body: {} };

/** A correct writer, except for the handlers that are given. */
export function writer(
  defects: Partial<Record<'validate' | 'parse' | 'type' | 'method', Handler>> & { good?: Handler },
): Handler {
  return (request) => {
    if (request.method !== 'POST')
      return defects.method?.(request) ?? { status: 405, body: {}, headers: { allow: 'POST' } };
    if (!/^application\/json/.test(request.headers['content-type'] ?? '') && request.text !== '')
      return defects.type?.(request) ?? { status: 415, body: {} };
    let body: Record<string, unknown>;
    try {
      if (request.text.includes('\ufffd')) throw new Error('not UTF-8');
      body = JSON.parse(request.text);
    } catch {
      return defects.parse?.(request) ?? { status: 400, body: {} };
    }
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    const { name, kind, ...others } = isObject ? body : {};
    const isValid =
      typeof name === 'string' &&
      [...name].length <= 10 &&
      (kind === undefined || kind === 'a' || kind === 'b') &&
      Object.keys(others).length === 0;
    if (!isValid) return defects.validate?.(request) ?? { status: 400, body: {} };
    return defects.good?.(request) ?? { body };
  };
}

/** The parts of a contract that require credentials. */
export const secured = (scheme: object) => ({
  components: { securitySchemes: { key: scheme } },
  security: [{ key: [] }],
});
