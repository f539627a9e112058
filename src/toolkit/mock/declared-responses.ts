import type { Excerpt } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import { isJson } from '../contract/document/media-type.ts';
import { methods, type OpenApiDocument, type OperationObject } from '../contract/document/openapi.ts';
import { type Operation, resolvePathItem } from '../contract/document/operations.ts';
import type { DeclaredResponse } from '../contract/response/declared-response.ts';
import { RequestValidationError } from '../contract/response/request-validation-error.ts';
import type { OperationResponse, ResponseContract } from '../contract/response/response.ts';
import type { Instances } from '../instances/index.ts';
import { ResponseMaker, type WantedResponse } from './response-maker.ts';
import { type RepairedResponse, repairResponse, writeHeaders } from './response-repair.ts';
import { makeMs, withinTime } from './within-time.ts';

export interface DeclaredResponsesOptions {
  readonly seed: string | undefined;
  /** Whether the contract's examples are sent unrepaired. */
  readonly trustExamples: boolean;
  /** Called for each part of the contract that had to be worked around: in words, with a pointer to it. */
  readonly onBroken: (message: string, pointer: string) => void;
}

/** Of one operation. */
const maxCached = 100;

interface Asked {
  readonly code: number | undefined;
  readonly example: string | undefined;
  readonly dynamic: boolean;
}

/** The responses of one operation as its contract declares them, without any state; those without random values are made once. */
export class DeclaredResponses {
  readonly #node: OperationObject;
  readonly #responses: ResponseContract;
  readonly #instances: Instances;
  readonly #options: DeclaredResponsesOptions;
  readonly #allow: () => string;
  readonly #maker: ResponseMaker;
  readonly #known = new Map<string, OperationResponse>();

  /** @param allow the methods of the operation's path, for a 405 */
  constructor(
    { document, operation }: Excerpt,
    responses: ResponseContract,
    instances: Instances,
    options: DeclaredResponsesOptions,
    allow: () => string,
  ) {
    this.#node = operation.node;
    this.#responses = responses;
    this.#instances = instances;
    this.#options = options;
    this.#allow = allow;
    this.#maker = new ResponseMaker(document, responses, instances);
  }

  /** @throws {RequestValidationError} 400 if the preferred example isn't declared */
  respond(accept: string | undefined, { code, example, dynamic }: Asked): OperationResponse {
    if (dynamic) return this.#make(accept, code, example, dynamic);
    const key = `${accept} ${code} ${example}`;
    const known = this.#known.get(key);
    if (known) return known;
    const made = this.#make(accept, code, example, dynamic);
    if (this.#known.size >= maxCached) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }

  #make(
    accept: string | undefined,
    code: number | undefined,
    example: string | undefined,
    dynamic: boolean,
  ): OperationResponse {
    const seed = dynamic ? (this.#options.seed ?? String(Math.random())) : undefined;
    const status = code ?? (example === undefined ? undefined : this.#statusOf(example)) ?? this.#defaultStatus;
    const declared = this.#responses.declared(status);
    if (example !== undefined && !(declared && this.#maker.hasExample(declared, example)))
      throw notDeclared('example', example);
    const make = () => this.#makeAndRepair({ status, accept, example, seed });
    const made = withinTime(makeMs, make, undefined) ?? this.#withoutValue(status);
    if (status !== 405) return made;
    return { ...made, headers: { Allow: this.#allow(), ...made.headers } };
  }

  #makeAndRepair(wanted: WantedResponse): OperationResponse {
    const { status, seed } = wanted;
    const plain = this.#maker.make(wanted) ?? { status };
    const declared = this.#responses.declared(status);
    if (declared && this.#options.trustExamples && seed === undefined && this.hasExamples(status))
      return { ...plain, headers: writeHeaders(plain.headers ?? {}, declared) };
    const isMade = seed !== undefined || !this.hasExamples(status);
    const repaired = repairResponse(plain, this.#responses, this.#instances, { isMade, seed });
    this.#tell(repaired, isMade);
    return repaired.response;
  }

  /** A response whose body can't be made in time. */
  #withoutValue(status: number): OperationResponse {
    const { contentPointer, mediaTypes } = this.#responses.declared(status) as DeclaredResponse;
    const mediaType = this.#responses.defaultMediaType(status) ?? 'application/json';
    this.#options.onBroken(
      `no value of this schema was found within ${makeMs} ms, and none is sent`,
      joinPointer(contentPointer, mediaTypes.includes(mediaType) ? mediaType : (mediaTypes[0] ?? ''), 'schema'),
    );
    return { status, mediaType, body: isJson(mediaType) ? null : '' };
  }

  /** The status of a success, else of the first response. */
  get #defaultStatus(): number {
    const statuses = Object.keys(this.#node.responses ?? {}).sort();
    const found =
      statuses.find((status) => /^2(\d\d|XX)$/i.test(status)) ??
      statuses.find((status) => /^3(\d\d|XX)$/i.test(status)) ??
      statuses.find((status) => /^default$/i.test(status)) ??
      statuses.find((status) => /^[45](\d\d|XX)$/i.test(status));
    return found === undefined || /^default$/i.test(found) ? 200 : Number(found.replace(/xx/i, '00'));
  }

  /** The status of a response that has an example: the success, or else the first one. */
  #statusOf(example: string): number | undefined {
    const others = Object.keys(this.#node.responses ?? {}).filter((key) => /^[2-5](\d\d|XX)$/i.test(key));
    return [this.#defaultStatus, ...others.map((key) => Number(key.replace(/xx/i, '00')))].find((status) => {
      const declared = this.#responses.declared(status);
      return declared !== undefined && this.#maker.hasExample(declared, example);
    });
  }

  /** Whether the contract has an example of a status. */
  hasExamples(status: number): boolean {
    const { content = {} } = this.#responses.declared(status)?.node ?? {};
    return Object.values(content).some(({ example, examples }) => example !== undefined || examples !== undefined);
  }

  #tell({ response: { status }, wrong, unmade }: RepairedResponse, isMade: boolean): void {
    if (unmade !== undefined) this.#options.onBroken(unmade.message, unmade.pointer);
    const pointer = this.#responses.declared(status)?.pointer;
    if (wrong === undefined || pointer === undefined || isMade) return;
    this.#options.onBroken(`an example breaks its schema, and a valid value is sent instead: ${wrong}`, pointer);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed */
export function allowedMethods(document: OpenApiDocument, { path }: Operation): string {
  const item = resolvePathItem(document, document.paths?.[path] ?? {});
  return methods
    .filter((method) => item[method] !== undefined)
    .map((method) => method.toUpperCase())
    .join(', ');
}

export function notDeclared(name: string, value: unknown): RequestValidationError {
  return new RequestValidationError(400, [{ in: 'header', path: ['Prefer', name], keyword: 'notDeclared', value }]);
}
