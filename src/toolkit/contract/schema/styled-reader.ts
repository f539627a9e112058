import { isMalformed } from '../document/malformed.ts';
import type { OpenApiDocument, SchemaObject } from '../document/openapi.ts';
import { bracketedNames } from '../document/style-brackets.ts';
import type { Codec, Fields, Row, Text } from '../document/style-rows.ts';
import { type Location, rowFor, type Shape, type Styled } from '../document/styles.ts';
import { propertyNames, schemasInPlace } from './schema-shape.ts';
import type { Typing } from './typed-text.ts';

export interface StyledParts {
  readonly name: string;
  readonly location: Location;
  readonly styled: Styled;
  readonly codec: Codec;
  readonly schemas: readonly unknown[];
  /** Of the schemas, or of each choice of branches around them. */
  readonly typings: readonly Typing[];
}

/** Reads one parameter or form field, by the rows of the shapes that its schema allows. */
export class StyledReader {
  readonly name: string;
  /** Whether it takes all fields that no other reader takes. */
  readonly isOpen: boolean;
  /** Whether its value is a text whatever is written. */
  readonly isText: boolean;
  readonly #codec: Codec;
  readonly #typings: readonly Typing[];
  readonly #rows: readonly Row[];
  /** Set if it has one shape. */
  readonly #only: Row | undefined;
  /** The names of its fields if these are named after properties. */
  readonly #properties: readonly string[];
  readonly #brackets: boolean;
  readonly #mayBeEncoded: boolean;

  constructor(document: OpenApiDocument, { name, location, styled, codec, schemas, typings }: StyledParts) {
    this.name = name;
    this.#codec = codec;
    this.#typings = typings;
    this.isText = typings.length > 0 && typings.every((typing) => typing.isText);
    const shapes = [...new Set(typings.flatMap((typing) => typing.shapes))].sort(byOrder);
    this.#rows = shapes.map((shape) => rowFor(location, styled, shape));
    this.#only = this.#rows.length === 1 ? this.#rows[0] : undefined;
    const inPlace = schemasInPlace(document, ...schemas);
    const spreads = this.#rows.some((row) => row.spreads);
    this.#properties = spreads ? propertyNames(inPlace) : [];
    this.isOpen = spreads && isOpen(inPlace, this.#properties.length > 0);
    this.#brackets = location === 'query' && styled.style === 'deepObject';
    // A cookie of several items is written with commas whatever `explode` says.
    const isForm = (styled.style ?? 'form') === 'form' && (styled.explode === false || location === 'cookie');
    this.#mayBeEncoded = isForm && location !== 'header' && shapes.some((shape) => shape !== 'primitive');
  }

  /** Whether it reads no other field than the one with its name. */
  get isDirect(): boolean {
    return !this.#brackets && !this.#rows.some(({ spreads }) => spreads);
  }

  /**
   * @returns undefined if the value is missing
   * @throws {SyntaxError | URIError} where it has none of its shapes
   */
  read(fields: Fields): Text | undefined {
    const only = this.#only;
    if (!only || (this.#mayBeEncoded && encodedComma.test(fields.get(this.name)?.[0] ?? '')))
      return this.#firstFitting(fields);
    return only.read(only.spreads ? this.#fieldsOf(only, fields) : fields, this.name, this.#codec);
  }

  /** Removes its fields, so that unknown ones are left. */
  take(fields: Map<string, unknown>): void {
    if (this.#rows.some(({ isNamed = true }) => isNamed)) fields.delete(this.name);
    for (const name of this.#properties) fields.delete(name);
    if (this.#brackets) for (const name of bracketedNames(fields, this.name)) fields.delete(name);
  }

  #fieldsOf({ spreads }: Row, fields: Fields): Fields {
    if (!spreads || this.isOpen) return fields;
    return new Map(
      this.#properties.flatMap((name) => {
        const texts = fields.get(name);
        return texts ? [[name, texts] as const] : [];
      }),
    );
  }

  #firstFitting(fields: Fields): Text | undefined {
    const found: Text[] = [];
    let failure: unknown;
    const tries = this.#rows.map((row) => [row, this.#fieldsOf(row, fields)] as const);
    const spelled = this.#withPlainCommas(fields);
    if (spelled)
      tries.push(...this.#rows.filter(({ isNamed = true }) => isNamed).map((row) => [row, spelled] as const));
    for (const [row, own] of tries) {
      try {
        const text = row.read(own, this.name, this.#codec);
        if (text !== undefined) found.push(text);
      } catch (error) {
        if (!isMalformed(error)) throw error;
        failure ??= error;
      }
    }
    if (found.length === 0 && failure !== undefined) throw failure;
    const isGood = (written: Text) => this.#typings.some((typing) => typing.fits(written));
    return found.length > 1 ? (found.find(isGood) ?? found[0]) : found[0];
  }

  /** URLSearchParams also encodes the commas between items. */
  #withPlainCommas(fields: Fields): Fields | undefined {
    const [text = '', ...more] = fields.get(this.name) ?? [];
    if (!this.#mayBeEncoded || more.length > 0 || !encodedComma.test(text)) return undefined;
    return new Map([[this.name, [text.replaceAll(new RegExp(encodedComma, 'gi'), ',')]]]);
  }
}

/** Whether an object may have properties without names in the contract. One that has none of these is there for others. */
function isOpen(schemas: readonly SchemaObject[], hasProperties: boolean): boolean {
  const others = schemas.map(({ additionalProperties }) => additionalProperties);
  const isClosed = hasProperties
    ? others.every((more) => more === undefined || more === false)
    : others.includes(false);
  return !isClosed;
}

const encodedComma = /%2C/i;

const order: readonly Shape[] = ['array', 'object', 'primitive'];

function byOrder(a: Shape, b: Shape): number {
  return order.indexOf(a) - order.indexOf(b);
}
