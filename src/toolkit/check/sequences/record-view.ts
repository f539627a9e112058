import { isDeepStrictEqual } from 'node:util';
import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { joinPointer, pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import {
  findRecordPlace,
  findSingletonPlace,
  type RecordPlace,
  successOf,
} from '../../contract/resource/record-shape.ts';
import { settableProperties, wrapperOf } from '../../contract/resource/request-shape.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import { schemasOfValue } from '../../contract/schema/branch-tags.ts';
import {
  propertyNames,
  schemasAlong,
  schemasAt,
  schemasInPlace,
  schemasWithoutBranches,
} from '../../contract/schema/schema-shape.ts';
import type { Fields } from '../plan/fields.ts';
import type { ListView } from '../plan/list-view.ts';
import type { References } from '../plan/references.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { type Agreement, agreementOf, below, isHidden, type SchemasOfValue } from './agreement.ts';

/** A property whose value differs from the one that was written. */
export interface FieldDifference {
  readonly property: string;
  /** To the property's schema in the response. */
  readonly pointer: string;
  readonly wanted: unknown;
  readonly got: unknown;
  /** Whether only case, or leading and trailing blanks, differ. */
  readonly isNormalised: boolean;
}

/** Where records of a resource are in the responses of its read operation, and which schemas they have. */
export class RecordView {
  readonly place: RecordPlace;
  /** Those that responses have. */
  readonly properties: readonly string[];
  readonly #reader: TestedOperation;
  /** Of a record in a response. */
  readonly schemas: readonly SchemaObject[];
  readonly #schemasOfValue: SchemasOfValue;
  readonly #references: References | undefined;

  private constructor(
    reader: TestedOperation,
    place: RecordPlace,
    writers: readonly TestedOperation[],
    references?: References,
    path: readonly (string | number)[] = pointerTokens(place.bodyPointer),
  ) {
    this.#reader = reader;
    this.#references = references;
    this.place = place;
    const { document } = reader.instances;
    this.schemas = schemasAlong(document, valueAt(document, place.schemaPointer), path);
    const names = propertyNames(this.schemas);
    const written = writers.flatMap(({ excerpt, instances, maker }) => {
      const wrapper = wrapperOf({ excerpt }, names);
      const schema = maker.body?.pointer === undefined ? undefined : valueAt(instances.document, maker.body.pointer);
      const schemas = schemasAlong(instances.document, schema, wrapper === undefined ? [] : [wrapper]);
      return { document: instances.document, schemas };
    });
    this.#schemasOfValue = [{ document, schemas: this.schemas }, ...written];
    this.properties = names.filter((name) => !isHidden(below(this.#schemasOfValue, name)));
  }

  /** @returns undefined if the contract doesn't describe a record in the response */
  static of(
    reader: TestedOperation,
    resource: Resource,
    writers: readonly TestedOperation[] = [],
    references?: References,
  ): RecordView | undefined {
    const place = findRecordPlace(reader, resource);
    return place && new RecordView(reader, place, writers, references);
  }

  /** Of what there is one of, with or without an id. */
  static ofSingleton(
    reader: TestedOperation,
    writers: readonly TestedOperation[],
    references: References,
  ): RecordView | undefined {
    const place = findSingletonPlace(reader);
    return place && new RecordView(reader, place, writers, references);
  }

  /** Of the records in a list. */
  static ofListed(
    list: TestedOperation,
    { bodyPointer, id }: ListView,
    writers: readonly TestedOperation[],
    references: References,
  ): RecordView | undefined {
    const place = successOf(list);
    const path = [...pointerTokens(bodyPointer), 0];
    return place && new RecordView(list, { ...place, bodyPointer, id }, writers, references, path);
  }

  /** That of {@link schemas}. */
  get document(): OpenApiDocument {
    return this.#reader.instances.document;
  }

  /** The record in a response body. */
  recordIn(body: unknown): Fields | undefined {
    const record = valueAt(body, `#${this.place.bodyPointer}`);
    return isObject(record) ? record : undefined;
  }

  /** The fields of a request body that a client may set, and that can be read. */
  fieldsSentBy(writer: TestedOperation, body: unknown): Fields {
    const wrapper = wrapperOf(writer, this.properties);
    const sent = wrapper === undefined ? body : (body as Fields | undefined)?.[wrapper];
    if (!isObject(sent)) return {};
    const settable = settableProperties(writer);
    const kept = Object.entries(sent).filter(
      ([name, value]) =>
        settable.get(name) === true &&
        name !== this.place.id &&
        this.properties.includes(name) &&
        !this.#isOwnedByServer(name) &&
        this.mayRead(name, value),
    );
    return Object.fromEntries(kept);
  }

  /** The fields whose values differ from those that were written. */
  compare(record: Fields, wanted: Fields): FieldDifference[] {
    return Object.entries(this.#references?.withIdsAlone(wanted) ?? wanted).flatMap(([property, value]) => {
      const got = record[property];
      const agreement = this.agreementOf(property, value, got);
      if (agreement === 'same') return [];
      return [
        { property, pointer: this.pointerOf(property), wanted: value, got, isNormalised: agreement === 'normalised' },
      ];
    });
  }

  /** Whether two values of a property agree. */
  agreementOf(property: string, wanted: unknown, got: unknown): Agreement {
    return agreementOf(wanted, got, below(this.#schemasOfValue, property));
  }

  /** The defaults of fields that a request left out, and that can be read. */
  defaultsLeftOut(writer: TestedOperation, body: unknown): Fields {
    const pointer = writer.maker.body?.pointer;
    const wrapper = wrapperOf(writer, this.properties);
    if (pointer === undefined || wrapper !== undefined || typeof body !== 'object' || body === null) return {};
    const { document } = writer.instances;
    const settable = settableProperties(writer);
    const left = this.properties.filter(
      (name) => settable.get(name) === true && !this.#isOwnedByServer(name) && !Object.hasOwn(body, name),
    );
    const schemas = schemasOfValue(document, valueAt(document, pointer), body);
    const defaults = left.flatMap((name) => {
      const own = schemasAt(schemas, name)
        .flatMap((schema) => schemasWithoutBranches(document, schema))
        .find((schema) => schema['default'] !== undefined);
      return own ? [[name, own['default']] as const] : [];
    });
    return Object.fromEntries(defaults);
  }

  /** Whether some branch of the request has the value as the property's default. */
  mayBeDefault(writer: TestedOperation, property: string, value: unknown): boolean {
    const pointer = writer.maker.body?.pointer;
    if (pointer === undefined) return false;
    const { document } = writer.instances;
    const schemas = schemasAlong(document, valueAt(document, pointer), [property]);
    return schemas.some((schema) => isDeepStrictEqual(schema['default'], value));
  }

  /** What a client may send, and the response has as `readOnly`, is what the server makes of it. */
  #isOwnedByServer(property: string): boolean {
    const { document } = this.#reader.instances;
    return schemasInPlace(document, ...schemasAt(this.schemas, property)).some(({ readOnly }) => readOnly === true);
  }

  /** Whether the value is valid in the response: some servers take an id or a name, and return the object of it. */
  mayRead(property: string, value: unknown): boolean {
    const pointer = this.pointerOf(property);
    return pointer === this.place.schemaPointer || this.#reader.instances.isValid(value, pointer);
  }

  /** The values of an enumeration. */
  choicesOf(property: string): unknown[] {
    const schemas = below(this.#schemasOfValue, property).flatMap(({ schemas }) => schemas);
    return schemas.flatMap((schema) => (Array.isArray(schema.enum) ? schema.enum : []));
  }

  /** What the contract says of a property. */
  wordsOf(property: string): string[] {
    const schemas = below(this.#schemasOfValue, property).flatMap(({ schemas }) => schemas);
    return schemas.flatMap(({ title, description }) => [title, description].filter((one) => typeof one === 'string'));
  }

  pointerOf(property: string): string {
    const { document } = this.#reader.instances;
    const own = this.schemas.find(({ properties = {} }) => Object.hasOwn(properties, property));
    const pointer = own && pointerTo(document, own);
    return pointer === undefined ? this.place.schemaPointer : joinPointer(pointer, 'properties', property);
  }
}

/** In characters. */
const maxShown = 60;
const shownBefore = 20;

/** A difference in words; of long values, where they begin to differ. */
export function describeDifference({ property, wanted, got }: FieldDifference): string {
  const [one, other] = [got, wanted].map(charactersOf) as [string[], string[]];
  const isLong = Math.max(one.length, other.length) > maxShown;
  const shared = one.findIndex((character, index) => character !== other[index]);
  const start = isLong && shared > maxShown / 2 ? shared - shownBefore : 0;
  const text = (value: unknown, characters: readonly string[]) => {
    const shown = `${start > 0 ? '…' : ''}${characters.slice(start, start + maxShown).join('')}`;
    const quoted = typeof value === 'string' ? JSON.stringify(shown) : shown;
    return characters.length > maxShown ? `${quoted}… (${characters.length} characters)` : quoted;
  };
  return `${property} ${text(got, one)} where ${text(wanted, other)} was written`;
}

function charactersOf(value: unknown): string[] {
  return [...(typeof value === 'string' ? value : (stringifyExactly(value) ?? 'nothing'))];
}
