import {
  type Codec,
  entriesOf,
  isText,
  type Named,
  oneOrAll,
  type Pairs,
  type Row,
  repeated,
  type Text,
} from './style-rows.ts';

/** Limits recursion: each level is a stack frame when the value is validated. */
const maxDepth = 100;

const roots = new WeakMap<ReadonlyMap<string, unknown>, Map<string, string[]>>();

/**
 * The names of the fields that are a name with brackets. They are sorted once, when first asked for: a form may have many
 * fields and many properties.
 */
export function bracketedNames(fields: ReadonlyMap<string, unknown>, name: string): readonly string[] {
  const byRoot =
    roots.get(fields) ??
    Map.groupBy(
      [...fields.keys()].filter((key) => key.endsWith(']')),
      rootOf,
    );
  roots.set(fields, byRoot);
  return (byRoot.get(rootOf(name)) ?? []).filter((key) => key.startsWith(`${name}[`));
}

function rootOf(name: string): string {
  return name.split('[', 1)[0] as string;
}

/** `color[R]=100&color[G][min]=200&color[tags]=a&color[tags]=b` */
export const bracketed: Row = {
  nests: 'deep',
  isNamed: false,
  read: (fields, name, { decode }) => {
    let found: Record<string, Text> | undefined;
    for (const key of bracketedNames(fields, name)) {
      const texts = fields.get(key);
      if (!texts) continue;
      const tokens = key.slice(name.length + 1, -1).split('][');
      if (tokens.length > maxDepth) throw new SyntaxError('nested too deeply');
      const isList = tokens.length > 1 && tokens.at(-1) === '';
      if (isList) tokens.pop();
      found ??= Object.create(null) as Record<string, Text>;
      let owner = found;
      for (const token of tokens.slice(0, -1)) {
        const inner = owner[token] ?? (Object.create(null) as Record<string, Text>);
        owner[token] = inner;
        if (isText(inner) || Array.isArray(inner)) throw new SyntaxError('two shapes');
        owner = inner as Record<string, Text>;
      }
      const last = tokens.at(-1) as string;
      if (owner[last] !== undefined) throw new SyntaxError('two shapes');
      owner[last] = isList ? texts.map(decode) : oneOrAll(texts.map(decode));
    }
    return found;
  },
  write: (value, name, { encode }) =>
    entriesOf(value).flatMap(([key, inner]) => bracketedPairs(inner, `${name}[${key}]`, encode)),
};

function bracketedPairs(value: Text, name: string, encode: Codec['encode']): Pairs {
  if (isText(value)) return [[name, encode(value)]];
  const isPlain = Array.isArray(value) && value.every(isText);
  return Object.entries(value).flatMap(([key, inner]) =>
    bracketedPairs(inner, isPlain ? name : `${name}[${key}]`, encode),
  );
}

/** `color[0]=blue&color[1]=black`; read as well with empty brackets, or without any. */
export const bracketedList: Row = {
  nests: 'deep',
  read: (fields, name, codec) => {
    const found = bracketed.read(fields, name, codec);
    return found === undefined ? repeated.read(fields, name, codec) : listOf(found as Named);
  },
  write: (value, name, { encode }) =>
    (value as readonly Text[]).flatMap((item, at) => bracketedPairs(item, `${name}[${at}]`, encode)),
};

/** @throws {SyntaxError} if the names aren't indexes */
function listOf(found: Named): Text {
  const names = Object.keys(found);
  if (names.length === 1 && names[0] === '') return [found['']].flat() as Text;
  if (!names.every((name) => /^\d{1,9}$/.test(name))) throw new SyntaxError('no list');
  return names.sort((a, b) => Number(a) - Number(b)).map((name) => found[name] as Text);
}
