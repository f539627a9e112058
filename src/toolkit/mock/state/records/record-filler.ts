import { valueAt } from '../../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { pointerTo } from '../../../contract/document/pointer-index.ts';
import { schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import type { SeededFaker } from '../../plausible/faker.ts';
import { uuidOf, varyDigits } from '../../plausible/formatted-text.ts';
import { PlausibleMaker } from '../../plausible/plausible-maker.ts';
import { repair } from '../../value-repair.ts';
import type { MockRecord, Prepared } from './mock-record.ts';
import type { RecordMaker } from './record-maker.ts';

/** What the records of a resource are made from, besides its schema. */
export interface FillerSource {
  readonly reader: Prepared;
  /** To the schema of a record. */
  readonly pointer: string;
  /** The name of the id. */
  readonly id: string;
  /** Words for a record: the names of its schema and of its collection. */
  readonly names: readonly string[];
  readonly faker: SeededFaker;
}

const maxRounds = 3;

/** Makes the records that a resource begins with, besides the contract's examples. */
export class RecordFiller {
  readonly #source: FillerSource;
  readonly #maker: PlausibleMaker;
  readonly #schemas: readonly unknown[];
  /** Of the last record that was made. */
  #serial = 0;
  readonly #idSchemas: readonly SchemaObject[];
  /** Whether the id is a key with a meaning, such as a slug, which is made as any other property. */
  readonly hasMeaningfulIds: boolean;
  /** The id that the contract has as an example; empty if it has none to be varied. */
  #idExample: string | undefined;

  constructor(source: FillerSource) {
    this.#source = source;
    const { instances } = source.reader;
    this.#maker = new PlausibleMaker(instances, source.reader.excerpt.document, source.faker);
    this.#schemas = [valueAt(instances.document, source.pointer)];
    const schemas = schemasInPlace(instances.document, ...this.#schemas);
    this.#idSchemas = schemasInPlace(instances.document, ...schemasAt(schemas, source.id));
    this.hasMeaningfulIds =
      this.#idSchemas.some(({ type }) => [type].flat().includes('string')) &&
      !/(id|uuid|guid)$/i.test(source.id) &&
      !this.#idSchemas.some(({ format }) => format === 'uuid');
  }

  /**
   * Adds records until there are so many.
   * @param records by their ids as texts
   * @param key tells collections apart: each has records of its own
   * @param fixed properties that all records have
   */
  fill(records: Map<string, MockRecord>, count: number, key: string, fixed: MockRecord, maker: RecordMaker): void {
    const taken = takenBy(records);
    let last = Math.max(0, ...[...records.keys()].map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : 0)));
    for (let attempt = 0; records.size < count && attempt < count * 2; attempt++) {
      const serial = records.size + 1;
      const id = this.#idFor(++last, `${key} ${last}`, maker);
      const record = this.#make(
        `${key} ${last}`,
        serial,
        id === undefined ? fixed : { ...fixed, [this.#source.id]: id },
        taken,
      );
      const own = record?.[this.#source.id];
      if (record && own !== undefined && !records.has(String(own))) records.set(String(own), record);
    }
    this.#maker.rest();
  }

  /** A record of which some properties are known; undefined if none was found that has them. */
  complete(
    seed: string,
    serial: number,
    part: MockRecord,
    records: ReadonlyMap<string, MockRecord>,
  ): MockRecord | undefined {
    return this.#make(seed, serial, part, takenBy(records));
  }

  /** A record around what is known of it. It may break the schema. */
  imagine(part: MockRecord): MockRecord | undefined {
    const { names, id } = this.#source;
    return this.#maker.make({
      schemas: this.#schemas,
      names,
      serial: ++this.#serial,
      seed: `new ${part[id]}`,
      fixed: part,
      isNew: true,
    }) as MockRecord | undefined;
  }

  /** A valid record; undefined if none was found. */
  #make(seed: string, serial: number, fixed: MockRecord, taken: Map<string, Set<unknown>>): MockRecord | undefined {
    this.#serial = Math.max(this.#serial, serial);
    const { names } = this.#source;
    const made = this.#maker.make({ schemas: this.#schemas, names, serial, seed, fixed, taken });
    return this.sound(made as MockRecord | undefined, seed, fixed);
  }

  /** The record without what breaks its schema; undefined if it can't be repaired. */
  sound(made: MockRecord | undefined, seed: string, fixed: MockRecord): MockRecord | undefined {
    const { pointer, reader } = this.#source;
    const { instances } = reader;
    let violations = made === undefined ? [] : instances.strictValidator.validate(made, pointer);
    if (made !== undefined && violations.length === 0) return made;
    const plain = instances.valid(pointer, seed);
    if (typeof plain !== 'object' || plain === null) return undefined;
    const otherwise = { ...plain, ...fixed };
    for (let round = 0; made !== undefined && round < maxRounds && violations.length > 0; round++) {
      for (const violation of violations) repair(made, violation, otherwise, instances);
      violations = instances.strictValidator.validate(made, pointer);
    }
    if (made !== undefined && violations.length === 0) return made;
    return instances.isValid(otherwise, pointer) ? otherwise : (plain as MockRecord);
  }

  /** An id like the one that the contract has as an example, with other digits; undefined if it has none, or no such is valid. */
  idLikeExample(serial: number, { ids }: RecordMaker): string | undefined {
    this.#idExample ??= this.#findIdExample();
    if (this.#idExample === '') return undefined;
    const varied = varyDigits(this.#idExample, { serial });
    return ids.isId(varied) && (serial === 1 || varied !== this.#idExample) ? varied : undefined;
  }

  #findIdExample(): string {
    if (this.#idSchemas.some(({ format }) => format !== undefined)) return '';
    const { reader } = this.#source;
    const example = this.#idSchemas.map((schema) => exampleOf(reader, schema)).find((value) => value !== undefined);
    return typeof example === 'string' ? example : '';
  }

  /** A code such as `BKN-10012`, where that is the id of records that are made up; undefined for another kind of id. */
  code(serial: number, { ids }: RecordMaker): unknown {
    const { id } = this.#source;
    if (!this.hasMeaningfulIds || !/(code|number|no|ref|reference)$/i.test(id)) return undefined;
    const made = this.#maker.make({
      schemas: this.#schemas,
      names: this.#source.names,
      serial: serial + 1000,
      seed: `code ${serial}`,
      isNew: true,
    });
    const code = (made as MockRecord | undefined)?.[id];
    return ids.isId(code) ? code : undefined;
  }

  #idFor(serial: number, seed: string, maker: RecordMaker): unknown {
    if (this.hasMeaningfulIds) return undefined;
    return this.idLikeExample(serial, maker) ?? maker.ids.next(serial, () => uuidOf(seed));
  }
}

/** The values that records have, by property. */
function takenBy(records: ReadonlyMap<string, MockRecord>): Map<string, Set<unknown>> {
  const taken = new Map<string, Set<unknown>>();
  for (const record of records.values())
    for (const [name, value] of Object.entries(record)) taken.set(name, (taken.get(name) ?? new Set()).add(value));
  return taken;
}

/** The example that the contract has in a schema. */
function exampleOf({ excerpt, instances }: Prepared, schema: SchemaObject): unknown {
  const pointer = pointerTo(instances.document, schema);
  const { example, examples } = ((pointer !== undefined && valueAt(excerpt.document, pointer)) || {}) as SchemaObject;
  return example ?? (Array.isArray(examples) ? examples[0] : undefined);
}
