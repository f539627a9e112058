import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type CheckOptions, type CheckReport, type Contract, loadContract, runChecks } from '../../../src/index.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';

/** What a server responds with; an object is sent as JSON. A handler that responds by itself, or never, returns undefined. */
export interface TestResponse {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface TestRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly response: ServerResponse;
}

export type Handler = (request: TestRequest) => TestResponse | undefined | Promise<TestResponse | undefined>;

/** Runs a server while `run` uses it. */
export function serving<T>(handler: Handler, run: (url: string) => Promise<T>): Promise<T> {
  return serve(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://server.example');
    const { method = '', headers } = request;
    const given = await handler({ method, path, query, headers, text, response });
    if (!given) return;
    const { status = 200, body, headers: more = {} } = given;
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    response.writeHead(status, { ...type, ...more });
    response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  }, run);
}

/** Stops the server as if its process had ended. */
export function goAway({ response }: TestRequest): undefined {
  const { server } = response.socket as unknown as { server: Server };
  server.close();
  server.closeAllConnections();
}

export function contractOf(paths: object, more: object = {}): Promise<Contract> {
  const document = { openapi: '3.1.1', info: { title: 'Test', version: '1' }, paths, ...more };
  return inFolder({ 'openapi.json': JSON.stringify(document) }, (folder) => loadContract(join(folder, 'openapi.json')));
}

/** Runs the contract tests on a server, without random requests. Responses may be late where the machine is busy. */
export async function check(
  contract: Contract,
  handler: Handler,
  options: Partial<CheckOptions> = {},
): Promise<CheckReport> {
  return serving(handler, (url) => runChecks({ contract, url, cases: 0, timeout: 30_000, ...options }));
}
