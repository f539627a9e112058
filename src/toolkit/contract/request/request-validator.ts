import type { AnySchema } from 'ajv';
import { type Excerpt, excerptOf } from '../document/excerpt.ts';
import type { MediaTypeObject, OpenApiDocument, ParameterObject, RequestBodyObject } from '../document/openapi.ts';
import { type Operation, resolveReference } from '../document/operations.ts';
import type { BrokenDefault } from '../schema/broken-defaults.ts';
import { type BoundedValidation, boundedValidation } from '../schema/limits/bounded-validation.ts';
import { makePatientValidator, type PatientValidator } from '../schema/limits/patient-validator.ts';
import { type RequestPart, type RequestSchemas, requestSchemasOf } from '../schema/request-schemas.ts';
import { isReadable } from './parameter-reader.ts';
import { parameterSchema } from './parameter-schema.ts';
import type { ValidateRequest } from './request-reader.ts';
import { makeValidation } from './request-validation.ts';

/** Validates the requests of one operation, without a server. */
export class RequestValidator {
  readonly #schemas: RequestSchemas;
  readonly #document: OpenApiDocument;
  readonly #operation: Operation;
  readonly #parameters: readonly ParameterObject[];

  constructor({ document, operation: { pointer } }: Excerpt) {
    this.#schemas = requestSchemasOf(document);
    this.#document = this.#schemas.document;
    this.#operation = this.#schemas.operationAt(pointer);
    this.#parameters = this.#operation.parameters.filter(isReadable);
  }

  /** Those of the document that aren't applied. */
  get brokenDefaults(): readonly BrokenDefault[] {
    return this.#schemas.brokenDefaults;
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
  makePatient(part: RequestPart, mediaType: string | undefined): PatientValidator | undefined {
    const { document } = excerptOf(this.#document, this.#operation, 'paths');
    const withSection = { ...document, [section]: this.#schemaOf(part, mediaType) };
    return makePatientValidator(withSection, `#/${section}`, () => this.#schemas.makeAjv(part, false));
  }

  #validation(part: RequestPart, mediaType: string | undefined): BoundedValidation {
    const schema = this.#schemaOf(part, mediaType);
    return boundedValidation({
      judge: this.#schemas.compile(part, schema, false),
      makeCollector: () => this.#schemas.compile(part, schema, true),
      makePatient: () => this.makePatient(part, mediaType),
    });
  }

  #bodySchema(mediaType: string | undefined): MediaTypeObject['schema'] | undefined {
    const body = resolveReference<RequestBodyObject>(this.#document, this.#operation.node.requestBody ?? {});
    return mediaType === undefined ? undefined : (body.content?.[mediaType]?.schema ?? undefined);
  }

  #schemaOf(part: RequestPart, mediaType: string | undefined): AnySchema {
    return part === 'parameters'
      ? parametersSchema(this.#document, this.#parameters)
      : { type: 'object', properties: { body: this.#bodySchema(mediaType) ?? {} } };
  }
}

const section = 'x-concordat-request';

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
