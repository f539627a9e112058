import type { Ajv2020 } from 'ajv/dist/2020.js';
import { withDoubles } from '../contract/document/exact-json.ts';
import { excerptOf } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { OpenApiDocument } from '../contract/document/openapi.ts';
import type { Operation } from '../contract/document/operations.ts';
import type { BodyPlace } from '../contract/response/body-validation.ts';
import type { OperationResponse, ResponseContract, ResponseViolation } from '../contract/response/response.ts';
import { createAjv } from '../contract/schema/create-ajv.ts';
import { toJsonSchema2020 } from '../contract/schema/json-schema-2020.ts';
import { responseQueue } from '../contract/schema/limits/patient-queue.ts';
import { makePatientValidator, type PatientValidator } from '../contract/schema/limits/patient-validator.ts';
import { forbidReadOnlyWriteOnly } from '../contract/schema/schema-validator.ts';
import { collapseUnionErrors } from '../contract/schema/union-errors.ts';

/** A JSON body, and what it is validated by. */
interface Body {
  readonly value: unknown;
  readonly place: BodyPlace;
}

/** Checks the responses of one operation with pauses, so that a large one doesn't hold up others. */
export class PatientResponses {
  readonly #responses: ResponseContract;
  readonly #validators = new Map<string, PatientValidator | undefined>();
  readonly #contract: Contract;
  readonly #operation: Operation;
  #document: OpenApiDocument | undefined;

  constructor(contract: Contract, operation: Operation, responses: ResponseContract) {
    this.#contract = contract;
    this.#operation = operation;
    this.#responses = responses;
  }

  /** Like `ResponseContract.check`, of which one error of a body is told. */
  async check(response: OperationResponse): Promise<readonly ResponseViolation[]> {
    let body: Body | undefined;
    const others = this.#responses.check(response, (value, place) => {
      body = { value, place };
      return [];
    });
    if (!body) return others;
    const validate = this.#validatorFor(body.place);
    if (!validate) return this.#responses.check(response);
    const errors = await validate(withDoubles(body.value));
    const found = collapseUnionErrors(errors, this.#prepared).map(({ instancePath, message = 'is not valid' }) => {
      return { instancePath, message };
    });
    return this.#responses.check(response, () => found);
  }

  get #prepared(): OpenApiDocument {
    this.#document ??= toJsonSchema2020(
      excerptOf(this.#contract.document, this.#operation, 'paths').document,
      'response',
    );
    return this.#document;
  }

  #validatorFor({ mediaType, pointer }: BodyPlace): PatientValidator | undefined {
    const schema = joinPointer(pointer, 'content', mediaType, 'schema');
    if (!this.#validators.has(schema))
      this.#validators.set(
        schema,
        makePatientValidator(this.#prepared, schema, () => this.#makeAjv(), responseQueue),
      );
    return this.#validators.get(schema);
  }

  #makeAjv(): Ajv2020 {
    const ajv = createAjv(this.#prepared);
    forbidReadOnlyWriteOnly(ajv, 'response');
    return ajv;
  }
}
