import { loadContract } from 'concordat';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { type Handlers, type OperationEntry, operationTable } from '../generated/server.ts';

/** The contract, served: requests and JSON answers are checked against it on their way. */
export async function createApp(handlers: Handlers, spec = 'openapi.yaml'): Promise<Express> {
  const contract = await loadContract(spec);
  const server = contract.document.servers?.[0]?.url ?? '/';
  const base = new URL(server, 'http://localhost').pathname.replace(/\/$/, '');
  const app = express();
  app.use(express.json(), express.urlencoded(), express.text());
  app.use(OpenApiValidator.middleware({ apiSpec: spec, validateRequests: true, validateResponses: true }));
  for (const operation of Object.values<OperationEntry>(operationTable)) {
    const path = base + operation.path.replaceAll(/\{([^}]+)\}/g, ':"$1"');
    const method = operation.method.toLowerCase() as 'get';
    app[method](path, async (request, response) => {
      // The contract's types hold by now: the validator has checked and converted the request.
      const handler = handlers[operation.operationId as keyof Handlers] as unknown as Handle;
      send(response, await handler(toOperationRequest(operation, request)));
    });
  }
  app.use((error: { status?: number; message: string }, _request: Request, response: Response, _next: NextFunction) => {
    response.status(error.status ?? 500).json({ message: error.message });
  });
  return app;
}

type Handle = (request: object) => Answer | Promise<Answer>;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly mediaType?: string;
  readonly body?: unknown;
}

/** What a handler is given, with parameters named as the contract names them. */
function toOperationRequest({ parameters }: OperationEntry, request: Request): object {
  const named = (place: string, read: (name: string) => unknown) =>
    Object.fromEntries(parameters.filter((parameter) => parameter.in === place).map(({ name }) => [name, read(name)]));
  const cookies = new Map(
    (request.get('cookie') ?? '').split(/; */).map((cookie) => cookie.split(/=(.*)/) as [string, string]),
  );
  return {
    path: request.params,
    query: request.query,
    headers: named('header', (name) => request.get(name)),
    cookies: named('cookie', (name) => cookies.get(name)),
    mediaType: request.get('content-type')?.split(';', 1)[0],
    body: request.body,
  };
}

function send(response: Response, { status, headers = {}, mediaType, body }: Answer): void {
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.set(name, String(value));
  if (mediaType) response.type(mediaType);
  if (body === undefined) response.end();
  else if (mediaType && !/json$/.test(mediaType)) response.end(body);
  else response.json(body);
}
