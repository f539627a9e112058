import type { AnySchema, ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Excerpt } from '../document/excerpt.ts';
import type { OpenApiDocument, ParameterObject, RequestBodyObject } from '../document/openapi.ts';
import { listOperations, type Operation, resolveReference } from '../document/operations.ts';
import { addFormats } from '../schema/formats.ts';
import { toJsonSchema2020 } from '../schema/json-schema-2020.ts';
import { compilePattern } from '../schema/pattern-matcher.ts';
import { forbidReadOnlyWriteOnly } from '../schema/schema-validator.ts';
import { isReadable } from './parameter-reader.ts';
import { parameterSchema } from './parameter-schema.ts';
import type { ValidateRequest } from './request-reader.ts';
import { makeValidation } from './request-validation.ts';

const section = 'x-concordat-request';

/** Validates the requests of one operation, without a server. */
export class RequestValidator {
  readonly #document: OpenApiDocument;
  readonly #operation: Operation;
  readonly #parameters: readonly ParameterObject[];

  constructor({ document, operation: { pointer } }: Excerpt) {
    this.#document = toJsonSchema2020(document, 'request');
    const operations = listOperations(this.#document, 'paths', new Set());
    this.#operation = operations.find((operation) => operation.pointer === pointer) as Operation;
    this.#parameters = this.#operation.parameters.filter(isReadable);
  }

  /** @param mediaType the contract's for the body, undefined for a request without one or with one that has no schema */
  forMediaType(mediaType: string | undefined): ValidateRequest {
    const body = resolveReference<RequestBodyObject>(this.#document, this.#operation.node.requestBody ?? {});
    const bodySchema = mediaType === undefined ? undefined : (body.content?.[mediaType]?.schema ?? undefined);
    const isForm = mediaType !== undefined && /^(application\/x-www-form-urlencoded|multipart\/)/i.test(mediaType);
    return makeValidation({
      document: this.#document,
      operation: this.#operation,
      parameters: this.#parameters,
      validateParameters: this.#compile(parametersSchema(this.#document, this.#parameters), 2),
      validateBody:
        bodySchema === undefined ? undefined : this.#compile({ type: 'object', properties: { body: bodySchema } }, 1),
      bodySchema,
      isForm,
    });
  }

  #compile(schema: AnySchema, depth: number) {
    const ajv = new Ajv2020({
      allErrors: true,
      verbose: true,
      strict: false,
      validateSchema: false,
      multipleOfPrecision: 9,
      useDefaults: true,
      logger: false,
      code: { regExp: compilePattern, optimize: false },
    });
    addFormats(ajv);
    forbidReadOnlyWriteOnly(ajv, 'request', depth);
    ajv.addSchema({ ...this.#document, [section]: schema }, 'contract');
    const validate = ajv.getSchema(`contract#/${section}`) as ValidateFunction;
    return (sent: object): readonly ErrorObject[] => (validate(sent) ? [] : (validate.errors ?? []));
  }
}

function parametersSchema(document: OpenApiDocument, parameters: readonly ParameterObject[]): AnySchema {
  const properties = Object.entries({ params: 'path', query: 'query', headers: 'header', cookies: 'cookie' });
  return {
    type: 'object',
    properties: Object.fromEntries(
      properties.map(([key, location]) => {
        const placed = parameters.filter((parameter) => parameter.in === location);
        const nameOf = ({ name }: ParameterObject) => (location === 'header' ? name.toLowerCase() : name);
        return [
          key,
          {
            type: 'object',
            properties: Object.fromEntries(
              placed.map((parameter) => [nameOf(parameter), parameterSchema(document, parameter)]),
            ),
            required: placed.filter(({ required }) => required === true).map(nameOf),
          },
        ];
      }),
    ),
  };
}
