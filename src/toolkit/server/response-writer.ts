import type { Response } from 'express';
import type { Contract } from '../contract/document/load-contract.ts';
import { isJson, isText } from '../contract/document/media-type.ts';
import type { Operation } from '../contract/document/operations.ts';
import { failureResponse } from '../contract/response/failure.ts';
import type { OperationResponse, ResponseContract, ResponseViolation } from '../contract/response/response.ts';

/** Something that went wrong behind a request, for a log; the client is told nothing of it. */
export interface ServerIncident {
  readonly message: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly operationId: string | undefined;
  readonly status: number;
  /** What a handler or a security handler threw. */
  readonly error?: unknown;
  /** In what the answer breaks the contract. */
  readonly violations?: readonly ResponseViolation[];
}

export interface ResponseWriterOptions {
  readonly contract: Contract;
  readonly responses: 'enforce' | 'report';
  readonly onError: (fault: ServerIncident) => void;
}

/** Who answers: a handler, or the app itself with a verdict on the request. */
type Author = 'handler' | 'app';

/** Where every answer leaves: checked against the contract, then written. Nothing else writes to a response. */
export class ResponseWriter {
  readonly #options: ResponseWriterOptions;
  readonly #operation: Operation | undefined;
  readonly #responses: ResponseContract | undefined;
  readonly #reported = new Set<number>();

  constructor(options: ResponseWriterOptions, operation?: Operation, responses?: ResponseContract) {
    this.#options = options;
    this.#operation = operation;
    this.#responses = responses;
  }

  /**
   * Writes an answer. One that breaks the contract is reported, and replaced by a 500 where a handler made it. The app's
   * own verdicts stay, and are reported once: HTTP has them whether or not a contract describes them.
   */
  send(response: Response, given: OperationResponse, author: Author): void {
    const answer = withMediaType(given);
    const violations = this.#check(answer, author);
    if (violations.length > 0 && !(author === 'app' && this.#reported.has(answer.status))) {
      const message = describe(answer.status, violations);
      this.#report(response, { status: answer.status, violations, message });
    }
    const stands = violations.length === 0 || author === 'app' || this.#options.responses === 'report';
    if (author === 'app' && violations.length > 0) this.#reported.add(answer.status);
    this.#write(response, stands ? answer : failureResponse(this.#options.contract, this.#operation, 500));
  }

  /** Answers 500 for what was thrown. */
  fail(response: Response, error: unknown): void {
    this.#report(response, { status: 500, error, message: error instanceof Error ? error.message : String(error) });
    if (response.headersSent) response.destroy();
    else this.send(response, failureResponse(this.#options.contract, this.#operation, 500), 'app');
  }

  #check(answer: OperationResponse, author: Author): readonly ResponseViolation[] {
    if (!this.#responses || (author === 'app' && !this.#responses.declares(answer.status))) return [];
    return this.#responses.check(answer);
  }

  #report({ req }: Response, fault: Pick<ServerIncident, 'message' | 'status' | 'error' | 'violations'>): void {
    const path = req.originalUrl.split('?', 1)[0] as string;
    try {
      this.#options.onError({ ...fault, method: req.method, path, operationId: this.#operation?.operationId });
    } catch (error) {
      console.error('onFault failed:', error);
    }
  }

  /** Leaner than Express's own `json`, which looks up settings and makes an ETag for each answer. */
  #write(response: Response, answer: OperationResponse): void {
    const { status, headers = {}, body } = answer;
    const written: Record<string, string | string[] | number> = {};
    for (const name in headers) {
      const value = headers[name];
      if (value !== undefined) written[name] = Array.isArray(value) ? value.map(String) : String(value);
    }
    if (body === undefined) {
      response.writeHead(status, written).end();
      return;
    }
    const mediaType = answer.mediaType ?? this.#responses?.defaultMediaType(status) ?? 'application/json';
    const content = isJson(mediaType) || !isBytesOrText(body) ? JSON.stringify(body) : body;
    written['content-type'] = withCharset(mediaType);
    written['content-length'] = Buffer.byteLength(content);
    response.writeHead(status, written).end(content);
  }
}

/** A media type may be given as the header that it becomes. */
function withMediaType(answer: OperationResponse): OperationResponse {
  const name = Object.keys(answer.headers ?? {}).find((header) => /^content-type$/i.test(header));
  if (name === undefined) return answer;
  const { [name]: mediaType, ...headers } = answer.headers ?? {};
  return { ...answer, headers, mediaType: answer.mediaType ?? String(mediaType) };
}

function isBytesOrText(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

function withCharset(mediaType: string): string {
  return (isJson(mediaType) || isText(mediaType)) && !mediaType.includes(';')
    ? `${mediaType}; charset=utf-8`
    : mediaType;
}

function describe(status: number, violations: readonly ResponseViolation[]): string {
  const listed = violations.map(({ pointer, message }) => `${message} (${pointer})`);
  return `the answer ${status} breaks the contract: ${listed.join('; ')}`;
}
