import { join } from 'node:path';
import { createMock, loadContract, type Mock, type MockOptions } from '../../../src/mock.ts';
import { inFolder } from '../../files.ts';

export interface MockResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests find out what a response has
  readonly body: any;
}

/** Sends a request; an object as JSON. */
export type Ask = (
  method: string,
  target: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<MockResponse>;

/** Mocks a contract, given as an object or as the path of a file, while a test runs. */
export function withMock<T>(
  contract: object | string,
  options: Omit<MockOptions, 'contract'>,
  run: (ask: Ask, mock: Mock) => Promise<T>,
): Promise<T> {
  const files = typeof contract === 'string' ? {} : { 'openapi.json': JSON.stringify(contract) };
  return inFolder(files as Record<string, string>, async (folder) => {
    const file = typeof contract === 'string' ? contract : join(folder, 'openapi.json');
    // Tests of what a mock does with records that it is given; those of the records that it makes up ask for them.
    const mock = await createMock({ contract: await loadContract(file), records: 0, ...options });
    try {
      return await run(asking(mock.url), mock);
    } finally {
      await mock.close();
    }
  });
}

export function asking(url: string): Ask {
  return async (method, target, body, headers = {}) => {
    const isText = typeof body === 'string';
    const response = await fetch(url + target, {
      method,
      headers: {
        authorization: 'Bearer x',
        ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
}

export const webhooksContract: string = join(import.meta.dirname, '../../../openapi.yaml');
