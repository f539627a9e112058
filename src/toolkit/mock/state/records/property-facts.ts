import { joinPointer, valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { isJsonApi } from '../../../contract/resource/record-shape.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { isOfType } from '../../../instances/index.ts';
import { wordsOf } from '../../plausible/words.ts';

/** What the schemas say of a property. */
export interface PropertyFacts {
  readonly types: readonly string[];
  readonly readOnly: boolean;
  /** Whether a new record gets a new UUID here. */
  readonly isUuid: boolean;
  /** Its value in a new record if the client doesn't set it. */
  readonly fresh: unknown;
  /** Whether that is the contract's default. */
  readonly isDefault: boolean;
  /** Whether that is the value of the template. */
  readonly isOfTemplate: boolean;
  readonly stamped: 'created' | 'changed' | undefined;
  /** Of a time that is a number. */
  readonly msPerUnit: 1 | 1000 | undefined;
  /** The smallest id, the steps between ids, and how long they are, where they are numbers or texts. */
  readonly least: number;
  readonly step: number;
  readonly length: number;
}

/** The schemas of a record. */
export interface RecordSchemas {
  readonly document: OpenApiDocument;
  readonly schemas: readonly SchemaObject[];
  /** Properties that every record has. */
  readonly required: ReadonlySet<unknown>;
  /** A record, for required properties that the client doesn't set. */
  readonly template: Readonly<Record<string, unknown>>;
  /** The name of the id's property. */
  readonly id: string;
  /** Whether only some kinds of records have the property, which get it once their kind is known. Default: no. */
  readonly isOfKind?: boolean;
}

/** What the schemas of a record say of one of its properties. */
export function propertyFactsOf(name: string, record: RecordSchemas): PropertyFacts {
  const { document, required, template, id, isOfKind = false } = record;
  const schemas = schemasInPlace(document, ...schemasAt(record.schemas, name));
  const withDefault = isOfKind ? undefined : schemas.find((schema) => schema['default'] !== undefined);
  const isFilled = !isOfKind && (required.has(name) || schemas.some(({ readOnly }) => readOnly === true));
  const plain = isFilled ? [null, false, 0, []].find((value) => fits(schemas, value)) : undefined;
  const isId = name === id;
  const isUuid =
    !withDefault && plain === undefined && (isFilled || isId) && schemas.some(({ format }) => format === 'uuid');
  const needed = required.has(name) ? template[name] : undefined;
  const msPerUnit = unitOfTime(name, schemas);
  const isTime = msPerUnit !== undefined || schemas.some(({ format }) => format === 'date-time');
  return {
    types: schemas.flatMap(({ type }) => type ?? []),
    readOnly: schemas.some(({ readOnly }) => readOnly === true),
    isUuid,
    fresh: withDefault ? withDefault['default'] : plain === undefined ? needed : plain,
    isDefault: withDefault !== undefined,
    isOfTemplate: !withDefault && plain === undefined && needed !== undefined,
    least: Math.max(1, ...schemas.map(({ minimum }) => Number(minimum ?? 1))),
    step: Math.max(1, ...schemas.map(({ multipleOf }) => Number(multipleOf ?? 1))),
    length: Math.max(0, ...schemas.map(({ minLength }) => Number(minLength ?? 0))),
    msPerUnit,
    stamped:
      isTime && changedAt.test(name)
        ? 'changed'
        : isTime && (createdAt.test(name) || (required.has(name) && begunAt.test(name)))
          ? 'created'
          : undefined,
  };
}

/** The same of what a record of JSON:API has inside `attributes`. */
export function attributeFacts(
  document: OpenApiDocument,
  schemas: readonly SchemaObject[],
  names: readonly string[],
): ReadonlyMap<string, PropertyFacts> {
  if (!isJsonApi(names)) return new Map();
  const inside = schemasInPlace(document, ...schemasAt(schemas, 'attributes'));
  const required = new Set<unknown>(inside.flatMap(({ required: own }) => (Array.isArray(own) ? own : [])));
  const record = { document, schemas: inside, required, template: {}, id: '' };
  return new Map(propertyNames(inside).map((name) => [name, propertyFactsOf(name, record)]));
}

/** A time as a property has it: as a text, or in seconds or milliseconds. */
export function writtenTime(time: Date, { msPerUnit }: Pick<PropertyFacts, 'msPerUnit'>): string | number {
  return msPerUnit === undefined ? `${time.toISOString().slice(0, 19)}Z` : Math.floor(time.getTime() / msPerUnit);
}

/** Of a number that is a time, as its name says; undefined for none. */
function unitOfTime(name: string, schemas: readonly SchemaObject[]): 1 | 1000 | undefined {
  const words = wordsOf(name);
  const isNumber = schemas.some(({ type }) => [type].flat().includes('integer'));
  if (!isNumber || !/ (at|on|date|time|timestamp)$|^(created|updated|modified)$/.test(words)) return undefined;
  return schemas.some(({ description }) => /milli|\bms\b/.test(`${description} ${words}`)) ? 1 : 1000;
}

const changedAt = /^(date)?_?(updat|modif|chang|edit)|last_?(updat|modif)/i;
const begunAt =
  /^(date)?_?(plac|order|submitt|regist|join|issu|upload|request|post|open|sent|book|report|appl[iy]|occur|check(ed)?_?in|clock(ed)?_?in)/i;
const createdAt = /^(date)?_?(creat|insert|added)/i;

/** Whether a plain value is among those that the schemas allow; where they say nothing of types, it isn't asked for. */
function fits(schemas: readonly SchemaObject[], value: unknown): boolean {
  const typed = schemas.filter(({ type }) => type !== undefined);
  const isFitting = ({ type, enum: options, minimum, minItems, const: fixed }: SchemaObject) =>
    (type === undefined || [type].flat().some((name) => isOfType(value, name))) &&
    (options === undefined || options.includes(value)) &&
    (fixed === undefined || fixed === value) &&
    !(typeof minimum === 'number' && Number(value) < minimum) &&
    !(typeof minItems === 'number' && minItems > 0);
  return typed.length > 0 && schemas.every(isFitting);
}

/** The pointer to the schema at a path of properties; undefined if it isn't declared under `properties`. */
export function schemaAt(document: OpenApiDocument, pointer: string, path: readonly string[]): string | undefined {
  let at = pointer;
  for (const token of path) {
    for (
      let node = valueAt(document, at) as SchemaObject;
      typeof node?.$ref === 'string';
      node = valueAt(document, at) as SchemaObject
    )
      at = node.$ref;
    at = joinPointer(at, 'properties', token);
    if (valueAt(document, at) === undefined) return undefined;
  }
  return at;
}
