import type { IncomingMessage } from 'node:http';
import { parseExactly } from '../../contract/document/exact-json.ts';
import { readBytes } from '../../contract/request/request-bytes.ts';
import { RequestValidationError } from '../../contract/response/request-validation-error.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';

/** In bytes: a scenario may have many records. */
const maxBodySize = 16 * 1024 * 1024;

/**
 * Reads the JSON that a control path is sent.
 * @returns undefined where there is no body
 * @throws {MockError} `MOCK_CONTROL` if it is too large or isn't JSON
 */
export async function readControlBody(request: IncomingMessage): Promise<unknown> {
  try {
    const text = String((await readBytes(request, maxBodySize)) ?? '');
    return text.trim() === '' ? undefined : parseExactly(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof RequestValidationError)) throw cause;
    const isTooLarge = cause instanceof RequestValidationError && cause.status === 413;
    const problem = isTooLarge ? `at most ${maxBodySize} bytes` : `JSON (${cause.message})`;
    throw new MockError(mockErrorCodes.control, `the body must be ${problem}`, { cause });
  }
}

/** @throws {MockError} `MOCK_CONTROL` if a body isn't an object with these fields alone */
export function readFields(body: unknown, fields: readonly string[]): Record<string, unknown> {
  if (body === undefined) return {};
  const names = fields.map((field) => `\`${field}\``).join(', ');
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new MockError(mockErrorCodes.control, `the body must be an object with ${names}`);
  const odd = Object.keys(body).find((name) => !fields.includes(name));
  if (odd !== undefined) throw new MockError(mockErrorCodes.control, `there is no field ${odd}; there are ${names}`);
  return body as Record<string, unknown>;
}
