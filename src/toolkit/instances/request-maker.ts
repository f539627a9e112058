import { schemeOf } from '../contract/credentials.ts';
import type { Excerpt } from '../contract/excerpt.ts';
import { joinPointer } from '../contract/json-pointer.ts';
import type { Contract } from '../contract/load-contract.ts';
import { isJson } from '../contract/media-type.ts';
import type { ParameterObject, RequestBodyObject } from '../contract/openapi.ts';
import { resolveReference } from '../contract/operations.ts';
import { isReadable } from '../contract/parameter-reader.ts';
import { writeParameters } from '../contract/parameter-writer.ts';
import { writeBody } from './body-writer.ts';
import { Instances } from './instances.ts';

/** A request, ready to be sent below a server's address. */
export interface MadeRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** The body before it was written. */
  readonly value: unknown;
}

/** A request that breaks one keyword of its contract. */
export interface BrokenRequest extends MadeRequest {
  readonly keyword: string;
  /** The parameter, or the place in the body: `query/limit`, `body/Name`. */
  readonly at: string;
}

interface Subject {
  readonly parameter: ParameterObject;
  readonly pointer: string;
}

/** Makes requests of one operation, from its schemas. */
export class RequestMaker {
  readonly #excerpt: Excerpt;
  readonly #instances: Instances;
  readonly #subjects: readonly Subject[];
  readonly #body:
    | { readonly mediaType: string; readonly pointer: string | undefined; readonly required: boolean }
    | undefined;

  constructor(excerpt: Excerpt) {
    this.#excerpt = excerpt;
    this.#instances = new Instances(excerpt.document, 'request');
    const { operation, document } = excerpt;
    this.#subjects = operation.parameters.flatMap((parameter, index) => {
      const at = joinPointer(operation.pointer, 'parameters', index);
      const [mediaType] = Object.keys(parameter.content ?? {});
      if (!isReadable(parameter)) return [];
      return [
        {
          parameter,
          pointer:
            mediaType === undefined ? joinPointer(at, 'schema') : joinPointer(at, 'content', mediaType, 'schema'),
        },
      ];
    });
    const written = operation.node.requestBody;
    const described = written && resolveReference<RequestBodyObject>(document, written);
    const types = Object.keys(described?.content ?? {});
    const mediaType =
      types.find(isJson) ?? types.find((type) => /urlencoded|multipart\/form-data/.test(type)) ?? types[0];
    if (!described || mediaType === undefined) return;
    const pointer = joinPointer(
      written.$ref ?? joinPointer(operation.pointer, 'requestBody'),
      'content',
      mediaType,
      'schema',
    );
    const hasSchema = (described.content?.[mediaType]?.schema ?? undefined) !== undefined;
    this.#body = { mediaType, pointer: hasSchema ? pointer : undefined, required: described.required === true };
  }

  /**
   * A request that keeps the contract: with what has to be there and a body, or with a seed with other things at random.
   * @returns undefined where a schema has no value that could be found
   */
  valid(seed?: string | number): MadeRequest | undefined {
    const values = this.#values(seed);
    const body = this.#body?.pointer === undefined ? 'body' : this.#instances.valid(this.#body.pointer, seed);
    if (!values || (this.#body && body === undefined)) return undefined;
    return this.#write(values, body);
  }

  /** Requests that break one keyword each. */
  *invalid(): Generator<BrokenRequest> {
    const values = this.#values();
    const body = this.#body?.pointer === undefined ? 'body' : this.#instances.valid(this.#body.pointer);
    if (!values || (this.#body && body === undefined)) return;
    for (const { parameter, pointer } of this.#subjects) {
      const at = `${parameter.in}/${parameter.name}`;
      if (parameter.required === true && parameter.in !== 'path')
        yield {
          ...this.#write(
            values.filter(([other]) => other !== parameter),
            body,
          ),
          keyword: 'required',
          at,
        };
      if (!this.#hasSchema(parameter)) continue;
      for (const { keyword, value, path } of this.#instances.invalid(pointer)) {
        if (path !== '' && keyword === 'type') continue;
        if (!this.#isBrokenAsText(value, pointer) || (parameter.in === 'path' && String(value) === '')) continue;
        const replaced = [...values.filter(([other]) => other !== parameter), [parameter, value] as const];
        yield { ...this.#write(replaced, body), keyword, at: at + path };
      }
    }
    if (!this.#body) return;
    const { pointer, mediaType, required } = this.#body;
    if (required) yield { ...this.#write(values, undefined), keyword: 'required', at: 'body' };
    if (pointer === undefined || !isJson(mediaType)) return;
    for (const { keyword, value, path } of this.#instances.invalid(pointer))
      yield { ...this.#write(values, value), keyword, at: `body${path}` };
  }

  /** What is written as text is a text again when it is read: it may be one that fits, and any is a list or an object. */
  #isBrokenAsText(value: unknown, pointer: string): boolean {
    const usual = this.#instances.valid(pointer);
    if (typeof usual === 'object' && usual !== null)
      return typeof value === 'object' && value !== null && Array.isArray(value) === Array.isArray(usual);
    return (typeof value !== 'object' || value === null) && !this.#instances.isValid(String(value), pointer);
  }

  #hasSchema({ schema, content }: ParameterObject): boolean {
    return (schema ?? Object.values(content ?? {})[0]?.schema ?? undefined) !== undefined;
  }

  #values(seed?: string | number): (readonly [ParameterObject, unknown])[] | undefined {
    const values: (readonly [ParameterObject, unknown])[] = [];
    for (const { parameter, pointer } of this.#subjects) {
      const isNeeded = parameter.required === true || parameter.in === 'path';
      if (!isNeeded && seed === undefined) continue;
      const value = this.#hasSchema(parameter) ? this.#instances.valid(pointer, seed) : 'string';
      if (value === undefined && isNeeded) return undefined;
      // An empty text leaves nothing in a path.
      if (value !== undefined) values.push([parameter, parameter.in === 'path' && value === '' ? 'a' : value]);
    }
    return values;
  }

  #write(values: readonly (readonly [ParameterObject, unknown])[], body: unknown): MadeRequest {
    const { operation, document } = this.#excerpt;
    const { path, query, headers, cookies } = writeParameters(values);
    const credentials = credentialsFor(this.#excerpt);
    const allCookies = [...cookies, ...credentials.cookies];
    const allQuery = [...query, ...credentials.query];
    const filled = operation.path.replaceAll(/\{([^}]*)\}/g, (_, name: string) => path[name] ?? 'a');
    const written =
      this.#body && body !== undefined
        ? writeBody(document, this.#body.mediaType, this.#body.pointer, body)
        : undefined;
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
}

function encodeTarget(path: string): string {
  return path.replaceAll(/[^\w\-.~!$&'()*+,;=:@/%]/g, (character) => encodeURIComponent(character));
}

/** Credentials that are of the right kind, and nobody's. */
function credentialsFor({ document, operation }: Excerpt) {
  const found = { headers: {} as Record<string, string>, query: [] as string[], cookies: [] as string[] };
  for (const name of Object.keys(operation.security[0] ?? {})) {
    const scheme = schemeOf({ document } as Contract, name);
    if (scheme?.type === 'apiKey') {
      const key = scheme.name ?? '';
      if (scheme.in === 'query') found.query.push(`${encodeURIComponent(key)}=secret`);
      else if (scheme.in === 'cookie') found.cookies.push(`${key}=secret`);
      else found.headers[key] = 'secret';
    } else if (scheme?.type !== 'mutualTLS') {
      const kind = scheme?.type === 'http' ? (scheme.scheme ?? 'bearer') : 'bearer';
      const isBasic = kind.toLowerCase() === 'basic';
      found.headers['authorization'] = isBasic
        ? `Basic ${Buffer.from('user:secret').toString('base64')}`
        : `${kind} secret`;
    }
  }
  return found;
}
