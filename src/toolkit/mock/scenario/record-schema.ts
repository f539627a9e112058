import { ContractError } from '../../contract/document/contract-error.ts';
import { copyOf } from '../../contract/document/copy.ts';
import { excerptOf } from '../../contract/document/excerpt.ts';
import { pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import type { ContractOperations, Operation } from '../../contract/document/operations.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { walk } from '../../contract/document/walk.ts';
import { type BodyPlace, findRecordPlace, findSingletonPlace } from '../../contract/resource/record-shape.ts';
import type { Action, Resource } from '../../contract/resource/resources.ts';
import { validationClock } from '../../contract/schema/limits/validation-clock.ts';
import { schemasAlong } from '../../contract/schema/schema-shape.ts';
import { SchemaValidator, type SchemaViolation } from '../../contract/schema/schema-validator.ts';
import { findItems, schemaAlong } from '../list-items.ts';

/** What validating a record may take, in milliseconds. */
const validateMs = 500;
const maxUnions = 4;

/** What a contract says of the records of a resource, of which any part may be left out. */
export class RecordSchema {
  readonly document: OpenApiDocument;
  /** All that may describe a record, in any response. */
  readonly schemas: readonly SchemaObject[];
  readonly #validator: SchemaValidator | undefined;
  readonly #pointer: string | undefined;

  constructor({ document }: ContractOperations, places: readonly RecordSchemaPlace[]) {
    this.document = document;
    this.schemas = places.flatMap(({ place, way }) =>
      schemasAlong(document, valueAt(document, place.schemaPointer), way),
    );
    const [{ operation, place, way }] = places as readonly [RecordSchemaPlace];
    const partial = copyOf(excerptOf(document, operation, 'paths').document);
    walk(partial, ({ kind, node }) => {
      if (kind === 'Schema') allowParts(node as SchemaObject);
    });
    try {
      this.#validator = new SchemaValidator(partial, 'response');
      const schema = schemaAlong(this.#validator.document, place, way);
      this.#pointer = pointerTo(this.#validator.document, (schema ?? {}) as object);
    } catch (error) {
      // A contract's own mistakes are told by `lint`.
      if (!(error instanceof ContractError)) throw error;
    }
  }

  /** What a part of a record breaks, apart from what it leaves out and from names that aren't known. */
  violations(record: unknown): readonly SchemaViolation[] {
    const pointer = this.#pointer;
    if (pointer === undefined) return [];
    try {
      return validationClock.attempt(validateMs, () => this.#violationsAt(record, pointer, 0), []);
    } catch (error) {
      if (error instanceof ContractError) return [];
      throw error;
    }
  }

  /** Those of the one branch that is meant take the place of that of its union. */
  #violationsAt(value: unknown, pointer: string, depth: number): SchemaViolation[] {
    const validator = this.#validator as SchemaValidator;
    return validator.validate(value, pointer).flatMap((violation) => {
      const { keyword, instancePath, schema } = violation;
      if (/^(additionalProperties|unevaluatedProperties|writeOnly)$/.test(keyword)) return [];
      if (keyword !== 'anyOf' || depth >= maxUnions) return [violation];
      const inner = valueAt(value, `#${instancePath}`);
      const branches = (schema['anyOf'] as unknown[]).flatMap((branch) => {
        const own = typeof branch === 'object' && branch !== null ? pointerTo(validator.document, branch) : undefined;
        return own === undefined ? [] : [this.#violationsAt(inner, own, depth + 1)];
      });
      const [meant, ...others] = branches.filter((found) => found.every(isOfContent));
      if (!meant || others.length > 0) return [violation];
      return meant.map((one) => ({ ...one, instancePath: instancePath + one.instancePath }));
    });
  }
}

/** Whether a violation doesn't say that another branch is meant: one of another type, or with another fixed value. */
function isOfContent({ keyword, instancePath }: SchemaViolation): boolean {
  const depth = pointerTokens(instancePath).length;
  return !(keyword === 'type' && depth === 0) && !(/^(const|enum)$/.test(keyword) && depth <= 1);
}

/** Lets a schema describe a part of what it describes: what is required may be missing, and so may what tells branches apart. */
function allowParts(schema: SchemaObject): void {
  const changed: Record<string, unknown> = schema;
  for (const keyword of ['required', 'minProperties', 'dependentRequired', 'not']) delete changed[keyword];
  const { oneOf, if: condition, then: positive, else: negative, allOf } = changed;
  const unions: unknown[] = [];
  if (Array.isArray(oneOf)) unions.push({ anyOf: oneOf });
  if (condition !== undefined) unions.push({ anyOf: [positive ?? {}, negative ?? {}] });
  if (unions.length === 0) return;
  for (const keyword of ['oneOf', 'if', 'then', 'else']) delete changed[keyword];
  changed['allOf'] = [...(Array.isArray(allOf) ? allOf : []), ...unions];
}

interface RecordSchemaPlace {
  readonly operation: Operation;
  readonly place: BodyPlace;
  readonly way: readonly (string | number)[];
}

const actions: readonly Action[] = ['read', 'list', 'create', 'replace', 'patch'];

/** @returns undefined if no response of the resource has a record */
export function recordSchemaOf(
  contract: ContractOperations,
  resource: Resource,
  isSingle: boolean,
): RecordSchema | undefined {
  const { document } = contract;
  const places = actions.flatMap((action): RecordSchemaPlace[] => {
    const operation = resource.operations.get(action)?.operation;
    if (!operation) return [];
    const schemas = { excerpt: { document, operation }, instances: contract };
    const isList = action === 'list';
    const place = isSingle
      ? findSingletonPlace(schemas)
      : isList
        ? findItems(contract, operation, resource)
        : findRecordPlace(schemas, resource);
    return place ? [{ operation, place, way: [...pointerTokens(place.bodyPointer), ...(isList ? [0] : [])] }] : [];
  });
  return places.length === 0 ? undefined : new RecordSchema(contract, places);
}
