import type { IncomingMessage } from 'node:http';
import { readBytes } from '../../contract/request/request-bytes.ts';
import type { RoutedRequest } from '../../contract/request/request-pipeline.ts';
import { RequestValidationError } from '../../contract/response/request-validation-error.ts';
import { MockError } from '../mock-error.ts';
import { describeErrors, type MockResponse } from '../mock-response.ts';
import type { MockedContract } from '../mocked-contract.ts';
import type { Backend } from './backend.ts';
import type { Recorder } from './recorder.ts';

/** Passes a request on to a backend, and says where request and response break the contract. */
export async function passOn(
  mocked: MockedContract,
  backend: Backend,
  recorder: Recorder,
  message: IncomingMessage,
  bodyLimit: number,
): Promise<MockResponse> {
  const routed = mocked.pipeline.route(message);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readBytes(message, bodyLimit);
    const { sent, read } = await backend.send(message, bytes);
    if (!('operation' in routed))
      return { response: sent, errors: describeErrors(routed), requestErrors: routed.errors, bytes };
    const { operation } = routed;
    const errors = await findErrors(mocked, routed, bytes);
    const violations = mocked.operations.get(operation).responses.check(read);
    // What breaks the contract would break it as a fixture, too.
    if (violations.length === 0) recorder.add(operation, read);
    const told = violations.map(({ message: text }) => `response: ${text}`);
    return { response: sent, operation, errors: [...errors, ...told], bytes };
  } catch (error) {
    const status =
      error instanceof MockError ? 502 : error instanceof RequestValidationError ? error.status : undefined;
    if (status === undefined) throw error;
    const text = error instanceof MockError ? error.message : 'the body of the request can not be read';
    return { response: { status, mediaType: 'text/plain', body: `${text}\n` }, errors: [text] };
  }
}

async function findErrors(
  mocked: MockedContract,
  { operation, message, query, variables }: RoutedRequest,
  bytes: Uint8Array | undefined,
): Promise<string[]> {
  try {
    const { reader } = mocked.operations.get(operation);
    await reader.read({ query, headers: message.headers, variables, bytes: bytes as Buffer | undefined });
    return [];
  } catch (error) {
    if (!(error instanceof RequestValidationError)) throw error;
    return describeErrors(error);
  }
}
