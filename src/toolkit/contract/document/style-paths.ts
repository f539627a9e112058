import { type Fields, type Pairs, type Row, repeated, separate, splitPair } from './style-rows.ts';

/** `.blue` */
export function labelled(row: Row): Row {
  return affixed(
    row,
    (text) => {
      if (!text.startsWith('.')) throw new SyntaxError('no label');
      return text.slice(1);
    },
    (text) => `.${text}`,
  );
}

/** `;color=blue` */
export function matrix(row: Row): Row {
  return affixed(
    row,
    (text, name) => {
      if (text === `;${name}`) return '';
      if (!text.startsWith(`;${name}=`)) throw new SyntaxError('no matrix parameter');
      return text.slice(name.length + 2);
    },
    (text, name) => (text === '' ? `;${name}` : `;${name}=${text}`),
  );
}

function affixed(row: Row, take: (text: string, name: string) => string, put: typeof take): Row {
  return {
    read: (fields, name, codec) => row.read(new Map([[name, [take(fields.get(name)?.[0] ?? '', name)]]]), name, codec),
    write: (value, name, codec) => row.write(value, name, codec).map(([, text]) => [name, put(text, name)]),
  };
}

/** `;color=blue;color=black` */
export const matrixList: Row = {
  read: (fields, name, codec) => repeated.read(matrixFields(fields, name), name, codec),
  write: (value, name, codec) => [[name, writeMatrix(repeated.write(value, name, codec))]],
};

/** `;R=100;G=200` */
export const matrixPairs: Row = {
  read: (fields, name, codec) => separate.read(matrixFields(fields, name), name, codec),
  write: (value, name, codec) => [[name, writeMatrix(separate.write(value, name, codec))]],
};

function writeMatrix(pairs: Pairs): string {
  return pairs.map(([key, text]) => `;${encodeURIComponent(key)}${text === '' ? '' : `=${text}`}`).join('');
}

/** @throws {SyntaxError} */
function matrixFields(fields: Fields, name: string): Fields {
  const [before, ...parts] = (fields.get(name)?.[0] ?? '').split(';');
  if (before !== '') throw new SyntaxError('no matrix parameter');
  const pairs = parts.map(splitPair);
  const grouped = Map.groupBy(pairs, ([key = '']) => decodeURIComponent(key));
  return new Map([...grouped].map(([key, all]) => [key, all.map(([, text = '']) => text)]));
}
