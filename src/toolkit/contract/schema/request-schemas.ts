import type { AnySchema, ValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { requestsOf } from '../document/excerpt.ts';
import type { OpenApiDocument } from '../document/openapi.ts';
import { listOperations, type Operation } from '../document/operations.ts';
import { type BrokenDefault, dropBrokenDefaults } from './broken-defaults.ts';
import { createAjv, fillingDefaults } from './create-ajv.ts';
import { toJsonSchema2020 } from './json-schema-2020.ts';
import { boundByClock } from './limits/bounded-ajv.ts';
import { requireFirst } from './required-first.ts';
import { forbidReadOnlyWriteOnly } from './schema-validator.ts';

/** The parts of a request that are validated on their own. */
export type RequestPart = 'parameters' | 'body';

const known = new WeakMap<OpenApiDocument, RequestSchemas>();

/** There is one for each document. */
export function requestSchemasOf(document: OpenApiDocument): RequestSchemas {
  const schemas = known.get(document) ?? new RequestSchemas(document);
  known.set(document, schemas);
  return schemas;
}

const section = 'x-concordat-requests';

/** A compiled schema takes some ten times the memory of its text: after so many, only who uses them keeps them. */
const maxCompiled = 300;

/** What validates the requests of a document's operations: schemas that are compiled for one of them serve the others. */
export class RequestSchemas {
  /** With the schemas of requests. */
  readonly document: OpenApiDocument;
  /** Those that aren't applied. */
  readonly brokenDefaults: readonly BrokenDefault[];
  readonly #operations: ReadonlyMap<string, Operation>;
  /** Ajv looks for a schema in them when it is compiled. */
  #schemas: AnySchema[] = [];
  readonly #ajvs = new Map<string, Ajv2020>();

  constructor(document: OpenApiDocument) {
    this.document = toJsonSchema2020(requestsOf(document), 'request');
    this.brokenDefaults = dropBrokenDefaults(this.document);
    const operations = listOperations(this.document, 'paths', new Set());
    this.#operations = new Map(operations.map((operation) => [operation.pointer, operation]));
  }

  operationAt(pointer: string): Operation {
    return this.#operations.get(pointer) as Operation;
  }

  /** @param schema of `{ params, query, headers, cookies }` or `{ body }`, whose references are into the document */
  compile(part: RequestPart, schema: AnySchema, allErrors: boolean): ValidateFunction {
    if (this.#schemas.length >= maxCompiled) {
      this.#schemas = [];
      this.#ajvs.clear();
    }
    const index = this.#schemas.push(schema) - 1;
    return this.#ajvFor(part, allErrors).getSchema(`contract#/${section}/${index}`) as ValidateFunction;
  }

  #ajvFor(part: RequestPart, allErrors: boolean): Ajv2020 {
    const key = `${part} ${allErrors}`;
    const found = this.#ajvs.get(key);
    if (found) return found;
    const ajv = this.makeAjv(part, allErrors);
    boundByClock(ajv);
    ajv.addSchema({ ...this.document, [section]: this.#schemas }, 'contract');
    this.#ajvs.set(key, ajv);
    return ajv;
  }

  makeAjv(part: RequestPart, allErrors: boolean): Ajv2020 {
    const ajv = createAjv(this.document, { allErrors, ...fillingDefaults });
    requireFirst(ajv);
    forbidReadOnlyWriteOnly(ajv, 'request', part === 'parameters' ? 2 : 1);
    return ajv;
  }
}
