import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { RequestValidator } from 'express-openapi-validator/dist/middlewares/openapi.request.validator.js';
import { ResponseValidator } from 'express-openapi-validator/dist/middlewares/openapi.response.validator.js';
import { ContentType } from 'express-openapi-validator/dist/middlewares/util.js';
import type { Contract } from '../contract/load-contract.ts';
import type { OpenApiDocument, ParameterObject, RequestBodyObject, ResponseObject } from '../contract/openapi.ts';
import { listOperations, type Operation, resolveReference } from '../contract/operations.ts';
import { isReadable, type ReadParameters } from '../contract/parameter-reader.ts';
import { orderRequestErrors, toRequestError } from '../contract/request-errors.ts';
import type { ValidateBody } from '../contract/response.ts';
import { withJsonSchemas } from '../contract/schema.ts';
import { withoutBranches } from '../contract/schema-branches.ts';
import { tolerantRegExp } from '../contract/schema-validator.ts';
import type { RequestError } from '../contract/validation-failure.ts';

/**
 * The parts of express-openapi-validator that are used. It doesn't export them, but its middleware drops what Ajv knows
 * of an error, looks for the route anew on each request, and judges JSON only. Its version is pinned, and a test fails
 * when the shape of these parts changes.
 */
interface RequestParts {
  readonly ajv: Ajv;
  readonly ajvBody: Ajv;
  buildMiddleware(path: string, operation: object, contentType: ContentType, key: string): unknown;
}
interface ResponseParts {
  buildValidators(responses: object, key: string): Record<string, Record<string, ValidateFunction>>;
}
type Parts<T> = new (document: OpenApiDocument, options: object) => T;
const Requests = RequestValidator as unknown as Parts<RequestParts>;
const Responses = ResponseValidator as unknown as Parts<ResponseParts>;

/** Most times are written like this, and on days that every month has: a tenth of the cost of looking closer. */
const plainTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;
const { 'date-time': fullTime } = fullFormats as unknown as Record<string, { validate: (text: string) => boolean }>;

const options = {
  allErrors: true,
  verbose: true,
  strict: false,
  validateSchema: false,
  multipleOfPrecision: 9,
  logger: false,
  code: { regExp: tolerantRegExp },
  formats: { 'date-time': (text: string) => plainTime.test(text) || fullTime?.validate(text) === true },
  ajvFormats: { mode: 'full' },
};
const requestOptions = { ...options, useDefaults: true, allowUnknownQueryParameters: true };

/** What there is to validate; the values become what their schemas say: texts turn into numbers, defaults are put in. */
export interface RequestValues {
  readonly parameters: ReadParameters;
  readonly body: unknown;
}

export type ValidateRequest = (values: RequestValues) => RequestError[];

/** Requests and answers of one contract, validated by express-openapi-validator. */
export class Validators {
  readonly #document: OpenApiDocument;
  readonly #request: OpenApiDocument;
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #requests: RequestParts;
  #forms: RequestParts | undefined;
  readonly #response: OpenApiDocument;
  readonly #responses: ResponseParts;
  readonly #responseOperations: ReadonlyMap<string, Operation>;

  constructor({ document }: Contract) {
    this.#document = document;
    // The schemas in here are those of 3.1, whatever the contract's version.
    this.#request = { ...withJsonSchemas(document, 'request'), openapi: '3.1.0' };
    this.#response = { ...withJsonSchemas(document, 'response'), openapi: '3.1.0' };
    this.#operations = operationsById(this.#request);
    this.#responseOperations = operationsById(this.#response);
    this.#requests = new Requests(this.#request, requestOptions);
    this.#responses = new Responses(this.#response, options);
  }

  /** @param mediaType the contract's for the body, undefined for a request without one or with one that has no schema */
  forRequest(operation: Operation, mediaType: string | undefined): ValidateRequest {
    const { parameters, node } = this.#operations.get(operation.operationId) as Operation;
    const headers = parameters.filter((parameter) => parameter.in === 'header' && isReadable(parameter));
    const content = resolveReference<RequestBodyObject>(this.#request, node.requestBody ?? {}).content ?? {};
    const described = {
      parameters: parameters.filter(isReadable).map((parameter) => withPlainSchema(this.#request, parameter)),
      ...(mediaType === undefined ? {} : { requestBody: { content: { [mediaType]: content[mediaType] } } }),
    };
    const isForm = mediaType !== undefined && /^(application\/x-www-form-urlencoded|multipart\/)/i.test(mediaType);
    const parts = isForm ? this.#formValidator() : this.#requests;
    const key = `${operation.operationId} ${mediaType}`;
    parts.buildMiddleware(operation.path, described, ContentType.fromString(mediaType ?? ''), key);
    const validateParameters = parts.ajv.getSchema(key) as ValidateFunction;
    const validateBody = parts.ajvBody.getSchema(key) as ValidateFunction;
    return ({ parameters: read, body }) => {
      const sent = {
        params: read.path,
        query: read.query,
        headers: Object.fromEntries(headers.map(({ name }) => [name.toLowerCase(), read.header[name]])),
        cookies: read.cookie,
        body,
      };
      const good = validateParameters(sent);
      const goodBody = mediaType === undefined || validateBody(sent);
      for (const { name } of headers) read.header[name] = sent.headers[name.toLowerCase()];
      if (good && goodBody && read.errors.length === 0) return [];
      const errors = [
        ...read.errors,
        ...(good ? [] : this.#parameterErrors(validateParameters.errors ?? [], headers, read.errors)),
        ...(goodBody ? [] : this.#kept(validateBody.errors ?? []).map((error) => toRequestError(error, 'body', 1))),
      ];
      return orderRequestErrors(errors, this.#document, operation, mediaType && content[mediaType]?.schema);
    };
  }

  forResponses(operation: Operation): ValidateBody {
    const { node } = this.#responseOperations.get(operation.operationId) as Operation;
    const responses = Object.entries(node.responses ?? {})
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, written]) => [status, resolveReference<ResponseObject>(this.#response, written)]);
    const validators = this.#responses.buildValidators(Object.fromEntries(responses), operation.operationId);
    return (body, { status, mediaType }) => {
      const validate = validators[status]?.[mediaType];
      if (!validate || validate({ response: body })) return [];
      return withoutBranches(validate.errors ?? [], this.#response).map(
        ({ instancePath, message = 'is not valid' }) => ({
          instancePath: instancePath.replace('/response', ''),
          message,
        }),
      );
    };
  }

  #formValidator(): RequestParts {
    this.#forms ??= new Requests(this.#request, { ...requestOptions, coerceTypes: 'array' });
    return this.#forms;
  }

  #kept(errors: readonly ErrorObject[]): ErrorObject[] {
    return withoutBranches(errors, this.#request).filter(({ propertyName }) => propertyName === undefined);
  }

  /** A parameter that couldn't be read isn't missing. */
  #parameterErrors(
    errors: readonly ErrorObject[],
    headers: readonly ParameterObject[],
    unread: readonly RequestError[],
  ): RequestError[] {
    return this.#kept(errors).flatMap((error) => {
      const location = locations[error.instancePath.split('/', 2)[1] ?? ''];
      if (!location) return [];
      const { path, ...rest } = toRequestError(error, location, 1);
      const [name, ...inner] = path;
      const declared =
        location === 'header' ? headers.find((header) => header.name.toLowerCase() === name)?.name : name;
      if (unread.some((other) => other.in === location && other.path[0] === declared)) return [];
      return [{ ...rest, path: [declared ?? '', ...inner] }];
    });
  }
}

const locations: Readonly<Record<string, RequestError['in']>> = {
  params: 'path',
  query: 'query',
  headers: 'header',
  cookies: 'cookie',
};

function operationsById(document: OpenApiDocument): Map<string, Operation> {
  return new Map(listOperations(document, 'paths', new Set()).map((operation) => [operation.operationId, operation]));
}

/** The validator follows references of parameters only to component schemas, and takes no defaults through others. */
function withPlainSchema(document: OpenApiDocument, parameter: ParameterObject): ParameterObject {
  const { schema } = parameter;
  if (typeof schema !== 'object' || schema.$ref === undefined) return parameter;
  const alone = Object.keys(schema).length === 1;
  return { ...parameter, schema: alone ? resolveReference(document, schema) : { allOf: [schema] } };
}
