import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { singular, wordsOf } from '../../plausible/words.ts';
import { type Figure, figureOf } from './figures.ts';
import { nearestType, personFor, typeNamed } from './named-types.ts';
import { compact, componentOf, fieldWays, type RecordType } from './record-type.ts';

/** The way to a value in a record; `*` is each item of a list. */
export type Way = readonly string[];

/** An id in a record that is that of another record. */
export interface Reference {
  readonly way: Way;
  readonly target: RecordType;
  readonly isNullable: boolean;
}

/** An object in a record that is another record, or a part of one. */
export interface Embedded {
  readonly way: Way;
  readonly target: RecordType;
  /** Its properties, and the name of the id among them. */
  readonly properties: readonly string[];
  readonly id: string | undefined;
  /** How many there may be, where it is one of a list; undefined for any number. */
  readonly most: number | undefined;
  /** The values of properties that have only one, such as its type. */
  readonly constants: Readonly<Record<string, unknown>>;
}

/** What in the records of a resource depends on others. */
export interface RecordPlan {
  readonly references: readonly Reference[];
  readonly embedded: readonly Embedded[];
  readonly figures: readonly Figure[];
  /** Whether there are amounts that may be sums. */
  readonly hasSums: boolean;
}

const sums = /\b(total|subtotal|sum|amount|count|quantity)\b/;
const maxDepth = 4;
const maxProperties = 400;
const parts =
  /(summary|ref|reference|brief|short|preview|base|mini|link|info|embedded|out|read|response|lite|simple|basic|compact|stub|details|view|dto|model)$/;

/** Finds what the properties of a record refer to: by the names of components, and by their own names. */
export function planRecord(document: OpenApiDocument, own: RecordType, recordTypes: readonly RecordType[]): RecordPlan {
  const references: Reference[] = [];
  const embedded: Embedded[] = [];
  const figures: Figure[] = [];
  // What the path of the collection says isn't up to the record.
  const variables = new Set(own.isNested ? variableNames(own.path).map((name) => compact(wordsOf(name))) : []);
  let count = 0;
  let hasSums = false;
  const visit = (schemas: readonly SchemaObject[], way: Way, above: ReadonlySet<SchemaObject>): void => {
    if (way.length > maxDepth * 2) return;
    for (const name of propertyNames(schemas)) {
      if (++count > maxProperties) return;
      hasSums ||= sums.test(wordsOf(name));
      const written = schemasAt(schemas, name);
      const inside = schemasInPlace(document, ...written);
      const here = [...way, name];
      if (way.length === 0 && (name === own.id || variables.has(compact(wordsOf(name))))) continue;
      const items = inside.flatMap((schema) => (schema.items === undefined ? [] : [schema.items]));
      const isList = items.length > 0;
      const inner = isList ? schemasInPlace(document, ...items) : inside;
      const properties = propertyNames(inner);
      const to = isList ? [...here, '*'] : here;
      if (properties.length > 0) {
        const constants = constantsOf(document, inner);
        const called = name === 'data' ? (way.at(-1) ?? name) : name;
        const target =
          identifiedType(properties, constants, called, recordTypes, own) ??
          embeddedType([...(isList ? items : written)], name, properties, recordTypes, own);
        if (target)
          embedded.push({
            way: to,
            target,
            properties,
            id: properties.find((one) => one === target.id) ?? properties.find((one) => /^id$/i.test(one)),
            most: isList ? leastOf(inside) : undefined,
            constants,
          });
        else if (!inner.some((schema) => above.has(schema))) visit(inner, to, new Set([...above, ...inner]));
        continue;
      }
      const target = referredType(name, inner, isList, recordTypes, own);
      if (target) references.push({ way: to, target, isNullable: isNullable(inside) });
    }
  };
  visit(own.schemas, [], new Set(own.schemas));
  for (const way of fieldWays(own)) {
    const schemas = schemasAlong(document, { allOf: own.schemas }, way);
    for (const name of propertyNames(schemas))
      figures.push(...figureOf(document, way, name, schemas, own, recordTypes));
  }
  return { references, embedded, figures, hasSums };
}

function leastOf(lists: readonly SchemaObject[]): number | undefined {
  const found = lists.flatMap(({ maxItems }) => (typeof maxItems === 'number' ? [maxItems] : []));
  return found.length > 0 ? Math.min(...found) : undefined;
}

/** The values of properties that have only one. */
function constantsOf(document: OpenApiDocument, schemas: readonly SchemaObject[]): Readonly<Record<string, unknown>> {
  const found = propertyNames(schemas).flatMap((name): [string, unknown][] => {
    for (const schema of schemasInPlace(document, ...schemasAt(schemas, name))) {
      const only = schema['const'] ?? (schema.enum?.length === 1 ? schema.enum[0] : undefined);
      if (only !== undefined) return [[name, only]];
    }
    return [];
  });
  return Object.fromEntries(found);
}

/** The resource that an identifier of JSON:API is of: by its type, or by the name of the relationship. @see https://jsonapi.org/format/#document-resource-identifier-objects */
function identifiedType(
  properties: readonly string[],
  { type }: Readonly<Record<string, unknown>>,
  name: string,
  recordTypes: readonly RecordType[],
  own: RecordType,
): RecordType | undefined {
  const isIdentifier =
    ['type', 'id'].every((one) => properties.includes(one)) &&
    properties.every((one) => /^(type|id|lid|meta|links)$/.test(one));
  if (!isIdentifier) return undefined;
  const named = (words: string) => typeNamed(singular(wordsOf(words)), recordTypes, own);
  return (typeof type === 'string' ? named(type) : undefined) ?? named(name) ?? personFor(wordsOf(name), recordTypes);
}

/** Whether a property is called like the key of a resource: `port_code`, or `origin_port_code` where it names the resource. */
function isKeyOf(words: string, { id, names }: RecordType): boolean {
  if (/^(id|name|uuid)$/i.test(id)) return false;
  const key = wordsOf(id);
  return (
    compact(words) === compact(key) ||
    (words.endsWith(` ${key}`) && names.some((name) => compact(key).startsWith(name)))
  );
}

/** The resource that a property's id is of: `author_id`, `authorIds`, `authors` with ids. */
function referredType(
  name: string,
  schemas: readonly SchemaObject[],
  isList: boolean,
  recordTypes: readonly RecordType[],
  own: RecordType,
): RecordType | undefined {
  const words = isList ? singular(wordsOf(name)) : wordsOf(name);
  const types = new Set(
    schemas.flatMap(({ type, format }) => [...[type ?? []].flat(), ...(format === 'uuid' ? ['uuid'] : [])]) as string[],
  );
  if (
    types.has('boolean') ||
    types.has('object') ||
    schemas.some((schema) => schema['enum'] !== undefined || 'const' in schema)
  )
    return undefined;
  const fits = (target: RecordType) => {
    const isNumber = types.has('integer') || types.has('number');
    return isNumber
      ? target.idTypes.has('integer') || target.idTypes.has('number') || target.idTypes.size === 0
      : !(target.idTypes.has('uuid') && schemas.some(({ format }) => format !== undefined && format !== 'uuid'));
  };
  const [, stem] = /^(.+?) ?(?:ids?|uuid|guid)$/.exec(words) ?? [];
  if (stem !== undefined) {
    if (stem === 'parent') return fits(own) ? own : undefined;
    const target = typeNamed(stem, recordTypes, own) ?? personFor(stem, recordTypes);
    return target && fits(target) ? target : undefined;
  }
  const byKey = recordTypes.find((other) => other !== own && isKeyOf(words, other) && fits(other));
  if (byKey) return byKey;
  // `author` is an id only if it looks like one.
  const target = typeNamed(words, recordTypes, own);
  if (!target || !fits(target)) return undefined;
  // `connected_target` may be one, and would be refused where the contract tests made it up.
  const isWhole = isList || target.names.includes(compact(words));
  const isSame =
    types.has('uuid') ||
    types.has('integer') ||
    (!target.idTypes.has('uuid') &&
      target.idTypes.has('string') &&
      !/^(name)$/.test(target.id) &&
      ((isWhole && schemas.some(({ description }) => /\bids?\b/i.test(String(description)))) ||
        isCalledInPath(words, target)));
  const isCount = /\b(count|total|number|amount|quantity|order|position)\b/.test(words);
  return isSame &&
    !isCount &&
    (isList ||
      types.has('uuid') ||
      isCalledInPath(words, target) ||
      schemas.some(({ description }) => /\bids?\b|identifier/i.test(String(description))))
    ? target
    : undefined;
}

/** Whether paths have the id of a record under such a name: `/customers/{customer}`. */
function isCalledInPath(words: string, { recordPath, names }: RecordType): boolean {
  const variable = wordsOf(variableNames(recordPath).at(-1) ?? '');
  return variable !== '' && variable === words && names.includes(compact(words));
}

/** The resource whose records an object is of: by its component, or by its name if it has an id. */
function embeddedType(
  written: readonly unknown[],
  name: string,
  properties: readonly string[],
  recordTypes: readonly RecordType[],
  own: RecordType,
): RecordType | undefined {
  const component = written.map(componentOf).find((one) => one !== undefined);
  if (component !== undefined) {
    const same = nearestType(
      recordTypes.filter(({ schemaName }) => schemaName === component),
      own,
    );
    if (same) return same;
  }
  const hasId = properties.some(
    (one) =>
      /^_?(id|uuid|guid)$/i.test(one) || recordTypes.some((other) => other.id === one && !/^(name|title)$/.test(one)),
  );
  if (!hasId) return undefined;
  const [, stem] = component === undefined ? [] : [component, compact(wordsOf(component)).replace(parts, '')];
  const byPart =
    stem === undefined
      ? undefined
      : nearestType(
          recordTypes.filter(
            ({ names, schemaName }) =>
              names.includes(stem) || compact(wordsOf(schemaName ?? '')).replace(parts, '') === stem,
          ),
          own,
        );
  if (byPart && properties.includes(byPart.id)) return byPart;
  const target =
    typeNamed(singular(wordsOf(name)), recordTypes, own) ?? personFor(singular(wordsOf(name)), recordTypes);
  return target && (properties.includes(target.id) || component === undefined) ? target : undefined;
}

function isNullable(schemas: readonly SchemaObject[]): boolean {
  return schemas.some(({ type, nullable }) => nullable === true || [type].flat().includes('null'));
}
