import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import type { RequestError } from '../response/validation-failure.ts';
import { propertyNames, schemasAt, schemasInPlace } from '../schema/schema-shape.ts';

/** Of paths that are kept. Where schemas contain themselves, there are any number of longer ones. */
const maxKeptLength = 2;

/** The rank of a body's properties, in the order of its schema. */
export class BodyRanks {
  readonly #document: OpenApiDocument;
  readonly #schema: unknown;
  #top: Rank;
  #hasOthers = false;

  constructor(document: OpenApiDocument, schema: unknown) {
    this.#document = document;
    this.#schema = schema;
    this.#top = makeRank(0, schemasInPlace(document, schema));
  }

  of(path: RequestError['path']): number[] {
    let rank = this.#top;
    this.#hasOthers ||= path.length > maxKeptLength;
    return path.map((token) => {
      rank = this.#below(rank, token);
      return rank.index;
    });
  }

  /** Forgets all if there are names that the contract doesn't have, places in lists, or long paths: clients could add to them without end. */
  forgetOthers(): void {
    if (!this.#hasOthers) return;
    this.#hasOthers = false;
    this.#top = makeRank(0, schemasInPlace(this.#document, this.#schema));
  }

  #below({ names, schemas, inner }: Rank, token: string | number): Rank {
    const known = inner.get(token);
    if (known) return known;
    const isIndex = typeof token === 'number' || (/^\d+$/.test(token) && names.length === 0);
    const index = isIndex ? Number(token) : rankOf(names, token);
    const below = schemasInPlace(this.#document, ...schemasAt(schemas, isIndex ? index : token));
    const rank = makeRank(index, below);
    inner.set(token, rank);
    this.#hasOthers ||= index === names.length || isIndex;
    return rank;
  }
}

interface Rank {
  readonly index: number;
  /** Of the properties of the value. */
  readonly names: readonly string[];
  readonly schemas: readonly SchemaObject[];
  readonly inner: Map<string | number, Rank>;
}

function makeRank(index: number, schemas: readonly SchemaObject[]): Rank {
  return { index, names: propertyNames(schemas), schemas, inner: new Map() };
}

/** The place of a name; names that the contract doesn't have come last. */
export function rankOf(names: readonly string[], name: unknown): number {
  const index = names.indexOf(String(name));
  return index === -1 ? names.length : index;
}
