import type { IncomingMessage } from 'node:http';
import type { Operation } from '../document/operations.ts';
import { RequestValidationError } from '../response/request-validation-error.ts';
import type { OperationResponse } from '../response/response.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { continueWith, isPromised } from './continuation.ts';
import { readBytes } from './request-bytes.ts';
import type { ReadRequest, RequestReader } from './request-reader.ts';
import { type Match, type Route, Router } from './router.ts';

/** Of a request's body in bytes, after decoding. */
export const defaultBodyLimit: number = 1024 * 1024;

/** Who sends a request, the status that refuses it, or a response in place of the operation's. */
export type Authentication<Identity> =
  | { readonly identity: Identity }
  | { readonly status: 401 | 403 }
  | { readonly response: OperationResponse };

/** What a server and a mock bring along. */
export interface PipelineParts<Identity> {
  readonly operations: readonly Operation[];
  /** The paths under which an operation is served, without a slash at the end. */
  readonly basePathsOf: (operation: Operation) => readonly string[];
  /** In bytes, after decoding. */
  readonly bodyLimit: number;
  /** Decides from the head of a request, before its body is read. */
  readonly authenticate: (
    operation: Operation,
    message: IncomingMessage,
  ) => Authentication<Identity> | Promise<Authentication<Identity>>;
  readonly readerFor: (operation: Operation) => RequestReader;
}

/** A request whose operation is known, and nothing else of it. */
export interface RoutedRequest {
  readonly operation: Operation;
  readonly message: IncomingMessage;
  /** Without the question mark. */
  readonly query: string;
  /** The variables of the path, percent-encoded. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A request that keeps the contract. */
export interface AcceptedRequest<Identity> {
  readonly identity: Identity;
  readonly request: ReadRequest;
  /** Of the body, without any content coding; undefined without a body. */
  readonly bytes: Uint8Array | undefined;
}

/** A request that gets no further. The statuses come in the order 404, 405, 401 or 403, 413, 415, 400, 406. */
export interface Rejection {
  readonly status: number;
  /** In what it breaks the contract; none for 401, 403 and 404. */
  readonly errors: readonly RequestError[];
  /** Where the path exists and the method doesn't: the operations that do. */
  readonly route?: Route;
}

export type ReadOutcome<Identity> = AcceptedRequest<Identity> | Rejection | { readonly response: OperationResponse };

/**
 * The way of every request in server and mock: target, operation, credentials, bytes, reading, validation.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-status-codes
 */
export class RequestPipeline<Identity> {
  readonly #parts: PipelineParts<Identity>;
  /** By base path, the longest first. */
  readonly #routers: readonly (readonly [basePath: string, router: Router])[];

  constructor(parts: PipelineParts<Identity>) {
    this.#parts = parts;
    const placed = parts.operations.flatMap((operation) =>
      parts.basePathsOf(operation).map((basePath) => ({ basePath, operation })),
    );
    const groups = [...Map.groupBy(placed, ({ basePath }) => basePath)].sort(([a], [b]) => b.length - a.length);
    this.#routers = groups.map(([basePath, group]) => [basePath, new Router(group.map(({ operation }) => operation))]);
  }

  /** Finds the operation of a request: the statuses 404 and 405. */
  route(message: IncomingMessage): RoutedRequest | Rejection {
    const { method = 'GET', url = '/' } = message;
    const { path, query } = splitTarget(url);
    const match = this.#find(path, method);
    if (!match) return { status: 404, errors: [] };
    const operation = match.operationFor(method);
    if (operation) return { operation, message, query, variables: match.variablesOf(operation) };
    const error: RequestError = { in: 'header', path: ['Method'], keyword: 'method', value: method };
    return { status: 405, errors: [error], route: match.route };
  }

  /**
   * Authenticates a request, then reads and validates it: the statuses 401, 403, 413, 415, 400 and 406.
   * @param onBytes called with the bytes of the body once they are there, also of a request that is then rejected
   */
  read(
    routed: RoutedRequest,
    onBytes?: (bytes: Uint8Array | undefined) => void,
  ): ReadOutcome<Identity> | Promise<ReadOutcome<Identity>> {
    return continueWith(this.#parts.authenticate(routed.operation, routed.message), (authentication) => {
      if ('status' in authentication) return { status: authentication.status, errors: [] };
      if ('response' in authentication) return authentication;
      try {
        const outcome = this.#readFrom(routed, authentication.identity, onBytes);
        return isPromised(outcome) ? outcome.catch(toRejection) : outcome;
      } catch (error) {
        return toRejection(error);
      }
    });
  }

  #readFrom(
    { operation, message, query, variables }: RoutedRequest,
    identity: Identity,
    onBytes?: (bytes: Uint8Array | undefined) => void,
  ): AcceptedRequest<Identity> | Promise<AcceptedRequest<Identity>> {
    return continueWith(readBytes(message, this.#parts.bodyLimit), (bytes) => {
      onBytes?.(bytes);
      const reading = this.#parts.readerFor(operation).read({ query, headers: message.headers, variables, bytes });
      return continueWith(reading, (request) => ({ identity, request, bytes }));
    });
  }

  /** A path that has the method goes before one that hasn't. */
  #find(path: string, method: string): Match | undefined {
    let found: Match | undefined;
    for (const [basePath, router] of this.#routers) {
      const isBelow = path.startsWith(basePath) && path.charAt(basePath.length) === '/';
      const match = isBelow ? router.find(path.slice(basePath.length)) : undefined;
      if (match?.operationFor(method)) return match;
      found ??= match;
    }
    return found;
  }
}

function toRejection(error: unknown): Rejection {
  if (error instanceof RequestValidationError) return error;
  throw error;
}

/**
 * The path and the query of a request's target, which may be in absolute form.
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-request-target
 */
export function splitTarget(url: string): { path: string; query: string } {
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '');
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  return { path: path || '/', query: question === -1 ? '' : target.slice(question + 1) };
}
