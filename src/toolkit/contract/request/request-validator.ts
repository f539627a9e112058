import type { AnySchema, AnySchemaObject, ValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { Excerpt } from '../document/excerpt.ts';
import type { MediaTypeObject, OpenApiDocument, ParameterObject, RequestBodyObject } from '../document/openapi.ts';
import { listOperations, type Operation, resolveReference } from '../document/operations.ts';
import { createAjv } from '../schema/create-ajv.ts';
import { toJsonSchema2020 } from '../schema/json-schema-2020.ts';
import { boundByClock } from '../schema/limits/bounded-ajv.ts';
import { type BoundedValidation, boundedValidation } from '../schema/limits/bounded-validation.ts';
import { makePatientValidator, type PatientValidator } from '../schema/limits/patient-validator.ts';
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
    const bodySchema = this.#bodySchema(mediaType);
    const isForm = mediaType !== undefined && /^(application\/x-www-form-urlencoded|multipart\/)/i.test(mediaType);
    return makeValidation({
      document: this.#document,
      operation: this.#operation,
      parameters: this.#parameters,
      validateParameters: this.#validation('parameters', mediaType),
      validateBody: bodySchema === undefined ? undefined : this.#validation('body', mediaType),
      bodySchema,
      isForm,
    });
  }

  /** @returns undefined for schemas that can only be validated at a stretch */
  makePatient(part: Part, mediaType: string | undefined): PatientValidator | undefined {
    return makePatientValidator(this.#withSection(part, mediaType), `#/${section}`, () => this.#makeAjv(part, false));
  }

  #validation(part: Part, mediaType: string | undefined): BoundedValidation {
    const document = this.#withSection(part, mediaType);
    const compile = (allErrors: boolean) => {
      const ajv = this.#makeAjv(part, allErrors);
      boundByClock(ajv);
      ajv.addSchema(document, 'contract');
      return ajv.getSchema(`contract#/${section}`) as ValidateFunction;
    };
    return boundedValidation({
      judge: compile(false),
      makeCollector: () => compile(true),
      makePatient: () => this.makePatient(part, mediaType),
    });
  }

  #bodySchema(mediaType: string | undefined): MediaTypeObject['schema'] | undefined {
    const body = resolveReference<RequestBodyObject>(this.#document, this.#operation.node.requestBody ?? {});
    return mediaType === undefined ? undefined : (body.content?.[mediaType]?.schema ?? undefined);
  }

  #makeAjv(part: Part, allErrors: boolean): Ajv2020 {
    const ajv = createAjv(this.#document, { allErrors, useDefaults: true });
    forbidReadOnlyWriteOnly(ajv, 'request', part === 'parameters' ? 2 : 1);
    return ajv;
  }

  #withSection(part: Part, mediaType: string | undefined): OpenApiDocument & AnySchemaObject {
    const schema =
      part === 'parameters'
        ? parametersSchema(this.#document, this.#parameters)
        : { type: 'object', properties: { body: this.#bodySchema(mediaType) ?? {} } };
    return { ...this.#document, [section]: schema };
  }
}

/** The parts of a request that are validated on their own. */
type Part = 'parameters' | 'body';

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
