/** An API of two operations, to be spoiled one thing at a time. */
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
  (answer: Handler): Handler =>
  (asked) =>
    asked.method !== 'GET'
      ? { status: 405, headers: { allow: 'GET' } }
      : isGoodSize(asked.query)
        ? answer(asked)
        : { status: 400, body: {} };

/** A writer as it should be, but for one thing. */
export function writer(
  spoil: Partial<Record<'validate' | 'parse' | 'type' | 'method', Handler>> & { good?: Handler },
): Handler {
  return (asked) => {
    if (asked.method !== 'POST') return spoil.method?.(asked) ?? { status: 405, body: {}, headers: { allow: 'POST' } };
    if (!/^application\/json/.test(asked.headers['content-type'] ?? '') && asked.text !== '')
      return spoil.type?.(asked) ?? { status: 415, body: {} };
    let body: Record<string, unknown>;
    try {
      if (asked.text.includes('\ufffd')) throw new Error('not UTF-8');
      body = JSON.parse(asked.text);
    } catch {
      return spoil.parse?.(asked) ?? { status: 400, body: {} };
    }
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    const { name, kind, ...others } = isObject ? body : {};
    const isValid =
      typeof name === 'string' &&
      [...name].length <= 10 &&
      (kind === undefined || kind === 'a' || kind === 'b') &&
      Object.keys(others).length === 0;
    if (!isValid) return spoil.validate?.(asked) ?? { status: 400, body: {} };
    return spoil.good?.(asked) ?? { body };
  };
}

/** What asks for credentials. */
export const secured = (scheme: object) => ({
  components: { securitySchemes: { key: scheme } },
  security: [{ key: [] }],
});
