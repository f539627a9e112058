/** A value on the wire, before it is typed by its schema. */
export type Text = string | readonly Text[] | { readonly [name: string]: Text };

/** The texts by name, still encoded, in their order. A path or a header is one text. */
export type Fields = ReadonlyMap<string, readonly string[]>;

/** Names as they are, with encoded texts. */
export type Pairs = readonly (readonly [name: string, text: string])[];

/** How a text is encoded in a location. */
export interface Codec {
  readonly encode: (text: string) => string;
  /** @throws {URIError} */
  readonly decode: (text: string) => string;
  /** Whether delimiters within a text are encoded. */
  readonly escapes: boolean;
}

/** Reads and writes one shape in one style. */
export interface Row {
  /**
   * @param fields for an exploded object, only the fields that may be its properties
   * @returns undefined if the value is missing
   * @throws {SyntaxError | URIError} where the text is not of this style
   */
  read(fields: Fields, name: string, codec: Codec): Text | undefined;
  write(value: Text, name: string, codec: Codec): Pairs;
  /** Which nested values the style defines: all, or the lists of an object. All others are JSON. */
  readonly nests?: 'deep' | 'lists';
  /** Whether fields are named after the properties of the value. */
  readonly spreads?: boolean;
  /** Whether a field has the name of the value itself; default yes. */
  readonly isNamed?: boolean;
}

export type Named = Readonly<Record<string, Text>>;

export const isText = (value: Text): value is string => typeof value === 'string';
const itemsOf = (value: Text) => (Array.isArray(value) ? (value as readonly Text[]) : [value]).map(String);
export const entriesOf = (value: Text) => Object.entries(value as Named);
export const oneOrAll = (texts: readonly string[]): Text => (texts.length === 1 ? (texts[0] as string) : texts);

/** A row that writes one text. If the name occurs several times, each text is an item. */
function whole(read: (text: string, codec: Codec) => Text, write: (value: Text, codec: Codec) => string): Row {
  return {
    read: (fields, name, codec) => {
      const texts = fields.get(name);
      const text = texts?.[0];
      if (text === undefined) return undefined;
      return texts?.length === 1 ? read(text, codec) : texts?.map(codec.decode);
    },
    write: (value, name, codec) => [[name, write(value, codec)]],
  };
}

/** Encodes a text and the delimiters in it. */
function encodeBetween(text: string, delimiters: readonly string[], { encode, escapes }: Codec): string {
  const encoded = encode(text);
  if (!escapes) return encoded;
  const escaped = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return delimiters.reduce((all, char) => (char.length === 1 ? all.replaceAll(char, escaped(char)) : all), encoded);
}

export const single: Row = whole(
  (text, { decode }) => decode(text),
  (value, { encode }) => encode(String(value)),
);

/** `blue,black` */
export function joined(delimiter: string, pattern: RegExp): Row {
  return whole(
    (text, { decode }) => text.split(pattern).map(decode),
    (value, codec) =>
      itemsOf(value)
        .map((item) => encodeBetween(item, [delimiter], codec))
        .join(delimiter),
  );
}

/** `R,100,G,200`, or with an equals sign `R=100,G=200`. */
export function joinedPairs(delimiter: string, pattern: RegExp, equals = ''): Row {
  return whole(
    (text, { decode }) => {
      const parts = text.split(pattern);
      const pairs = equals === '' ? parts.map((part, at) => [part, parts[at + 1]]) : parts.map(splitPair);
      const own = equals === '' ? pairs.filter((_, at) => at % 2 === 0) : pairs;
      return Object.fromEntries(
        own.map(([key = '', value]) => {
          if (value === undefined) throw new SyntaxError(`${key} has no value`);
          return [decode(key), decode(value)];
        }),
      );
    },
    (value, codec) =>
      entriesOf(value)
        .map((pair) =>
          pair.map((part) => encodeBetween(String(part), [delimiter, equals], codec)).join(equals || delimiter),
        )
        .join(delimiter),
  );
}

export function splitPair(pair: string): string[] {
  return pair.split(/=(.*)/s).slice(0, 2);
}

/** `color=blue&color=black` */
export const repeated: Row = {
  read: (fields, name, { decode }) => fields.get(name)?.map(decode),
  write: (value, name, { encode }) => itemsOf(value).map((item) => [name, encode(item)]),
};

/** `R=100&G=200` */
export const separate: Row = {
  spreads: true,
  isNamed: false,
  nests: 'lists',
  read: (fields, _name, { decode }) =>
    fields.size === 0
      ? undefined
      : Object.fromEntries([...fields].map(([name, texts]) => [name, oneOrAll(texts.map(decode))])),
  write: (value, _name, { encode }) =>
    entriesOf(value).flatMap(([name, inner]) => itemsOf(inner).map((item) => [name, encode(item)] as const)),
};
