import { inspect } from 'node:util';
import type { Response } from 'express';
import { stringifyExactly } from '../contract/document/exact-json.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import { isJson, withCharset } from '../contract/document/media-type.ts';
import type { Operation } from '../contract/document/operations.ts';
import { failureResponse } from '../contract/response/failure.ts';
import type { OperationResponse, ResponseContract, ResponseViolation } from '../contract/response/response.ts';
import { hasContent } from '../contract/response/response-content.ts';
import { ValidationStopped, validationClock } from '../contract/schema/limits/validation-clock.ts';
import { plain, plainLines } from '../encoding/plain.ts';
import { pathOf } from '../encoding/url.ts';
import { announceUnreadBody } from '../http/unread-body.ts';
import { PatientResponses } from './patient-responses.ts';

/** Something that went wrong while a request was served. It is for a log; the client gets no details. */
export interface ServerIncident {
  readonly message: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly operationId: string | undefined;
  readonly status: number;
  /** What a handler or a security handler threw. */
  readonly error?: unknown;
  /** How the response breaks the contract. */
  readonly violations?: readonly ResponseViolation[];
}

export interface ResponseWriterOptions {
  readonly contract: Contract;
  readonly responses: 'enforce' | 'report';
  readonly development: boolean;
  readonly onError: (incident: ServerIncident) => void;
}

/** What checking a response takes before it goes on with pauses, in milliseconds. */
const checkMs = 8;

/** Who made a response: a handler, or the app itself, which rejects a request. */
type Author = 'handler' | 'app';

/** Validates every response against the contract and writes it. Nothing else writes to the socket. */
export class ResponseWriter {
  readonly #options: ResponseWriterOptions;
  readonly #operation: Operation | undefined;
  readonly #responses: ResponseContract | undefined;
  readonly #patient: PatientResponses | undefined;
  readonly #reported = new Set<number>();

  constructor(options: ResponseWriterOptions, operation?: Operation, responses?: ResponseContract) {
    this.#options = options;
    this.#patient = operation && responses && new PatientResponses(options.contract, operation, responses);
    this.#operation = operation;
    this.#responses = responses;
  }

  /**
   * Writes a response. One that breaks the contract is reported, and replaced by a 500 if a handler made it. The app's own
   * rejections are sent as they are, and reported once for each status: HTTP defines them whether or not a contract does.
   */
  send(outgoing: Response, given: OperationResponse, author: Author): void {
    const response = withMediaType(given);
    try {
      const check = () => this.#check(response, author);
      this.#finish(outgoing, response, author, validationClock.run(checkMs, check));
    } catch (error) {
      if (!(error instanceof ValidationStopped)) throw error;
      void this.#sendLater(outgoing, response, author);
    }
  }

  /** A response that takes long to validate is validated with pauses. */
  async #sendLater(outgoing: Response, response: OperationResponse, author: Author): Promise<void> {
    try {
      this.#finish(outgoing, response, author, (await this.#patient?.check(response)) ?? []);
    } catch (error) {
      this.fail(outgoing, error);
    }
  }

  #finish(
    outgoing: Response,
    response: OperationResponse,
    author: Author,
    violations: readonly ResponseViolation[],
  ): void {
    if (violations.length > 0 && !(author === 'app' && this.#reported.has(response.status))) {
      const message = describe(response.status, violations);
      this.#report(outgoing, { status: response.status, violations, message });
    }
    const stands = violations.length === 0 || author === 'app' || this.#options.responses === 'report';
    if (author === 'app' && violations.length > 0) this.#reported.add(response.status);
    this.#write(outgoing, stands ? response : this.#replacement(response.status, violations));
  }

  /** In development, the client is told why. */
  #replacement(status: number, violations: readonly ResponseViolation[]): OperationResponse {
    const { contract, development } = this.#options;
    const failure = failureResponse(contract, this.#operation, 500);
    if (!development) return failure;
    const message = describe(status, violations).slice(0, maxHeaderLength);
    return { ...failure, headers: { ...failure.headers, [findingHeader]: message.replaceAll(/[^ -~]/g, '?') } };
  }

  /** Reports what was thrown, and sends a 500. */
  fail(outgoing: Response, error: unknown): void {
    this.#report(outgoing, { status: 500, error, message: error instanceof Error ? error.message : String(error) });
    if (outgoing.headersSent) outgoing.destroy();
    else this.send(outgoing, failureResponse(this.#options.contract, this.#operation, 500), 'app');
  }

  #check(response: OperationResponse, author: Author): readonly ResponseViolation[] {
    if (!this.#responses || (author === 'app' && !this.#responses.declares(response.status))) return [];
    return this.#responses.check(response);
  }

  #report({ req }: Response, incident: Pick<ServerIncident, 'message' | 'status' | 'error' | 'violations'>): void {
    const path = pathOf(req.originalUrl);
    try {
      this.#options.onError({ ...incident, method: req.method, path, operationId: this.#operation?.operationId });
    } catch (error) {
      console.error(plain`onError failed: ${plainLines(inspect(error), '  ')}`.text);
    }
  }

  #textOf(body: unknown, status: number, mediaType: string): string | Uint8Array {
    if (isBytesOrText(body)) return body;
    return this.#responses?.xmlOf(body, status, mediaType) ?? stringifyExactly(body);
  }

  #headerText(status: number, name: string, value: object): string | string[] {
    if (this.#responses) return this.#responses.headerText(status, name, value);
    return Array.isArray(value) ? value.map(String) : String(value);
  }

  /** Does less than Express's `json`, which looks up settings and makes an ETag for each response. */
  #write(outgoing: Response, response: OperationResponse): void {
    const { status, headers = {} } = response;
    const isEmpty = !hasContent('get', status);
    const body = isEmpty ? undefined : response.body;
    announceUnreadBody(outgoing.req, outgoing);
    const written: (string | string[] | number)[] = [];
    for (const name in headers) {
      const value = headers[name];
      // Two lengths would make a response malformed.
      if (value === undefined || ((isEmpty || body !== undefined) && isContentLength(name))) continue;
      written.push(
        name,
        typeof value === 'object' && value !== null ? this.#headerText(status, name, value) : String(value),
      );
    }
    if (body === undefined) {
      outgoing.writeHead(status, written).end();
      return;
    }
    const mediaType = response.mediaType ?? this.#responses?.defaultMediaType(status) ?? 'application/json';
    const content = isJson(mediaType) ? stringifyExactly(body) : this.#textOf(body, status, mediaType);
    const length = Buffer.byteLength(content);
    written.push('content-type', withCharset(mediaType), 'content-length', length);
    outgoing.writeHead(status, written);
    // A text in ASCII is the same in both encodings, and Node needs a third of the room for it.
    if (typeof content === 'string' && content.length === length) outgoing.end(content, 'latin1');
    else outgoing.end(content);
  }
}

/** A media type may be given as the header Content-Type. */
function withMediaType(response: OperationResponse): OperationResponse {
  if (response.headers === undefined) return response;
  const name = Object.keys(response.headers).find((header) => /^content-type$/i.test(header));
  if (name === undefined) return response;
  const { [name]: mediaType, ...headers } = response.headers ?? {};
  return { ...response, headers, mediaType: response.mediaType ?? String(mediaType) };
}

function isContentLength(name: string): boolean {
  return name.length === 14 && name.toLowerCase() === 'content-length';
}

function isBytesOrText(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

/** What the contract tests read the reason of a 500 from. */
const findingHeader = 'x-concordat-finding';
const maxHeaderLength = 2000;

/** Of a response that are reported in words, and of each of these in characters: `violations` of an incident has all. */
const maxDescribed = 20;
const maxDescribedLength = 500;

function describe(status: number, violations: readonly ResponseViolation[]): string {
  const listed = violations
    .slice(0, maxDescribed)
    .map(({ pointer, message }) => `${message.slice(0, maxDescribedLength)} (${pointer})`);
  const others = violations.length - listed.length;
  if (others > 0) listed.push(`${others} more`);
  return `the response ${status} breaks the contract: ${listed.join('; ')}`;
}
