import { joinPointer, valueAt } from '../../contract/json-pointer.ts';
import { pointerTo } from '../../contract/pointer-index.ts';
import {
  findRecordPlace,
  propertiesAt,
  type RecordPlace,
  settableProperties,
  wrapperOf,
} from '../../contract/record-shape.ts';
import type { Resource } from '../../contract/resources.ts';
import { schemasAt, schemasInPlace } from '../../contract/schema-shape.ts';
import type { TestedOperation } from '../tested-operation.ts';

/** The fields of a record, or those of a request that make one. */
export type Fields = Readonly<Record<string, unknown>>;

/** A property that is read as something else than it should. */
export interface Difference {
  readonly property: string;
  /** Of the property's schema, where a record is read. */
  readonly pointer: string;
  readonly wanted: unknown;
  readonly got: unknown;
}

/** How the records of a resource are seen through the operation that reads one. */
export class RecordView {
  readonly place: RecordPlace;
  readonly properties: readonly string[];
  readonly #reader: TestedOperation;

  private constructor(reader: TestedOperation, place: RecordPlace) {
    this.#reader = reader;
    this.place = place;
    const path = place.at.split('/').slice(1);
    this.properties = propertiesAt(reader, place.schemaPointer, path);
  }

  /** @returns undefined where the answer says too little to know a record in it */
  static of(reader: TestedOperation, resource: Resource): RecordView | undefined {
    const place = findRecordPlace(reader, resource);
    return place && new RecordView(reader, place);
  }

  /** The record in a body that was read. */
  recordIn(body: unknown): Fields | undefined {
    const record = valueAt(body, `#${this.place.at}`);
    return typeof record === 'object' && record !== null && !Array.isArray(record) ? (record as Fields) : undefined;
  }

  /** What a request says of its record: the fields that a client may set, and that can be read. */
  fieldsSentBy(writer: TestedOperation, body: unknown): Fields {
    const wrapper = wrapperOf(writer, this.properties);
    const sent = wrapper === undefined ? body : (body as Fields | undefined)?.[wrapper];
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return {};
    const settable = settableProperties(writer);
    const kept = Object.entries(sent).filter(
      ([name, value]) =>
        settable.get(name) === true &&
        name !== this.place.id &&
        this.properties.includes(name) &&
        this.#mayRead(name, value),
    );
    return Object.fromEntries(kept);
  }

  /** Where a record reads otherwise than it was written. */
  compare(record: Fields, wanted: Fields): Difference[] {
    return Object.entries(wanted).flatMap(([property, value]) =>
      isAsWritten(value, record[property])
        ? []
        : [{ property, pointer: this.pointerOf(property), wanted: value, got: record[property] }],
    );
  }

  /** Defaults of fields that a request left out, and may be read. */
  defaultsLeftOut(writer: TestedOperation, body: unknown): Fields {
    const pointer = writer.maker.body?.pointer;
    const wrapper = wrapperOf(writer, this.properties);
    if (pointer === undefined || wrapper !== undefined || typeof body !== 'object' || body === null) return {};
    const { document } = writer.instances;
    const schemas = schemasInPlace(document, valueAt(document, pointer));
    const settable = settableProperties(writer);
    const left = this.properties.filter((name) => settable.get(name) === true && !Object.hasOwn(body, name));
    const defaults = left.flatMap((name) => {
      const own = schemasInPlace(document, ...schemasAt(schemas, name)).find(
        (schema) => schema['default'] !== undefined,
      );
      return own ? [[name, own['default']] as const] : [];
    });
    return Object.fromEntries(defaults);
  }

  /** Whether a record may read what was written: some take a name, and answer with what is called so. */
  #mayRead(property: string, value: unknown): boolean {
    const pointer = this.pointerOf(property);
    return pointer === this.place.schemaPointer || this.#reader.instances.isValid(value, pointer);
  }

  pointerOf(property: string): string {
    const { document } = this.#reader.instances;
    const path = this.place.at.split('/').slice(1);
    let schemas = schemasInPlace(document, valueAt(document, this.place.schemaPointer));
    for (const token of path) schemas = schemasInPlace(document, ...schemasAt(schemas, token));
    const own = schemas.find(({ properties = {} }) => Object.hasOwn(properties, property));
    const at = own && pointerTo(document, own);
    return at === undefined ? this.place.schemaPointer : joinPointer(at, 'properties', property);
  }
}

/** Whether a value is what was written: times by their moment, what was null may be gone, and objects may have more. */
export function isAsWritten(wanted: unknown, got: unknown): boolean {
  if (wanted === got) return true;
  if (wanted === null || wanted === undefined) return got === null || got === undefined;
  if (typeof wanted === 'string' && typeof got === 'string') {
    // Codes and addresses are often kept in one case, and without blanks at their ends.
    if (wanted.trim().toLowerCase() === got.trim().toLowerCase()) return true;
    const isTime = /^\d{4}-\d\d-\d\dT/.test(wanted) && /^\d{4}-\d\d-\d\dT/.test(got);
    return isTime && Date.parse(wanted) === Date.parse(got);
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got) || wanted.length !== got.length) return false;
    // A set has no order.
    return wanted.every((item, at) => isAsWritten(item, got[at]) || got.some((other) => isAsWritten(item, other)));
  }
  if (typeof wanted !== 'object' || typeof got !== 'object' || got === null || Array.isArray(got)) return false;
  return Object.entries(wanted).every(([key, value]) => isAsWritten(value, (got as Fields)[key]));
}

/** Differences in words. */
export function describe({ property, wanted, got }: Difference): string {
  const text = (value: unknown) => {
    const characters = [...(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))];
    const shown = characters.slice(0, 60).join('');
    const quoted = typeof value === 'string' ? JSON.stringify(shown) : shown;
    return characters.length > 60 ? `${quoted}… (${characters.length} characters)` : quoted;
  };
  return `${property} ${text(got)} where ${text(wanted)} was written`;
}
