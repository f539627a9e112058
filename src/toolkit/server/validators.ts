import type { Ajv, ValidateFunction } from 'ajv';
import { RequestValidator as EovRequestValidator } from 'express-openapi-validator/dist/middlewares/openapi.request.validator.js';
import { ResponseValidator as EovResponseValidator } from 'express-openapi-validator/dist/middlewares/openapi.response.validator.js';
import { ContentType } from 'express-openapi-validator/dist/middlewares/util.js';
import { excerptOf } from '../contract/document/excerpt.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type {
  MediaTypeObject,
  OpenApiDocument,
  ParameterObject,
  RequestBodyObject,
  ResponseObject,
} from '../contract/document/openapi.ts';
import { listOperations, type Operation, resolveReference } from '../contract/document/operations.ts';
import { isReadable } from '../contract/request/parameter-reader.ts';
import { parameterSchema } from '../contract/request/parameter-schema.ts';
import type { ValidateRequest } from '../contract/request/request-reader.ts';
import { makeValidation } from '../contract/request/request-validation.ts';
import { RequestValidator } from '../contract/request/request-validator.ts';
import type { ValidateBody } from '../contract/response/body-validation.ts';
import { type BrokenDefault, dropBrokenDefaults } from '../contract/schema/broken-defaults.ts';
import { ajvSettings, fillingDefaults } from '../contract/schema/create-ajv.ts';
import { ownFormats } from '../contract/schema/formats.ts';
import { toJsonSchema2020 } from '../contract/schema/json-schema-2020.ts';
import { boundByClock } from '../contract/schema/limits/bounded-ajv.ts';
import { boundedValidation, collectErrors } from '../contract/schema/limits/bounded-validation.ts';
import { requireFirst } from '../contract/schema/required-first.ts';
import { forbidReadOnlyWriteOnly } from '../contract/schema/schema-validator.ts';
import { collapseUnionErrors } from '../contract/schema/union-errors.ts';

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
  readonly ajvBody: Ajv;
  buildValidators(responses: object, key: string): Record<string, Record<string, ValidateFunction>>;
}
type Parts<T> = new (document: OpenApiDocument, options: object) => T;
const Requests = EovRequestValidator as unknown as Parts<RequestParts>;
const Responses = EovResponseValidator as unknown as Parts<ResponseParts>;

/** Most times are written like this, and on days that every month has: a tenth of the cost of looking closer. */
const plainTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

const formats = {
  formats: {
    ...ownFormats,
    'date-time': (text: string) => plainTime.test(text) || ownFormats['date-time'](text),
  },
  ajvFormats: { mode: 'full' },
};

/** The validator that stops at the first error, and the one that collects all, which is made when it is needed. */
class Verdicts<T> {
  readonly first: T;
  readonly #make: (allErrors: boolean) => T;
  #all: T | undefined;

  constructor(make: (allErrors: boolean) => T) {
    this.first = make(false);
    this.#make = make;
  }

  get all(): T {
    this.#all ??= this.#make(true);
    return this.#all;
  }
}

const known = new WeakMap<Contract, Validators>();

/** The validators of a contract: all apps that serve it have the same, as they take time to compile. */
export function validatorsOf(contract: Contract): Validators {
  const validators = known.get(contract) ?? new Validators(contract);
  known.set(contract, validators);
  return validators;
}

/** Requests and responses of one contract, validated by express-openapi-validator. */
export class Validators {
  /** Those that aren't applied. */
  readonly brokenDefaults: readonly BrokenDefault[];
  readonly #contract: Contract;
  readonly #request: OpenApiDocument;
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #requests: Verdicts<RequestParts>;
  readonly #response: OpenApiDocument;
  readonly #responses: Verdicts<ResponseParts>;
  readonly #responseOperations: ReadonlyMap<string, Operation>;

  constructor(contract: Contract) {
    const { document } = contract;
    this.#contract = contract;
    // The schemas in here are those of 3.1, whatever the contract's version.
    this.#request = Object.assign(toJsonSchema2020(document, 'request'), { openapi: '3.1.0' });
    this.brokenDefaults = dropBrokenDefaults(this.#request);
    this.#response = Object.assign(toJsonSchema2020(document, 'response'), { openapi: '3.1.0' });
    this.#operations = operationsById(this.#request);
    this.#responseOperations = operationsById(this.#response);
    const requestOptions = {
      ...ajvSettings(this.#request),
      ...formats,
      ...fillingDefaults,
      allowUnknownQueryParameters: true,
    };
    const responseOptions = { ...ajvSettings(this.#response), ...formats };
    this.#requests = new Verdicts((allErrors) => {
      const parts = new Requests(this.#request, { ...requestOptions, allErrors });
      // It always coerces parameters, which are typed when they are read; nothing is compiled before this.
      parts.ajv.opts.coerceTypes = false;
      // Its own keyword refuses a whole parameter with a branch that is the schema of a record's id, and a whole body.
      forbidReadOnlyWriteOnly(parts.ajv, 'request', 2);
      forbidReadOnlyWriteOnly(parts.ajvBody, 'request', 1);
      for (const ajv of [parts.ajv, parts.ajvBody]) {
        requireFirst(ajv);
        boundByClock(ajv);
      }
      return parts;
    });
    this.#responses = new Verdicts((allErrors) => {
      const parts = new Responses(this.#response, { ...responseOptions, allErrors });
      boundByClock(parts.ajvBody);
      return parts;
    });
  }

  /** @param mediaType the contract's for the body, undefined for a request without one or with one that has no schema */
  forRequest(operation: Operation, mediaType: string | undefined): ValidateRequest {
    const { parameters, node } = this.#operations.get(operation.operationId) as Operation;
    const readable = parameters.filter(isReadable);
    const content = resolveReference<RequestBodyObject>(this.#request, node.requestBody ?? {}).content ?? {};
    const described = {
      parameters: readable.map((parameter) => withPlainSchema(this.#request, parameter)),
      ...(mediaType === undefined ? {} : { requestBody: { content: { [mediaType]: measurable(content[mediaType]) } } }),
    };
    const isForm = mediaType !== undefined && /^(application\/x-www-form-urlencoded|multipart\/)/i.test(mediaType);
    const key = `${operation.operationId} ${mediaType}`;
    const contentType = ContentType.fromString(mediaType ?? '');
    const validation = (part: 'parameters' | 'body') => {
      const compile = (parts: RequestParts) => {
        const ajv = part === 'body' ? parts.ajvBody : parts.ajv;
        if (!ajv.getSchema(key)) parts.buildMiddleware(operation.path, described, contentType, key);
        return ajv.getSchema(key) as ValidateFunction;
      };
      return boundedValidation({
        judge: compile(this.#requests.first),
        makeCollector: () => compile(this.#requests.all),
        makePatient: () =>
          new RequestValidator(excerptOf(this.#contract.document, operation, 'paths')).makePatient(part, mediaType),
      });
    };
    return makeValidation({
      document: this.#request,
      operation,
      parameters: readable,
      validateParameters: validation('parameters'),
      validateBody: mediaType === undefined ? undefined : validation('body'),
      bodySchema: mediaType && content[mediaType]?.schema,
      isForm,
    });
  }

  forResponses(operation: Operation): ValidateBody {
    const { node } = this.#responseOperations.get(operation.operationId) as Operation;
    // Of all that an operation may respond with, most is never sent.
    const build = (parts: ResponseParts, status: string) => {
      const response = resolveReference<ResponseObject>(this.#response, node.responses?.[status] ?? {});
      return parts.buildValidators({ [status]: response }, operation.operationId)[status] ?? {};
    };
    const judges = new Map<string, Record<string, ValidateFunction>>();
    return (body, { status, mediaType }) => {
      const known = judges.get(status) ?? build(this.#responses.first, status);
      judges.set(status, known);
      const judge = known[mediaType];
      if (!judge || judge({ response: body })) return [];
      const collector = build(this.#responses.all, status)[mediaType] ?? judge;
      const errors = collectErrors(collector, { response: body }, judge.errors ?? []);
      return collapseUnionErrors(errors, this.#response).map(({ instancePath, message = 'is not valid' }) => ({
        instancePath: instancePath.replace('/response', ''),
        message,
      }));
    };
  }
}

function operationsById(document: OpenApiDocument): Map<string, Operation> {
  return new Map(listOperations(document, 'paths', new Set()).map((operation) => [operation.operationId, operation]));
}

/** The validator lets whatever is binary pass, and its size may be limited. */
function measurable(media: MediaTypeObject = {}): MediaTypeObject {
  if (typeof media.schema !== 'object' || media.schema['format'] !== 'binary') return media;
  const { format: _, ...schema } = media.schema;
  return { ...media, schema };
}

/** The validator follows references of parameters only to component schemas, and takes no defaults through others. */
function withPlainSchema(document: OpenApiDocument, parameter: ParameterObject): ParameterObject {
  const { schema } = parameter;
  if (typeof schema !== 'object' || schema === null) return parameter;
  const plain = parameterSchema(document, parameter);
  return { ...parameter, schema: typeof plain === 'object' && plain.$ref !== undefined ? { allOf: [plain] } : plain };
}
