import { readingsOfHeader } from '../document/header-value.ts';
import { joinPointer } from '../document/json-pointer.ts';
import { essenceOf, findMediaType, isJson, isText } from '../document/media-type.ts';
import type { HeaderObject, OrReference, ResponseObject } from '../document/openapi.ts';
import { type ContractDocument, type Operation, resolveReference } from '../document/operations.ts';
import { schemasInPlace } from '../schema/schema-shape.ts';
import { type SchemaValidator, validatorOf } from '../schema/schema-validator.ts';

/** An answer to an operation: what a handler returns, and what came back over the wire. */
export interface OperationResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** Where it isn't given, the only one that is declared. */
  readonly mediaType?: string | undefined;
  /** A JSON value, a text, or bytes, as the media type has it. */
  readonly body?: unknown;
}

/** One way in which an answer breaks the contract. */
export interface ResponseViolation {
  readonly kind: 'status' | 'header' | 'mediaType' | 'body';
  /** What it breaks, in the contract's document. */
  readonly pointer: string;
  /** Where in the body: `/Records/0/Id`; empty for the whole, undefined where it isn't about the body. */
  readonly bodyPointer?: string;
  /** The keyword that a header or a body breaks, where that is known. */
  readonly keyword?: string | undefined;
  readonly message: string;
}

/** @returns what is wrong, nothing for a valid body */
export type ValidateBody = (
  body: unknown,
  response: { readonly status: string; readonly mediaType: string; readonly pointer: string },
) => readonly {
  readonly instancePath: string;
  readonly message: string;
  readonly keyword?: string;
  /** Where the schema stands that has the keyword, where that is known. */
  readonly schemaPointer?: string | undefined;
}[];

interface DeclaredResponse {
  /** The key in `responses`: `200`, `2XX`, `default`. */
  readonly status: string;
  readonly pointer: string;
  readonly mediaTypes: readonly string[];
  readonly headers: readonly DeclaredHeader[];
  readonly node: ResponseObject;
}

interface DeclaredHeader {
  readonly name: string;
  readonly pointer: string;
  readonly required: boolean;
  readonly hasSchema: boolean;
  readonly types: ReadonlySet<string>;
}

/**
 * What an operation's contract says about its answers.
 * @see https://spec.openapis.org/oas/v3.1.1.html#responses-object
 */
export class ResponseContract {
  readonly #declared = new Map<string, DeclaredResponse>();
  readonly #pointer: string;
  readonly #contract: ContractDocument;
  #headerValidator: SchemaValidator | undefined;
  readonly #validateBody: ValidateBody;

  /** @param validateBody judges JSON bodies; the contract's own schema validator where it isn't given */
  constructor(contract: ContractDocument, operation: Operation, validateBody?: ValidateBody) {
    this.#pointer = joinPointer(operation.pointer, 'responses');
    this.#contract = contract;
    this.#validateBody =
      validateBody ??
      ((body, { mediaType, pointer }) =>
        this.#validator.validate(body, joinPointer(pointer, 'content', mediaType, 'schema')));
    for (const [status, written] of Object.entries(operation.node.responses ?? {})) {
      if (status.startsWith('x-')) continue;
      const node = resolveReference<ResponseObject>(contract.document, written);
      const pointer = written.$ref ?? joinPointer(this.#pointer, status);
      this.#declared.set(status.toUpperCase(), {
        status,
        pointer,
        node,
        mediaTypes: Object.keys(node.content ?? {}),
        headers: Object.entries(node.headers ?? {}).flatMap(([name, header]) =>
          name.toLowerCase() === 'content-type' ? [] : [declaredHeader(contract, pointer, name, header)],
        ),
      });
    }
  }

  /** Made when it is first needed: not every operation has headers. */
  get #validator(): SchemaValidator {
    this.#headerValidator ??= validatorOf(this.#contract);
    return this.#headerValidator;
  }

  /** The response that covers a status: its own, its class's, the default. */
  declared(status: number): DeclaredResponse | undefined {
    return (
      this.#declared.get(String(status)) ??
      this.#declared.get(`${String(status)[0]}XX`) ??
      this.#declared.get('DEFAULT')
    );
  }

  /** Whether a status is declared as such, not by `default`. */
  declares(status: number): boolean {
    return this.#declared.has(String(status)) || this.#declared.has(`${String(status)[0]}XX`);
  }

  /** The media type that goes without saying. */
  defaultMediaType(status: number): string | undefined {
    const types = this.declared(status)?.mediaTypes ?? [];
    const found = types.find(isJson) ?? types[0];
    return found?.includes('*') ? undefined : found;
  }

  /** The media types of answers to a request that succeeds. */
  get successTypes(): readonly string[] {
    const successes = [...this.#declared].filter(([status]) => status.startsWith('2'));
    return [...new Set(successes.flatMap(([, { mediaTypes }]) => mediaTypes))];
  }

  /** Everything in which the answer breaks the contract; nothing where it holds. */
  check(answer: OperationResponse): ResponseViolation[] {
    const declared = this.declared(answer.status);
    if (!declared) {
      const statuses = [...this.#declared.keys()].join(', ');
      return [
        {
          kind: 'status',
          pointer: this.#pointer,
          message: `the status ${answer.status} is not declared; declared are ${statuses}`,
        },
      ];
    }
    const violations: ResponseViolation[] = [];
    for (const header of declared.headers) this.#checkHeader(header, answer.headers, violations);
    this.#checkBody(declared, answer, violations);
    return violations;
  }

  #checkHeader(
    header: DeclaredHeader,
    headers: OperationResponse['headers'] = {},
    violations: ResponseViolation[],
  ): void {
    const { name, pointer, required, hasSchema, types } = header;
    const written = headers[name] ?? headers[name.toLowerCase()] ?? headerOf(headers, name.toLowerCase());
    if (written === undefined) {
      if (required) violations.push({ kind: 'header', pointer, message: `the header ${name} is missing` });
      return;
    }
    if (!hasSchema) return;
    const at = joinPointer(pointer, 'schema');
    const [wrong = []] = readingsOfHeader(written, types)
      .map((value) => this.#validator.validate(value, at))
      .sort((a, b) => a.length - b.length);
    for (const { keyword, message } of wrong)
      violations.push({ kind: 'header', pointer, keyword, message: `the header ${name} ${message}` });
  }

  #checkBody(declared: DeclaredResponse, answer: OperationResponse, violations: ResponseViolation[]): void {
    const { pointer, mediaTypes, node, status } = declared;
    if (answer.body === undefined) {
      if (mediaTypes.length > 0)
        violations.push({ kind: 'body', pointer, message: 'a body is declared, and there is none' });
      return;
    }
    if (mediaTypes.length === 0) {
      violations.push({ kind: 'body', pointer, message: 'no body is declared, and there is one' });
      return;
    }
    const content = joinPointer(pointer, 'content');
    const wrongType = { kind: 'mediaType', pointer: content } as const;
    const given = answer.mediaType ?? this.defaultMediaType(answer.status);
    if (given === undefined) {
      violations.push({ ...wrongType, message: `no media type is given, and ${mediaTypes.join(', ')} are ranges` });
      return;
    }
    const mediaType = findMediaType(mediaTypes, given);
    if (mediaType === undefined) {
      const message = `the media type ${essenceOf(given)} is not declared; declared are ${mediaTypes.join(', ')}`;
      violations.push({ ...wrongType, message });
      return;
    }
    if (!isJson(given) && typeof answer.body !== 'string' && !(answer.body instanceof Uint8Array)) {
      violations.push({ ...wrongType, message: `the body must be a text or bytes, as it is ${given}` });
      return;
    }
    if (node.content?.[mediaType]?.schema === undefined) return;
    const validate = isJson(given) ? this.#validateBody : isText(given) ? this.#validateText : undefined;
    for (const violation of validate?.(answer.body, { status, mediaType, pointer }) ?? []) {
      const { instancePath, message, keyword, schemaPointer = joinPointer(content, mediaType, 'schema') } = violation;
      violations.push({
        kind: 'body',
        pointer: schemaPointer,
        bodyPointer: instancePath,
        keyword,
        message: `${instancePath || 'the body'} ${message}`,
      });
    }
  }

  /** A text may stand for a number or a boolean; of other kinds of text than plain ones only plain texts are judged. */
  readonly #validateText: ValidateBody = (body, { mediaType, pointer }) => {
    if (typeof body !== 'string') return [];
    const at = joinPointer(pointer, 'content', mediaType, 'schema');
    const wrong = this.#validator.validate(body, at);
    const isOfOtherType = wrong.some(({ keyword }) => keyword === 'type');
    if (!isOfOtherType) return wrong;
    if (essenceOf(mediaType) !== 'text/plain') return [];
    const value = /^(true|false|-?\d+(\.\d+)?)$/.test(body) ? (JSON.parse(body) as unknown) : body;
    return value === body ? wrong : this.#validator.validate(value, at);
  };
}

function declaredHeader(
  { document }: ContractDocument,
  response: string,
  name: string,
  written: OrReference<HeaderObject>,
): DeclaredHeader {
  const node = resolveReference<HeaderObject>(document, written);
  return {
    name,
    pointer: written.$ref ?? joinPointer(response, 'headers', name),
    required: node.required === true,
    hasSchema: node.schema !== undefined,
    types: new Set(schemasInPlace(document, node.schema).flatMap(({ type }) => type ?? [])),
  };
}

function headerOf(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  for (const key in headers) if (key.length === name.length && key.toLowerCase() === name) return headers[key];
  return undefined;
}
