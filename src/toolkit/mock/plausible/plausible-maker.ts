import { isObject } from '../../contract/document/is-object.ts';
import type { OpenApiDocument } from '../../contract/document/openapi.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { createRandom, type Instances } from '../../instances/index.ts';
import { absenceOf, type Property } from './absence.ts';
import { agree } from './agreement.ts';
import { isDistinct, isProse, makeDistinct, takenOf } from './distinct-values.ts';
import type { SeededFaker } from './faker.ts';
import { type MergedSchema, SchemaMerger } from './merged-schema.ts';
import type { PlausibleRequest, Position } from './position.ts';
import { inOrder } from './property-order.ts';
import { placesInRows } from './rows.ts';
import { ScalarMaker } from './scalar-maker.ts';
import { createScope } from './scope.ts';
import { currencyOf } from './subject.ts';
import { timesOf } from './times.ts';
import { isOfOuter, isStatus, isStep, kindOf, singular, wordsOf } from './words.ts';
import { asTyped, valueByFaker } from './x-faker.ts';

const maxDepth = 7;
/** Of one record: after so many values, only what is required is added. */
const maxValues = 150;

let awake: WeakRef<PlausibleMaker> | undefined;

/** Makes values that look like those of a product, by the names, formats and descriptions of a schema. They may break it. */
export class PlausibleMaker {
  readonly #instances: Instances;
  readonly #merger: SchemaMerger;
  readonly #scalars: ScalarMaker;
  readonly #source: SeededFaker;
  readonly #currency: string;
  /** The values that the record has up to now. */
  #values = 0;

  /** @param written the document as the contract has it, with examples and extensions */
  constructor(instances: Instances, written: OpenApiDocument, source: SeededFaker) {
    this.#instances = instances;
    this.#merger = new SchemaMerger(instances.document, written);
    this.#scalars = new ScalarMaker(instances, source);
    this.#source = source;
    this.#currency = currencyOf(source.locale);
  }

  /** Lets go of what is known of the schemas, until a record is made again. */
  rest(): void {
    this.#merger.forget();
  }

  /** One resource at a time is asked for records: what is known of the schemas of the one before is let go. */
  #wake(): void {
    const last = awake?.deref();
    if (last === this) return;
    last?.rest();
    awake = new WeakRef(this);
  }

  /** @returns undefined if every value of the schema contains another one */
  make(request: PlausibleRequest): unknown {
    this.#values = 0;
    this.#wake();
    const { seed, names, taken } = request;
    const people = taken && kindOf(names) === 'person' ? takenOf(taken, 'person') : undefined;
    return this.#make(request.schemas, {
      request,
      names,
      seed,
      depth: 0,
      rank: request.serial - 1,
      times: timesOf(seed),
      scope: createScope(this.#source, seed, { taken: people, given: request.fixed }),
      owner: names.slice(0, -1),
      siblings: {},
      beside: [],
      given: request.fixed ?? {},
      isPart: false,
      above: [],
    });
  }

  #make(schemas: readonly unknown[], position: Position): unknown {
    return this.#makeMerged(this.#merger.merge(schemas, position.rank), position);
  }

  #makeMerged(merged: MergedSchema, position: Position): unknown {
    this.#values++;
    const { rank, request } = position;
    const asked = merged.xFaker === undefined ? undefined : this.#byFaker(merged, position);
    if (asked !== undefined) return asked;
    if (merged.fixed) return this.#oneOf(merged.fixed, position);
    const { examples } = merged;
    if (examples.length > 1 || (examples.length === 1 && rank === 0 && !request.isNew))
      return examples[rank % examples.length];
    switch (merged.types.find((one) => one !== 'null') ?? merged.types[0]) {
      case 'null':
        return null;
      case 'object':
        return this.#object(merged, position);
      case 'array':
        return this.#array(merged, position);
      case 'boolean':
        return this.#scalars.boolean(merged, position);
      case 'integer':
      case 'number':
        return this.#distinct(position, (attempt) => this.#scalars.number(merged, position, attempt));
      case 'string':
        return this.#distinct(position, (attempt) => this.#scalars.text(merged, position, attempt));
      default:
        return position.names.length > 0 && merged.parts.some((schema) => Object.keys(schema).length > 0)
          ? this.#anyValid(merged, position.seed)
          : undefined;
    }
  }

  /** One of the values that are allowed: that of the person or of the locale where there is such a thing, else any. */
  #oneOf(values: readonly unknown[], position: Position): unknown {
    const { names, owner, scope, request, seed } = position;
    const words = wordsOf(names.at(-1) ?? '');
    if (/\bcurrency( code)?$/.test(words)) return values.find((value) => value === this.#currency) ?? values[0];
    if (/^(gender|sex)$/.test(words) && kindOf(owner) === 'person') {
      const { sex } = scope.person('');
      return values.find((value) => String(value).toLowerCase() === sex) ?? values[0];
    }
    // What has just been made is in its first state.
    return values[request.isNew ? 0 : (createRandom(seed)() * values.length) | 0];
  }

  #byFaker(merged: MergedSchema, position: Position): unknown {
    const made = this.#distinct(position, (attempt) => {
      this.#source.seed(`${position.seed} ${attempt}`);
      return valueByFaker(this.#source.faker, merged.xFaker);
    });
    return asTyped(made, merged.types);
  }

  /** A value that no other record has at this place, where that matters. */
  #distinct({ names, owner, request, depth }: Position, make: (attempt: number) => unknown): unknown {
    const name = names.at(-1) ?? '';
    const isProper = isProse(name) && !isStep(owner.at(-1) ?? '');
    const isOnce = isDistinct(name) ? !(name === 'title' && kindOf(owner) === 'person') : isProper;
    return depth === 1 && request.taken && isOnce ? makeDistinct(request.taken, name, request.serial, make) : make(0);
  }

  #array(merged: MergedSchema, position: Position): unknown[] {
    const { depth, seed, names, above } = position;
    const { items } = merged;
    const min = merged.greatest('minItems') ?? 0;
    if (items.length === 0 && !merged.hasPrefixItems)
      return min === 0 ? [] : (this.#anyValid(merged, seed) as unknown[]);
    const { parts, properties } = this.#merger.merge(items, 0);
    const isAgain = parts.some((schema) => above.includes(schema));
    if (isAgain || depth >= maxDepth) return [];
    const inRows = placesInRows(properties, position.siblings);
    const max = merged.least('maxItems') ?? Math.max(min, inRows ?? 4);
    const count = Math.min(max, Math.max(min, inRows ?? 1 + Math.floor(createRandom(`${seed} count`)() * 3)));
    const start = inRows === undefined ? Math.floor(createRandom(`${seed} start`)() * 40) : 0;
    const inner = [...names.slice(0, -1), singular(names.at(-1) ?? '')];
    const seen = new Map<string, unknown>();
    for (let index = 0; index < count * 2 && seen.size < count; index++) {
      const item = this.#make(items, {
        ...position,
        names: inner,
        seed: `${seed}/${index}`,
        depth: depth + 1,
        rank: start + index,
        times: timesOf(`${seed} ${index}`),
      });
      if (item !== undefined) seen.set(JSON.stringify(item), item);
    }
    return [...seen.values()];
  }

  #object(merged: MergedSchema, position: Position): Record<string, unknown> | undefined {
    const { depth, names, seed, request, above, given, isPart } = position;
    if (merged.properties.length === 0) return {};
    if (depth > maxDepth) return undefined;
    const own = singular(wordsOf(names.at(-1) ?? ''));
    const isShared = isOfOuter(own);
    const made: Record<string, unknown> = {};
    const surroundings = {
      ...position,
      owner: isShared ? [...position.owner, own] : names,
      depth: depth + 1,
      scope: depth === 0 || isShared ? position.scope : createScope(this.#source, seed, { given }),
      given: {},
      isPart: false,
      siblings: made,
      beside: merged.properties.map(({ name }) => wordsOf(name)),
      above: [...above, ...merged.parts],
    };
    const properties = this.#propertiesOf(merged, position.rank);
    const status = properties.find(({ name, merged: inner }) => inner.fixed && isStatus(wordsOf(name)));
    position.times.pinAll(given);
    for (const property of inOrder(properties)) {
      const { name, merged: inner, isRequired } = property;
      if (Object.hasOwn(given, name)) {
        const place = { ...surroundings, names: [...names, name], seed: `${seed}/${name}` };
        made[name] = this.#completed(given[name], inner, place);
        if (property === status) position.times.setStatus(made[name]);
      } else if (!inner.isWriteOnly && (isRequired || !(isPart || this.#isEnough(inner, surroundings)))) {
        const place = `${seed}/${name}`;
        const absence = absenceOf(property, status, made, request.serial > 1 ? place : undefined);
        const value =
          absence === undefined
            ? this.#makeMerged(inner, { ...surroundings, names: [...names, name], seed: place })
            : absence.value;
        if (value !== undefined) made[name] = value;
        else if (isRequired) return undefined;
        if (property === status) position.times.setStatus(value, surroundings.beside);
      }
    }
    agree(made, { properties, given, kind: kindOf(surroundings.owner), random: createRandom(`${seed} agreement`) });
    const ordered = properties.flatMap(({ name }) => (Object.hasOwn(made, name) ? [[name, made[name]]] : []));
    return { ...Object.fromEntries(ordered), ...(isPart ? restOf(given, made) : {}) };
  }

  /** A value that is given, with what is required inside of it. */
  #completed(value: unknown, merged: MergedSchema, position: Position): unknown {
    if (isObject(value) && merged.properties.length > 0 && position.depth < maxDepth)
      return this.#object(merged, { ...position, given: value, isPart: true }) ?? value;
    if (!Array.isArray(value) || merged.items.length === 0) return value;
    const inner = [...position.names.slice(0, -1), singular(position.names.at(-1) ?? '')];
    return value.map((item, rank) => {
      const place = { ...position, names: inner, seed: `${position.seed}/${rank}`, depth: position.depth + 1, rank };
      return this.#completed(item, this.#merger.merge(merged.items, rank), place);
    });
  }

  #propertiesOf({ properties }: MergedSchema, turn: number): Property[] {
    return properties.map(({ schemas, ...property }) => ({ ...property, merged: this.#merger.merge(schemas, turn) }));
  }

  /** Whether what may be left out is: what contains itself ends here, and what has very many values. */
  #isEnough({ parts }: MergedSchema, { depth, above }: Position): boolean {
    return (
      depth >= maxDepth ||
      (depth > 1 && this.#values > maxValues) ||
      parts.some((schema) => schema.properties !== undefined && above.includes(schema))
    );
  }

  #anyValid({ parts }: MergedSchema, seed: string): unknown {
    const pointer = parts[0] && pointerTo(this.#instances.document, parts[0]);
    return pointer === undefined ? undefined : this.#instances.valid(pointer, seed);
  }
}

function restOf(given: Readonly<Record<string, unknown>>, made: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(made, name)));
}
