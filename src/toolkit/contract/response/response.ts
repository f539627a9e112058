import { withDoubles } from '../document/exact-json.ts';
import { joinPointer } from '../document/json-pointer.ts';
import { essenceOf, findMediaType, isJson, isText } from '../document/media-type.ts';
import type { ContractDocument, Operation } from '../document/operations.ts';
import { isCookie, writeHeader } from '../schema/header-value.ts';
import { type SchemaValidator, validatorOf } from '../schema/schema-validator.ts';
import { isXmlValue } from '../schema/xml/xml-shape.ts';
import { writeXml } from '../schema/xml/xml-writer.ts';
import type { ValidateBody } from './body-validation.ts';
import { type DeclaredHeader, headerValue } from './declared-header.ts';
import { type DeclaredResponse, declaredResponse } from './declared-response.ts';
import { hasContent } from './response-content.ts';
import { validateTextBody, validateXmlBody } from './written-body.ts';

/** A response of an operation: what a handler returns, and what came over the wire. */
export interface OperationResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** Default: the declared media type, JSON if there are several. */
  readonly mediaType?: string | undefined;
  /** A value of JSON or XML, a text, or bytes, depending on the media type. */
  readonly body?: unknown;
}

/** A violation of the contract by a response. */
export interface ResponseViolation {
  readonly kind: 'status' | 'header' | 'mediaType' | 'body';
  /** To what it breaks, in the contract's document. */
  readonly pointer: string;
  /** Into the body: `/Records/0/Id`; empty for the whole body, undefined if it is not about the body. */
  readonly bodyPointer?: string;
  /** The schema keyword that a header or a body breaks, if it is known. */
  readonly keyword?: string | undefined;
  /** The required property that is not there. */
  readonly missing?: string | undefined;
  readonly message: string;
}

/**
 * The responses that an operation declares.
 * @see https://spec.openapis.org/oas/v3.1.1.html#responses-object
 */
export class ResponseContract {
  readonly #declared = new Map<string, DeclaredResponse>();
  readonly #method: Operation['method'];
  readonly #byNumber = new Map<number, DeclaredResponse>();
  readonly #pointer: string;
  readonly #contract: ContractDocument;
  #headerValidator: SchemaValidator | undefined;
  readonly #validateBody: ValidateBody;

  /** @param validateBody validates JSON bodies. Default: by the contract's schemas */
  constructor(contract: ContractDocument, operation: Operation, validateBody?: ValidateBody) {
    this.#pointer = joinPointer(operation.pointer, 'responses');
    this.#method = operation.method;
    this.#contract = contract;
    this.#validateBody =
      validateBody ??
      ((body, { mediaType, pointer }) =>
        this.#validator.validate(body, joinPointer(pointer, 'content', mediaType, 'schema')));
    for (const [status, written] of Object.entries(operation.node.responses ?? {})) {
      if (status.startsWith('x-')) continue;
      this.#declared.set(status.toUpperCase(), declaredResponse(contract, operation, status, written));
    }
  }

  /** Made when first needed: not every operation has headers. */
  get #validator(): SchemaValidator {
    this.#headerValidator ??= validatorOf(this.#contract);
    return this.#headerValidator;
  }

  /** The declared response for a status: its own, that of its class (`4XX`), the default. */
  declared(status: number): DeclaredResponse | undefined {
    const known = this.#byNumber.get(status);
    if (known) return known;
    const found =
      this.#declared.get(String(status)) ??
      this.#declared.get(`${String(status)[0]}XX`) ??
      this.#declared.get('DEFAULT');
    if (found) this.#byNumber.set(status, found);
    return found;
  }

  /** Whether a status is declared by its number or its class, not by `default`. */
  declares(status: number): boolean {
    return this.#declared.has(String(status)) || this.#declared.has(`${String(status)[0]}XX`);
  }

  /** Whether HTTP lets a response of this status have content, whatever the contract declares. */
  hasContent(status: number): boolean {
    return hasContent(this.#method, status);
  }

  /** A list or an object as the header that the contract declares; undeclared, a list is several headers. */
  headerText(status: number, name: string, value: object): string | string[] {
    const lowerCase = name.toLowerCase();
    const declared = this.declared(status)?.headers.find((header) => header.name.toLowerCase() === lowerCase);
    if (!declared && Array.isArray(value)) return value.map(String);
    return writeHeader(name, declared?.node ?? {}, value);
  }

  /** A value as the XML that is declared for a status; undefined if the media type isn't XML, or doesn't describe a value. */
  xmlOf(body: unknown, status: number, mediaType: string): string | undefined {
    const { node, mediaTypes } = this.declared(status) ?? { mediaTypes: [] };
    const schema = node?.content?.[findMediaType(mediaTypes, mediaType) ?? '']?.schema;
    const { document } = this.#contract;
    return isXmlValue(document, mediaType, schema) ? writeXml(document, schema, body) : undefined;
  }

  /** The media type of a response that names none. */
  defaultMediaType(status: number): string | undefined {
    return this.declared(status)?.defaultMediaType;
  }

  /** The media types of success responses. */
  get successTypes(): readonly string[] {
    const successes = [...this.#declared].filter(([status]) => status.startsWith('2'));
    return [...new Set(successes.flatMap(([, { mediaTypes }]) => mediaTypes))];
  }

  /**
   * Every way in which the response breaks the contract; empty if it is valid.
   * @param validateBody validates a JSON body in place of the usual validator
   */
  check(response: OperationResponse, validateBody: ValidateBody = this.#validateBody): ResponseViolation[] {
    const declared = this.declared(response.status);
    if (!declared) {
      const statuses = [...this.#declared.keys()].join(', ');
      return [
        {
          kind: 'status',
          pointer: this.#pointer,
          message: `the status ${response.status} is not declared; declared are ${statuses}`,
        },
      ];
    }
    const violations: ResponseViolation[] = [];
    for (const header of declared.headers) this.#checkHeader(header, response.headers, violations);
    this.#checkBody(declared, response, validateBody, violations);
    return violations;
  }

  #checkHeader(
    header: DeclaredHeader,
    headers: OperationResponse['headers'] = {},
    violations: ResponseViolation[],
  ): void {
    const { name, pointer, schemaPointer, required, read } = header;
    const written = headerValue(headers, name);
    if (written === undefined) {
      if (required) violations.push({ kind: 'header', pointer, message: `the header ${name} is missing` });
      return;
    }
    if (schemaPointer === undefined) return;
    const validate = (value: unknown) => this.#validator.validate(read(value), schemaPointer);
    // The contract's cookie may be one of several.
    const isOneOf = isCookie(name) && Array.isArray(written) && written.some((one) => validate(one).length === 0);
    for (const { keyword, message } of isOneOf ? [] : validate(written))
      violations.push({ kind: 'header', pointer, keyword, message: `the header ${name} ${message}` });
  }

  #checkBody(
    declared: DeclaredResponse,
    response: OperationResponse,
    validateBody: ValidateBody,
    violations: ResponseViolation[],
  ): void {
    const { pointer, contentPointer: content, mediaTypes, node, status } = declared;
    if (!this.hasContent(response.status)) {
      // A contract that declares content there makes handlers return it, and it isn't sent.
      if (response.body !== undefined && node.content === undefined && this.#method !== 'head')
        violations.push({ kind: 'body', pointer, message: 'no body is declared, and the response has one' });
      return;
    }
    if (response.body === undefined) {
      if (mediaTypes.length > 0)
        violations.push({ kind: 'body', pointer, message: 'a body is declared, and the response has none' });
      return;
    }
    // Without `content`, nothing is said of the body.
    if (mediaTypes.length === 0) return;
    const given = response.mediaType ?? declared.defaultMediaType;
    const wrongType = { kind: 'mediaType', pointer: content } as const;
    if (given === undefined) {
      violations.push({
        ...wrongType,
        message: `no media type is given, and only ranges are declared: ${mediaTypes.join(', ')}`,
      });
      return;
    }
    const mediaType = findMediaType(mediaTypes, given);
    if (mediaType === undefined) {
      const message = `the media type ${essenceOf(given)} is not declared; declared are ${mediaTypes.join(', ')}`;
      violations.push({ ...wrongType, message });
      return;
    }
    const schema = node.content?.[mediaType]?.schema;
    const isXml = !isJson(given) && isXmlValue(this.#contract.document, given, schema);
    if (!isJson(given) && !isXml && typeof response.body !== 'string' && !(response.body instanceof Uint8Array)) {
      violations.push({ ...wrongType, message: `the body must be a text or bytes, since its media type is ${given}` });
      return;
    }
    if (schema === undefined) return;
    const written = isXml ? this.#validateXml : isText(given) ? this.#validateText : undefined;
    const validate = isJson(given) ? validateBody : written;
    let found = validate?.(response.body, { status, mediaType, pointer }) ?? [];
    // Ajv knows no BigInt, and few bodies have one.
    const known = found.length > 0 ? withDoubles(response.body) : response.body;
    if (validate && known !== response.body) found = validate(known, { status, mediaType, pointer });
    for (const violation of found) {
      const {
        instancePath,
        message,
        keyword,
        params,
        schemaPointer = joinPointer(content, mediaType, 'schema'),
      } = violation;
      const missing = keyword === 'required' ? params?.['missingProperty'] : undefined;
      violations.push({
        kind: 'body',
        pointer: schemaPointer,
        bodyPointer: instancePath,
        keyword,
        ...(typeof missing === 'string' && { missing }),
        message: `${instancePath || 'the body'} ${message}`,
      });
    }
  }

  readonly #validateText: ValidateBody = (body, place) =>
    validateTextBody(this.#contract, this.#validator, body, place);

  readonly #validateXml: ValidateBody = (body, place) =>
    validateXmlBody(this.#contract, validatorOf(this.#contract, 'response'), body, place);
}
