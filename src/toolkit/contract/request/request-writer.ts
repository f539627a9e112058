import { schemeOf } from '../document/credentials.ts';
import type { Excerpt } from '../document/excerpt.ts';
import type { ParameterObject } from '../document/openapi.ts';
import { fillTemplate } from '../document/path-template.ts';
import { writeBody } from './body-writer.ts';
import type { PartHeaderValues } from './multipart-writer.ts';
import { writeParameters } from './parameter-writer.ts';

/** A request before it is written. */
export interface RequestParts {
  readonly parameters: ReadonlyMap<ParameterObject, unknown>;
  /** Undefined for none. */
  readonly body: unknown;
}

/** A request, ready to be sent below a server's address. */
export interface MadeRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** The body before it was written. */
  readonly value: unknown;
  /** Where it is sent, if not to the place of the API: the path of a server, and that of the API by its contract. */
  readonly server?: { readonly path: string; readonly apiPath: string } | undefined;
  /** The request that has read the entity tag in its `If-Match`. */
  readonly tagRead?: MadeRequest | undefined;
}

/** What a request shows who it is from with; in the query as `name=value`, percent-encoded. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly string[];
  readonly cookies: readonly string[];
}

export const noCredentials: Credentials = { headers: {}, query: [], cookies: [] };

/** The body that an operation's requests are given. */
export interface RequestBodyKind {
  readonly mediaType: string;
  /** Of the body's schema. */
  readonly pointer: string | undefined;
  /** Where the request body itself stands. */
  readonly at: string;
  readonly required: boolean;
  /** Of multipart bodies, the headers that their parts require. */
  readonly partHeaders?: PartHeaderValues;
}

export function writeRequest(
  { operation, document }: Excerpt,
  { parameters, body }: RequestParts,
  kind: RequestBodyKind | undefined,
  credentials: Credentials,
): MadeRequest {
  const { path, query, headers, cookies } = writeParameters([...parameters]);
  const allCookies = [...cookies, ...credentials.cookies];
  const allQuery = [...query, ...credentials.query];
  const filled = fillTemplate(operation.path, (name) => path[name] ?? 'a');
  const written =
    kind && body !== undefined ? writeBody(document, kind.mediaType, kind.pointer, body, kind.partHeaders) : undefined;
  return {
    method: operation.method.toUpperCase(),
    target: encodeTarget(filled) + (allQuery.length > 0 ? `?${allQuery.join('&')}` : ''),
    headers: {
      ...headers,
      ...credentials.headers,
      ...(allCookies.length > 0 && { cookie: allCookies.join('; ') }),
      ...(written && { 'content-type': written.contentType }),
    },
    body: written?.bytes,
    value: body,
  };
}

function encodeTarget(path: string): string {
  return path.replaceAll(/[^\w\-.~!$&'()*+,;=:@/%]/g, (character) => encodeURIComponent(character));
}

/** Credentials that are of the kind that the operation asks for, and nobody's. */
export function madeUpCredentials(excerpt: Excerpt): Credentials {
  const found = { headers: {} as Record<string, string>, query: [] as string[], cookies: [] as string[] };
  for (const name of Object.keys(excerpt.operation.security[0] ?? {})) {
    const scheme = schemeOf(excerpt, name);
    if (scheme?.type === 'apiKey') {
      const key = scheme.name ?? '';
      if (scheme.in === 'query') found.query.push(`${encodeURIComponent(key)}=secret`);
      else if (scheme.in === 'cookie') found.cookies.push(`${key}=secret`);
      else found.headers[key] = 'secret';
    } else if (scheme?.type !== 'mutualTLS') {
      const kind = scheme?.type === 'http' ? (scheme.scheme ?? 'bearer') : 'bearer';
      const isBasic = kind.toLowerCase() === 'basic';
      // Case doesn't matter in it, and yet not everybody takes it in another.
      found.headers['authorization'] = isBasic
        ? `Basic ${Buffer.from('user:secret').toString('base64')}`
        : `${kind.charAt(0).toUpperCase()}${kind.slice(1)} secret`;
    }
  }
  return found;
}
