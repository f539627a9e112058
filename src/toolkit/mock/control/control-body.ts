import type { IncomingMessage } from 'node:http';
import { parseExactly } from '../../contract/document/exact-json.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';

/** In bytes: a scenario may have many records. */
const maxBodySize = 16 * 1024 * 1024;

/**
 * Reads the JSON that a control path is sent.
 * @returns undefined where there is no body
 * @throws {MockError} `MOCK_CONTROL` if it is too large or isn't JSON
 */
export async function readControlBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodySize) throw new MockError(mockErrorCodes.control, `a body may have ${maxBodySize} bytes here`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  if (text.trim() === '') return undefined;
  try {
    return parseExactly(text);
  } catch (cause) {
    throw new MockError(mockErrorCodes.control, `the body must be JSON: ${(cause as Error).message}`, { cause });
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
