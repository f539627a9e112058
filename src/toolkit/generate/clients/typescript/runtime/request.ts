import { type Body, isJson, writeBody } from './body.ts';
import { entriesOf, type Pairs, type Place, writeStyled } from './styles.ts';
import type { OperationEntry } from './table.ts';

/** The values of a call, by their place in the request. */
export interface CallInput {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly cookie?: Readonly<Record<string, unknown>>;
  readonly mediaType?: string;
  readonly accept?: string;
  readonly body?: unknown;
}

export interface WrittenRequest {
  readonly path: string;
  readonly query: string[];
  readonly headers: Headers;
  readonly cookies: string[];
  readonly body: Body | undefined;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** @throws {TypeError} if a variable of the path is missing, as the request would go to another path, and for a body that can't be sent */
export function writeRequest(id: string, entry: OperationEntry, input: CallInput): WrittenRequest {
  const { styles = {}, accepts = [], fields = {} } = entry;
  const write = (place: Place): Pairs =>
    entriesOf(input[place]).flatMap(([name, value]) =>
      isGiven(value) ? writeStyled(name, value, place, styles[`${place} ${name}`]) : [],
    );
  const variables = new Map(write('path'));
  const path = entry.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const text = variables.get(name);
    // A URL parser takes dots away, encoded or not.
    if (text === undefined || /^(|\.|\.\.)$/.test(text))
      throw new TypeError(
        `${id}: path.${name} is ${text === undefined ? 'missing' : `"${text}", which no path can have`}`,
      );
    return text;
  });
  const headers = new Headers(write('header').map(([name, text]): [string, string] => [name, text]));
  const declared = Object.values(entry.responses).flat();
  const wanted = input.accept === undefined ? declared : [input.accept, ...declared.filter(isJson)];
  if (wanted.length > 0) headers.set('accept', [...new Set(wanted)].join(', '));
  let body: Body | undefined;
  if (input.body !== undefined) {
    if (entry.method === 'GET' || entry.method === 'HEAD')
      throw new TypeError(`${id}: fetch sends no body with ${entry.method}`);
    const declaredType = input.mediaType ?? accepts[0] ?? 'application/json';
    const [mediaType, written] = writeBody(declaredType, input.body, fields[declaredType]);
    // A range is no media type: a Blob knows its own.
    if (!mediaType.includes('*')) headers.set('content-type', mediaType);
    body = written;
  }
  return {
    path,
    query: write('query').map(([name, text]) => `${encodeURIComponent(name)}=${text}`),
    headers,
    cookies: write('cookie').map((pair) => pair.join('=')),
    body,
  };
}
