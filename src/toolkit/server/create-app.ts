import { inspect } from 'node:util';
import express, { type Express, type Request, type Response } from 'express';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { findPatternWarnings } from '../contract/document/patterns.ts';
import { basePathsOf, serverPathOf } from '../contract/document/server-path.ts';
import { type ContractWarning, findNoOperations } from '../contract/document/warnings.ts';
import { continueWith } from '../contract/request/continuation.ts';
import {
  defaultBodyLimit,
  type Rejection,
  RequestPipeline,
  type RoutedRequest,
} from '../contract/request/request-pipeline.ts';
import { failureResponse } from '../contract/response/failure.ts';
import type { OperationResponse } from '../contract/response/response.ts';
import { findUnfilledFailures } from '../contract/response/unfilled-failures.ts';
import { plain, plainLines } from '../encoding/plain.ts';
import { serveDirectly } from './direct-listener.ts';
import { type AnyHandler, type BeforeBody, OperationServer, type OperationServerOptions } from './operation-server.ts';
import { ResponseWriter, type ServerIncident } from './response-writer.ts';
import { type SecurityHandlers, unhandledSchemes } from './security.ts';
import { ServerError, serverErrorCodes } from './server-error.ts';
import { validatorsOf } from './validators.ts';

/** Handlers by operationId, as `concordat generate` types them (`Handlers` in `generated/server.ts`). */
export type OperationHandlers<Handlers> = {
  readonly [Id in keyof Handlers]: (request: never, context: never) => OperationResponse | Promise<OperationResponse>;
};

/** What {@link createApp} makes an app from. */
export interface AppOptions<Handlers> {
  /** From `loadContract`. */
  readonly contract: Contract;
  /** One for each operation of the contract. */
  readonly handlers: Handlers & OperationHandlers<Handlers>;
  /** One for each security scheme that an operation asks for. Default: none. */
  readonly security?: SecurityHandlers;
  /**
   * The path that the API is served under. Default: the path of the contract's first server. Operations with servers of
   * their own are served under the paths of those, moved alike.
   */
  readonly basePath?: string;
  /** The largest request body in bytes, after decoding. Default: 1 MiB. */
  readonly bodyLimit?: number;
  /** Whether query parameters that the contract doesn't have are ignored. Default: false, they are rejected with 400. */
  readonly allowUnknownQueryParameters?: boolean;
  /** Whether a handler's response that breaks the contract is replaced by a 500, or sent and reported. Default: enforce. */
  readonly responses?: 'enforce' | 'report';
  /**
   * Whether a 500 that replaces a response says how that breaks the contract, in the header `X-Concordat-Finding`, which the
   * contract tests show. For development only: it tells clients what is inside. Default: false.
   */
  readonly development?: boolean;
  /** May respond before the body is read, for throttling and the like; its responses are validated too. Default: none. */
  readonly beforeBody?: BeforeBody;
  /** Called with what went wrong while a request was served. Default: one line on standard error. */
  readonly onError?: (fault: ServerIncident) => void;
  /**
   * Called by `createApp` where the contract has no operations, with patterns that can't be checked as they are written, and with responses to invalid requests whose
   * schemas it can't fill. Default: one line on standard error.
   */
  readonly onWarning?: (warning: ContractWarning) => void;
}

/**
 * Makes an Express app that validates each request against the contract, calls the operation's handler, and validates its
 * response. Requests are rejected with 404, 405, 401, 413, 415, 400 and 406, in this order, and with 503 where many take long
 * to validate. `response.locals.operationId` names the operation for a log.
 * @throws {ServerError} if an operation or a security scheme has no handler
 * @example
 * ```ts
 * import { createApp, loadContract } from 'concordat/server';
 *
 * const contract = await loadContract('openapi.yaml');
 * const app = createApp({
 *   contract,
 *   handlers: { getPet: () => ({ status: 200, body: { id: 1, name: 'Rex' } }) },
 *   security: { bearer: ({ value }) => (value === 'secret' ? { name: 'Ann' } : undefined) },
 * });
 * app.listen(3000);
 * ```
 * @see https://spec.openapis.org/oas/v3.1.1.html#paths-object
 */
export function createApp<Handlers extends object>(options: AppOptions<Handlers>): Express {
  const { contract, handlers, security = {} } = options;
  const basePath = (options.basePath ?? serverPathOf(contract.document)).replace(/\/+$/, '');
  const known = handlers as unknown as Readonly<Record<string, AnyHandler>>;
  checkComplete(contract, known, security);
  const validators = validatorsOf(contract);
  const defaults = validators.brokenDefaults.map((broken) => ({ code: 'default-invalid' as const, ...broken }));
  const warnings = [
    ...findNoOperations(contract),
    ...findPatternWarnings(contract.patterns),
    ...findUnfilledFailures(contract),
    ...defaults,
  ];
  for (const warning of warnings) (options.onWarning ?? printWarning)(warning);
  const settings: OperationServerOptions = {
    contract,
    security,
    beforeBody: options.beforeBody,
    responses: options.responses ?? 'enforce',
    development: options.development ?? false,
    onError: options.onError ?? printIncident,
    allowUnknownQueryParameters: options.allowUnknownQueryParameters ?? false,
  };
  const servers = new Map<Operation, OperationServer>();
  const serverFor = (operation: Operation) => {
    const server =
      servers.get(operation) ??
      new OperationServer(operation, (known[operation.operationId] as AnyHandler).bind(handlers), validators, settings);
    servers.set(operation, server);
    return server;
  };
  const pipeline = new RequestPipeline<unknown>({
    operations: contract.operations,
    basePathsOf: (operation) => basePathsOf(contract.document, operation, basePath),
    bodyLimit: options.bodyLimit ?? defaultBodyLimit,
    authenticate: (operation, message) => serverFor(operation).authenticate(message as Request),
    readerFor: (operation) => serverFor(operation).reader,
  });
  const outside = new ResponseWriter(settings);

  const serve = (request: Request, response: Response, routed: RoutedRequest): Promise<void> | undefined => {
    const server = serverFor(routed.operation);
    response.locals['operationId'] = routed.operation.operationId;
    try {
      const served = continueWith(pipeline.read(routed), (read) => {
        if ('errors' in read) return server.reject(response, read);
        if ('response' in read) return server.writer.send(response, read.response, 'handler');
        const handled = server.handle(read.request, { identity: read.identity, request, bytes: read.bytes });
        return continueWith(handled, (given) => server.writer.send(response, given, 'handler'));
      });
      return served?.catch((error) => server.fail(response, error));
    } catch (error) {
      server.fail(response, error);
      return undefined;
    }
  };
  const reject = (response: Response, rejection: Rejection) => {
    const [sibling] = rejection.route?.operations.values() ?? [];
    if (sibling) serverFor(sibling).reject(response, rejection);
    else outside.send(response, failureResponse(contract, undefined, 404), 'app');
  };

  const app = express();
  app.disable('x-powered-by');
  const fail = (response: Response, error: unknown) => {
    try {
      outside.fail(response, error);
    } catch {
      // The contract's own response to failures can't be sent.
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    }
  };
  const listener = (request: Request, response: Response) => {
    try {
      const routed = pipeline.route(request);
      if ('operation' in routed) serve(request, response, routed)?.catch((error) => fail(response, error));
      else reject(response, routed);
    } catch (error) {
      fail(response, error);
    }
  };
  app.use((request, response) => listener(request, response));
  serveDirectly(app, listener);
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

function printIncident({ method, path, message, error }: ServerIncident): void {
  const details = error === undefined ? '' : plain` ${plainLines(inspect(error), '  ')}`;
  console.error(plain`${method} ${path}: ${message}${details}`.text);
}

function printWarning({ pointer, message }: ContractWarning): void {
  console.error(plain`${pointer}: ${message}`.text);
}
