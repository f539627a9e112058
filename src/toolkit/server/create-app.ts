import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { serverPathOf } from '../contract/document/server-path.ts';
import { type Route, Router } from '../contract/request/router.ts';
import { failureResponse } from '../contract/response/failure.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { type AnyHandler, type BeforeBody, OperationServer, type OperationServerOptions } from './operation-server.ts';
import { ResponseWriter, type ServerIncident } from './response-writer.ts';
import { type SecurityHandlers, unhandledSchemes } from './security.ts';
import { ServerError, serverErrorCodes } from './server-error.ts';
import { Validators } from './validators.ts';

/** Handlers by operationId, as `concordat generate` types them (`Handlers` in `generated/server.ts`). */
export type OperationHandlers<Handlers> = {
  readonly [Id in keyof Handlers]: (request: never, context: never) => OperationResponse | Promise<OperationResponse>;
};

export interface AppOptions<Handlers> {
  readonly contract: Contract;
  /** One for each operation of the contract. */
  readonly handlers: Handlers & OperationHandlers<Handlers>;
  /** One for each security scheme that an operation asks for. Default: none. */
  readonly security?: SecurityHandlers;
  /** The path that the API is served under. Default: that of the contract's first server. */
  readonly basePath?: string;
  /** The largest request body in bytes, after decompression. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** Whether query parameters that the contract doesn't have are let through, unread. Default: false, they are 400. */
  readonly allowUnknownQueryParameters?: boolean;
  /** What becomes of a handler's answer that breaks the contract: a 500, or the answer as it is. Default: enforce. */
  readonly responses?: 'enforce' | 'report';
  /** May turn requests away, such as those of who sends too many; its answers are checked as handlers' are. Default: none. */
  readonly beforeBody?: BeforeBody;
  /** Is told of what went wrong behind an answer. Default: one line on standard error. */
  readonly onError?: (fault: ServerIncident) => void;
}

/**
 * A contract, served: an Express app that checks each request against the contract, calls the operation's handler, and
 * checks the answer before it leaves. `response.locals.operationId` says which. The order of its verdicts is 404, 405, 401, 413, 415, 400, 406.
 * @throws {ServerError} where an operation has no handler, or a security scheme none
 * @see https://spec.openapis.org/oas/v3.1.1.html#paths-object
 */
export function createApp<Handlers extends object>(options: AppOptions<Handlers>): Express {
  const { contract, handlers, security = {}, basePath = serverPathOf(contract.document) } = options;
  const known = handlers as unknown as Readonly<Record<string, AnyHandler>>;
  checkComplete(contract, known, security);
  const settings: OperationServerOptions = {
    contract,
    security,
    beforeBody: options.beforeBody,
    responses: options.responses ?? 'enforce',
    onError: options.onError ?? printFault,
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    allowUnknownQueryParameters: options.allowUnknownQueryParameters ?? false,
  };
  const validators = new Validators(contract);
  const servers = new Map<Operation, OperationServer>();
  const serverFor = (operation: Operation) => {
    const server =
      servers.get(operation) ??
      new OperationServer(operation, (known[operation.operationId] as AnyHandler).bind(handlers), validators, settings);
    servers.set(operation, server);
    return server;
  };
  const outside = new ResponseWriter(settings);
  const router = new Router(contract.operations);
  const base = basePath.replace(/\/+$/, '');

  const serve = (request: Request, response: Response) => {
    // A request's target may name the host as well: https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form
    if (request.url.startsWith('http')) request.url = request.url.replace(/^https?:\/\/[^/?]*/i, '') || '/';
    const [path] = request.url.split('?', 1) as [string];
    const match = path.startsWith(`${base}/`) ? router.find(path.slice(base.length)) : undefined;
    const operation = match?.operationFor(request.method);
    if (!match) outside.send(response, failureResponse(contract, undefined, 404), 'app');
    else if (operation) void serverFor(operation).serve(request, response, match.variablesOf(operation));
    else refuseMethod(match.route, request, response);
  };
  const refuseMethod = ({ operations, allow }: Route, request: Request, response: Response) => {
    const first = operations.values().next().value as Operation;
    const error = { in: 'header', path: ['Method'], keyword: 'method', value: request.method } as const;
    serverFor(first).refuse(response, new RequestValidationError(405, [error]), { Allow: allow });
  };

  const app = express();
  app.disable('x-powered-by');
  app.use((request, response) => {
    try {
      serve(request, response);
    } catch (error) {
      outside.fail(response, error);
    }
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    outside.fail(response, error);
  });
  return app;
}

function checkComplete(contract: Contract, handlers: object, security: SecurityHandlers): void {
  const missing = contract.operations.filter(
    ({ operationId: id }) =>
      typeof (handlers as never)[id] !== 'function' || (handlers as never)[id] === (Object.prototype as never)[id],
  );
  if (missing.length > 0) {
    const names = missing.map(({ operationId, method, path }) => `${operationId} (${method.toUpperCase()} ${path})`);
    throw new ServerError(serverErrorCodes.handler, `handlers are missing for ${names.join(', ')}`);
  }
  const schemes = unhandledSchemes(contract, security);
  if (schemes.length > 0) {
    const message = `security handlers are missing for ${schemes.join(', ')}: give each in \`security\``;
    throw new ServerError(serverErrorCodes.security, message);
  }
}

function printFault({ method, path, message, error }: ServerIncident): void {
  console.error(`${method} ${path}: ${message}`, ...(error === undefined ? [] : [error]));
}
