import { valueAt } from '../../contract/document/json-pointer.ts';
import type { OpenApiDocument, SchemaObject } from '../../contract/document/openapi.ts';
import { resolveReference } from '../../contract/document/operations.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { createRandom, type Instances, makeText, seededChoices } from '../../instances/index.ts';
import type { SeededFaker } from './faker.ts';
import { fitText, formattedText, textOrPhrase } from './formatted-text.ts';
import { booleanFor, numberFor } from './number-values.ts';
import { makePerson, makePlace, type Person, type Place } from './subject.ts';
import { isDistinct } from './text-values.ts';
import { hasHappened, RecordTimes } from './times.ts';
import type { ValueContext } from './value-context.ts';
import { kindOf, singular, wordsOf } from './words.ts';
import { valueByFaker } from './x-faker.ts';

/** What is made, and for which record. */
export interface PlausibleRequest {
  /** The schemas of the value. */
  readonly schemas: readonly unknown[];
  /** Words for what it is: the name of the schema, of the collection. */
  readonly names: readonly string[];
  /** Of the record, from 1. */
  readonly serial: number;
  /** Records with other seeds have other values. */
  readonly seed: string;
  /** Properties that are given. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** The values that other records of the kind have, by property; those of this one are added. */
  readonly taken?: Map<string, Set<unknown>>;
  /** Whether an example of the schema is no more than an example. Default: the first record has it. */
  readonly isNew?: boolean;
}

/** The people and places of an object, which its properties share. */
interface Scope {
  person(key: string): Person;
  place(): Place;
}

interface Position {
  readonly request: PlausibleRequest;
  /** The names on the way to it; the last one is that of the value. */
  readonly names: readonly string[];
  readonly seed: string;
  readonly depth: number;
  readonly rank: number;
  readonly times: RecordTimes;
  readonly scope: Scope;
  readonly owner: readonly string[];
  readonly siblings: Readonly<Record<string, unknown>>;
  readonly above: readonly SchemaObject[];
}

const maxDepth = 7;
/** Of one record: after so many values, only what is required is added. */
const maxValues = 250;
/** Attempts to make a value that no other record has. */
const maxAttempts = 6;
/** How often a value that may be null is. */
const nullShare = 0.12;
const sharedNames =
  /^(name|names|profile|contact|contact (info|details|data)|personal (info|details|data)|identity|attributes|data|demographics|properties)$/;

/** Makes values that look like those of a product, by the names, formats and descriptions of a schema. They may break it. */
export class PlausibleMaker {
  readonly #instances: Instances;
  readonly #written: OpenApiDocument;
  readonly #annotations = new WeakMap<SchemaObject, SchemaObject>();
  readonly #source: SeededFaker;
  readonly #locale: string;
  /** The values that the record has up to now. */
  #values = 0;

  /** @param written the document as the contract has it, with examples and extensions */
  constructor(instances: Instances, written: OpenApiDocument, source: SeededFaker) {
    this.#instances = instances;
    this.#written = written;
    this.#source = source;
    this.#locale = source.locale;
  }

  /** @returns undefined if every value of the schema contains another one */
  make(request: PlausibleRequest): unknown {
    this.#values = 0;
    const times = new RecordTimes(createRandom(`${request.seed} times`));
    const scope = this.#scopeOf(request.seed, kindOf(request.names) === 'person' ? request.taken : undefined);
    return this.#make(request.schemas, {
      request,
      names: request.names,
      seed: request.seed,
      depth: 0,
      rank: request.serial - 1,
      times,
      scope,
      owner: request.names.slice(0, -1),
      siblings: {},
      above: [],
    });
  }

  #scopeOf(seed: string, taken?: Map<string, Set<unknown>>): Scope {
    const people = new Map<string, Person>();
    let place: Place | undefined;
    const { faker } = this.#source;
    return {
      person: (key) => {
        const known = people.get(key);
        if (known) return known;
        const others = key === '' ? valuesOf(taken, 'person') : new Set<unknown>();
        let person = this.#seeded(`${seed} person ${key}`, () => makePerson(faker));
        for (let attempt = 1; attempt < 20 && others.has(person.fullName); attempt++)
          person = this.#seeded(`${seed} person ${key} ${attempt}`, () => makePerson(faker));
        others.add(person.fullName);
        people.set(key, person);
        return person;
      },
      place: () => {
        place ??= this.#seeded(`${seed} place`, () => makePlace(faker, this.#locale));
        return place;
      },
    };
  }

  #seeded<T>(seed: string, make: () => T): T {
    this.#source.seed(seed);
    return make();
  }

  #make(schemas: readonly unknown[], position: Position): unknown {
    this.#values++;
    const merged = this.#merge(schemas, position.rank);
    const { seed, rank, names } = position;
    const written = merged.map((schema) => this.#writtenAt(schema));
    const asked = written.find((schema) => schema['x-faker'] !== undefined)?.['x-faker'];
    if (asked !== undefined) {
      const value = this.#unique(position, (attempt) =>
        this.#seeded(`${seed} ${attempt}`, () => valueByFaker(this.#source.faker, asked)),
      );
      const typed = asTyped(value, typesOf(merged));
      if (typed !== undefined) return typed;
    }
    const fixed = fixedOf(merged);
    // What has just been made is in its first state.
    if (fixed) return fixed[position.request.isNew ? 0 : (createRandom(seed)() * fixed.length) | 0];
    const example = exampleOf(written, rank);
    if (example !== undefined && ((rank === 0 && !position.request.isNew) || example.isOneOfMany)) return example.value;
    const types = typesOf(merged);
    const type = types.find((one) => one !== 'null') ?? types[0];
    switch (type) {
      case 'null':
        return null;
      case 'object':
        return this.#object(merged, position);
      case 'array':
        return this.#array(merged, position);
      case 'boolean':
        return this.#seeded(seed, () => booleanFor(this.#contextOf(merged, position, example?.value)));
      case 'integer':
      case 'number':
        return this.#unique(position, (attempt) =>
          this.#number(merged, position, type === 'integer', example?.value, attempt),
        );
      case 'string':
        return this.#unique(position, (attempt) => this.#text(merged, position, example?.value, attempt));
      default:
        return names.length > 0 && merged.some((schema) => Object.keys(schema).length > 0)
          ? this.#fallback(merged, seed)
          : undefined;
    }
  }

  /** A value that no other record has at this place, where that matters. */
  #unique(position: Position, make: (attempt: number) => unknown): unknown {
    const { names, request, depth } = position;
    const name = names.at(-1) ?? '';
    if (depth !== 1 || !isDistinct(name) || !request.taken) return make(0);
    const taken = valuesOf(request.taken, name);
    let value = make(0);
    for (let attempt = 1; attempt < maxAttempts && taken.has(value); attempt++) value = make(attempt);
    if (taken.has(value) && typeof value === 'string') value = withSerial(value, request.serial);
    taken.add(value);
    return value;
  }

  #contextOf(
    merged: readonly SchemaObject[],
    { names, owner, siblings, request, scope, times, rank }: Position,
    example?: unknown,
  ): ValueContext {
    const words = wordsOf(names.at(-1) ?? '');
    const kind = kindOf(owner);
    // What belongs to somebody else than the object itself: `customerName`, `customerEmail`.
    const key =
      kind === 'person'
        ? ''
        : words.replace(
            / ?((first|last|full|display|user|given|family) )?(name|username|e ?mail( address)?|phone( number)?|mobile|avatar|photo)( url)?$/,
            '',
          ) || 'own';
    return {
      ...this.#source,
      words,
      description: String(
        merged.find((schema) => schema['description'] !== undefined)?.['description'] ?? '',
      ).toLowerCase(),
      owner: singular(wordsOf(owner.at(-1) ?? '')),
      kind,
      serial: rank + 1,
      person: () => scope.person(key),
      place: () => scope.place(),
      times,
      sibling: (pattern) =>
        Object.entries({ ...request.fixed, ...siblings }).find(([name]) => pattern.test(wordsOf(name)))?.[1],
      maxLength: limit(merged, 'maxLength', Math.min) ?? Number.POSITIVE_INFINITY,
      example,
    };
  }

  #text(merged: readonly SchemaObject[], position: Position, example: unknown, attempt: number): string | undefined {
    const seed = attempt === 0 ? position.seed : `${position.seed} ${attempt}`;
    const context = this.#contextOf(merged, position, example);
    this.#source.seed(seed);
    const format = merged.find((schema) => schema['format'] !== undefined)?.['format'] as string | undefined;
    const keep = merged.find(
      (schema) =>
        schema['default'] !== undefined && /\b(currency|locale|language|time ?zone|country|unit)\b/.test(context.words),
    )?.['default'];
    const made = typeof keep === 'string' ? keep : (formattedText(context, format) ?? textOrPhrase(context));
    const fitted = fitText(made, limit(merged, 'minLength', Math.max) ?? 0, context.maxLength, context);
    if (!merged.some((schema) => schema['pattern'] !== undefined)) return fitted;
    const fits = (text: string) =>
      merged.every((schema) => schema['pattern'] === undefined || this.#isValid(text, schema));
    const forms = [
      fitted,
      fitted.replaceAll(/[^\w+]/g, ''),
      fitted.toUpperCase(),
      fitted.toLowerCase(),
      this.#source.faker.phone.number({ style: 'international' }),
    ];
    return forms.find(fits) ?? makeText(merged, seededChoices(seed));
  }

  #number(
    merged: readonly SchemaObject[],
    position: Position,
    isInteger: boolean,
    example: unknown,
    attempt: number,
  ): number {
    const above = limit(merged, 'exclusiveMinimum', Math.max);
    const below = limit(merged, 'exclusiveMaximum', Math.min);
    const step = limit(merged, 'multipleOf', Math.max) ?? (isInteger ? 1 : 0);
    const least = step || 0.01;
    const min = limit(merged, 'minimum', Math.max) ?? (above === undefined ? undefined : above + least);
    const max = limit(merged, 'maximum', Math.min) ?? (below === undefined ? undefined : below - least);
    const context = this.#contextOf(merged, position, example);
    this.#source.seed(attempt === 0 ? position.seed : `${position.seed} ${attempt}`);
    const made = numberFor(context, isInteger, { min, max });
    if (step === 0) return made;
    const stepped = Math.round(made / step) * step;
    // Without the last digits of a binary fraction.
    return Number(stepped.toPrecision(12));
  }

  #array(merged: readonly SchemaObject[], position: Position): unknown[] {
    const { depth, seed, names, above } = position;
    const items = merged.map((schema) => schema.items).filter((schema) => schema !== undefined);
    const min = limit(merged, 'minItems', Math.max) ?? 0;
    const max = limit(merged, 'maxItems', Math.min) ?? Math.max(min, 4);
    if (items.length === 0 && !merged.some((schema) => schema['prefixItems']))
      return min === 0 ? [] : (this.#fallback(merged, seed) as unknown[]);
    const isAgain = this.#merge(items, 0).some((schema) => above.includes(schema));
    if (isAgain || depth >= maxDepth) return [];
    const count = Math.min(max, Math.max(min, 1 + Math.floor(createRandom(`${seed} count`)() * 3)));
    const name = singular(names.at(-1) ?? '');
    const seen = new Map<string, unknown>();
    const start = Math.floor(createRandom(`${seed} start`)() * 40);
    for (let index = 0; index < count * 2 && seen.size < count; index++) {
      const times = new RecordTimes(createRandom(`${seed} ${index} times`));
      const item = this.#make(items, {
        ...position,
        names: [...names.slice(0, -1), name],
        seed: `${seed}/${index}`,
        depth: depth + 1,
        rank: start + index,
        times,
      });
      if (item !== undefined) seen.set(JSON.stringify(item), item);
    }
    return [...seen.values()];
  }

  #object(merged: readonly SchemaObject[], position: Position): Record<string, unknown> | undefined {
    const { depth, names, seed, request, above } = position;
    const properties = new Map<string, unknown[]>();
    for (const schema of merged)
      for (const [name, inner] of Object.entries(schema.properties ?? {}))
        properties.set(name, [...(properties.get(name) ?? []), inner]);
    if (properties.size === 0) return {};
    if (depth > maxDepth) return undefined;
    const required = new Set(merged.flatMap((schema) => (Array.isArray(schema['required']) ? schema['required'] : [])));
    const own = singular(wordsOf(names.at(-1) ?? ''));
    const scope = depth === 0 || sharedNames.test(own) ? position.scope : this.#scopeOf(seed);
    const given = depth === 0 ? (request.fixed ?? {}) : {};
    const made: Record<string, unknown> = {};
    const inner = [...properties].map(([name, schemas]) => ({ name, schemas: this.#merge(schemas, position.rank) }));
    const status = inner.find(({ name, schemas }) => /\b(status|state)$/.test(wordsOf(name)) && fixedOf(schemas));
    for (const { name, schemas } of inner.toSorted((a, b) => orderOf(a) - orderOf(b))) {
      if (Object.hasOwn(given, name)) {
        made[name] = given[name];
        continue;
      }
      if (schemas.some((schema) => schema['writeOnly'] === true)) continue;
      // What contains itself ends here, where it may.
      if (
        !required.has(name) &&
        (depth >= maxDepth - 1 ||
          (depth > 0 && this.#values > maxValues) ||
          schemas.some((schema) => schema.properties !== undefined && [...above, ...merged].includes(schema)))
      )
        continue;
      const isNullable = this.#isNullable(schemas, properties.get(name) as unknown[]);
      const happened = isTime(schemas)
        ? hasHappened(wordsOf(name), status && made[status.name], (status && fixedOf(status.schemas)) ?? [])
        : undefined;
      if (happened === false && (isNullable || !required.has(name))) {
        if (isNullable) made[name] = null;
        continue;
      }
      const place = `${seed}/${name}`;
      if (
        isNullable &&
        happened === undefined &&
        request.serial > 1 &&
        !isDistinct(name) &&
        createRandom(`${place} null`)() < nullShare
      ) {
        made[name] = null;
        continue;
      }
      const value = this.#make(schemas, {
        ...position,
        names: [...names, name],
        owner: sharedNames.test(own) ? [...position.owner, own] : names,
        seed: place,
        depth: depth + 1,
        scope,
        siblings: made,
        above: [...above, ...merged],
      });
      if (value !== undefined) made[name] = value;
      else if (required.has(name)) return undefined;
    }
    return Object.fromEntries(inner.flatMap(({ name }) => (Object.hasOwn(made, name) ? [[name, made[name]]] : [])));
  }

  #isNullable(merged: readonly SchemaObject[], written: readonly unknown[]): boolean {
    const typed = merged.filter(({ type }) => type !== undefined);
    if (typed.length > 0 && typed.every(({ type }) => [type].flat().includes('null'))) return true;
    return written.some((schema) => {
      const { anyOf, oneOf } = (schema ?? {}) as SchemaObject;
      return [anyOf, oneOf].some(
        (branches) => Array.isArray(branches) && branches.some((branch) => (branch as SchemaObject)?.type === 'null'),
      );
    });
  }

  /** A schema as the contract has it. */
  #writtenAt(schema: SchemaObject): SchemaObject {
    const known = this.#annotations.get(schema);
    if (known) return known;
    const pointer = pointerTo(this.#instances.document, schema);
    const found = pointer === undefined ? undefined : valueAt(this.#written, pointer);
    const written = typeof found === 'object' && found !== null ? (found as SchemaObject) : {};
    this.#annotations.set(schema, written);
    return written;
  }

  #fallback(merged: readonly SchemaObject[], seed: string): unknown {
    const pointer = merged[0] && pointerTo(this.#instances.document, merged[0]);
    return pointer === undefined ? undefined : this.#instances.valid(pointer, seed);
  }

  #isValid(value: unknown, schema: SchemaObject): boolean {
    const pointer = pointerTo(this.#instances.document, schema);
    return pointer === undefined || this.#instances.isValid(value, pointer);
  }

  /** Follows references and `allOf`, and takes one branch of each `oneOf` and `anyOf`, in turn. */
  #merge(schemas: readonly unknown[], turn: number): SchemaObject[] {
    const merged: SchemaObject[] = [];
    const visit = (written: unknown): void => {
      if (typeof written !== 'object' || written === null || merged.includes(written as SchemaObject)) return;
      const schema = written as SchemaObject;
      merged.push(schema);
      if (typeof schema.$ref === 'string') visit(resolveReference(this.#instances.document, { $ref: schema.$ref }));
      for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
        const parts = Array.isArray(schema[keyword]) ? (schema[keyword] as SchemaObject[]) : [];
        const branches = parts.filter((part) => (part as unknown) !== false && part?.type !== 'null');
        if (keyword === 'allOf') branches.forEach(visit);
        else if (branches.length > 0) visit(branches[turn % branches.length]);
      }
    };
    schemas.forEach(visit);
    return merged;
  }
}

function valuesOf(taken: Map<string, Set<unknown>> | undefined, name: string): Set<unknown> {
  const values = taken?.get(name) ?? new Set();
  taken?.set(name, values);
  return values;
}

/** What others need comes first: statuses, then names; then what follows from them. */
function orderOf({ name, schemas }: { readonly name: string; readonly schemas: readonly SchemaObject[] }): number {
  if (fixedOf(schemas)) return 0;
  const words = wordsOf(name);
  if (/\b(name|title|label|subject|headline|city)$/.test(words)) return 1;
  if (isTime(schemas) || /\b(slug|url|uri|image|photo|avatar|cover|picture|logo|type)\b/.test(words)) return 3;
  return 2;
}

function isTime(schemas: readonly SchemaObject[]): boolean {
  return schemas.some(({ format }) => format === 'date-time' || format === 'date');
}

/** The values of `const` and `enum` without null; undefined if there are none. */
function fixedOf(merged: readonly SchemaObject[]): unknown[] | undefined {
  const lists = merged.flatMap((schema): unknown[][] =>
    'const' in schema ? [[schema['const']]] : Array.isArray(schema['enum']) ? [schema['enum']] : [],
  );
  if (lists.length === 0) return undefined;
  const [first = [], ...others] = lists;
  const common = first.filter((value) => others.every((list) => list.includes(value)));
  const some = common.filter((value) => value !== null);
  return some.length > 0 ? some : common.length > 0 ? common : undefined;
}

function exampleOf(
  merged: readonly SchemaObject[],
  rank: number,
): { value: unknown; isOneOfMany: boolean } | undefined {
  for (const { example, examples } of merged) {
    if (Array.isArray(examples) && examples.length > 0)
      return { value: examples[rank % examples.length], isOneOfMany: examples.length > 1 };
    if (example !== undefined) return { value: example, isOneOfMany: false };
  }
  return undefined;
}

function typesOf(merged: readonly SchemaObject[]): string[] {
  const lists = merged.flatMap(({ type }) => (type === undefined ? [] : [[type].flat() as string[]]));
  const [first, ...others] = lists;
  if (first)
    return first.filter((type) =>
      others.every((list) => list.includes(type) || (type === 'integer' && list.includes('number'))),
    );
  if (merged.some((schema) => schema.properties)) return ['object'];
  if (merged.some((schema) => schema.items)) return ['array'];
  return merged.some(({ format, pattern, maxLength }) => format ?? pattern ?? maxLength) ? ['string'] : [];
}

function limit(
  merged: readonly SchemaObject[],
  keyword: string,
  pick: (...values: number[]) => number,
): number | undefined {
  const limits = merged.map((schema) => schema[keyword]).filter((value) => typeof value === 'number');
  return limits.length === 0 ? undefined : pick(...limits);
}

/** A value of faker as the schema's type: prices are texts there. */
function asTyped(value: unknown, types: readonly string[]): unknown {
  if (value === undefined || types.length === 0) return value;
  if (typeof value === 'string' && !types.includes('string')) {
    const number = Number(value);
    if (types.includes('integer')) return Number.isFinite(number) ? Math.round(number) : undefined;
    if (types.includes('number')) return Number.isFinite(number) ? number : undefined;
  }
  if (typeof value === 'number' && !types.includes('number')) {
    if (types.includes('integer')) return Math.round(value);
    if (types.includes('string')) return String(value);
  }
  return value;
}

/** A text that is taken, told apart by the number of its record. */
function withSerial(text: string, serial: number): string {
  if (text.includes('@')) return text.replace('@', `${serial}@`);
  return /^[a-z0-9-]+$/.test(text) ? `${text}-${serial}` : `${text} ${serial}`;
}
