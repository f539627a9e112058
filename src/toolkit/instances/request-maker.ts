import type { Excerpt } from '../contract/document/excerpt.ts';
import { joinPointer, pointerTokens, replaceAt, valueAt } from '../contract/document/json-pointer.ts';
import { isJson } from '../contract/document/media-type.ts';
import type { ParameterObject } from '../contract/document/openapi.ts';
import { isReadable } from '../contract/request/parameter-reader.ts';
import {
  type Credentials,
  type MadeRequest,
  madeUpCredentials,
  type RequestBodyKind,
  type RequestParts,
  writeRequest,
} from '../contract/request/request-writer.ts';
import { setAside } from '../contract/schema/stand-ins.ts';
import { isBrokenAsText, isBrokenInBody } from './broken-as-text.ts';

import type { Choices } from './choices.ts';
import { deviationOf, isContainer } from './deviation.ts';
import { Instances } from './instances.ts';
import { bodyKindOf } from './request-body-kind.ts';
import { malformed, RoundTrip } from './round-trip.ts';

/** A difference between a request and the default one. */
export interface Deviation {
  readonly parts: RequestParts;
  /** The parameter, or the place in the body: `query/limit`, `body/Name`. */
  readonly at: string;
  /** The value there; undefined if there is none. */
  readonly value?: unknown;
}

/** A request that violates one keyword of its contract. */
export interface BrokenParts extends Omit<Deviation, 'value'> {
  readonly keyword: string;
  /** To the keyword, in the contract; undefined if it is not known. */
  readonly pointer: string | undefined;
}

export interface BrokenRequest extends MadeRequest, Omit<BrokenParts, 'parts'> {}

/** A parameter, and where its schema stands. */
export interface Subject {
  readonly parameter: ParameterObject;
  readonly pointer: string;
  /** Where the parameter itself stands. */
  readonly at: string;
}

/** Makes requests of one operation, from its schemas. */
export class RequestMaker {
  readonly instances: Instances;
  readonly subjects: readonly Subject[];
  readonly body: RequestBodyKind | undefined;
  readonly #excerpt: Excerpt;
  #roundTrip: RoundTrip | undefined;

  /** @param instances of the excerpt's document, as requests have them */
  constructor(excerpt: Excerpt, instances = new Instances(excerpt.document, 'request')) {
    this.#excerpt = excerpt;
    this.instances = instances;
    const { operation } = excerpt;
    this.subjects = operation.parameters.flatMap((parameter, index) => {
      const at = joinPointer(operation.pointer, 'parameters', index);
      const [mediaType] = Object.keys(parameter.content ?? {});
      if (!isReadable(parameter) || isOfConnection(parameter)) return [];
      const pointer =
        mediaType === undefined ? joinPointer(at, 'schema') : joinPointer(at, 'content', mediaType, 'schema');
      return [{ parameter, pointer, at }];
    });
    this.body = bodyKindOf(excerpt, instances);
  }

  /**
   * A valid request: with required parameters and a body; with choices or a seed, optional parameters may be in it
   * too.
   * @returns undefined if a schema has no value that could be found
   */
  parts(choices?: Choices | string | number): RequestParts | undefined {
    const parameters = new Map<ParameterObject, unknown>();
    for (const subject of this.subjects) {
      const { parameter } = subject;
      const isNeeded = parameter.required === true || parameter.in === 'path';
      if (!isNeeded && (choices === undefined || (isChoices(choices) && choices.choose(0, 1, 0) === 0))) continue;
      const value = this.#hasSchema(parameter) ? this.#valid(subject.pointer, choices) : 'string';
      if (value === undefined && isNeeded) return undefined;
      if (value !== undefined) parameters.set(parameter, value);
    }
    const body = this.body && this.#bodyValue(choices);
    return this.body && body === undefined ? undefined : { parameters, body };
  }

  /** Requests that differ from a valid one in one extreme of one value, or in the presence of one part. */
  *edges(base: RequestParts): Generator<Deviation> {
    for (const { parameter, pointer } of this.subjects) {
      const at = `${parameter.in}/${parameter.name}`;
      if (!this.#hasSchema(parameter)) continue;
      for (const value of this.instances.edges(pointer))
        yield { parts: withParameter(base, parameter, value), at, value };
      if (parameter.required !== true && parameter.in !== 'path' && base.parameters.has(parameter))
        yield { parts: withParameter(base, parameter, undefined), at };
    }
    const bodies = this.body?.pointer === undefined ? [] : this.instances.edges(this.body.pointer);
    for (const body of bodies) {
      const { path, value } = body === bodies[0] ? { path: '', value: body } : deviationOf(bodies[0], body);
      yield { parts: { ...base, body: this.#deviating(base.body, path, value) ?? body }, at: `body${path}`, value };
    }
    if (this.body && !this.body.required && base.body !== undefined)
      yield { parts: { ...base, body: undefined }, at: 'body' };
  }

  /**
   * Requests that violate one keyword each, derived from a valid one.
   * @param others how many other values are mutated too, if they have properties or items that the default one lacks
   */
  *broken(base: RequestParts, others = 0): Generator<BrokenParts> {
    for (const { parameter, pointer, at: place } of this.subjects) {
      const at = `${parameter.in}/${parameter.name}`;
      if (parameter.required === true && parameter.in !== 'path')
        yield {
          parts: withParameter(base, parameter, undefined),
          keyword: 'required',
          pointer: joinPointer(place, 'required'),
          at,
        };
      if (!this.#hasSchema(parameter)) continue;
      for (const { keyword, value, path, pointer: broken, isOfName } of this.instances.invalid(
        pointer,
        base.parameters.get(parameter),
        others,
      )) {
        // A name that isn't valid may be that of another parameter.
        if (isOfName || (path !== '' && keyword === 'type')) continue;
        if (!isBrokenAsText(this.instances, pointer, keyword, value, parameter)) continue;
        if (
          isContainer(value) &&
          !this.#isBrokenWhenRead(this.#readBack.readParameter(parameter, value), pointer, parameter.required)
        )
          continue;
        yield { parts: withParameter(base, parameter, value), keyword, pointer: broken, at: at + path };
      }
    }
    if (!this.body) return;
    const { pointer, mediaType, required, at } = this.body;
    if (required)
      yield {
        parts: { ...base, body: undefined },
        keyword: 'required',
        pointer: joinPointer(at, 'required'),
        at: 'body',
      };
    if (pointer === undefined || base.body === undefined) return;
    for (const one of this.instances.invalid(pointer, base.body, others)) {
      const { keyword, value, path, pointer: broken, isOfName } = one;
      if (!isJson(mediaType)) {
        if (isOfName) continue;
        if (!isBrokenInBody(this.instances, { mediaType, pointer }, keyword, value, path)) continue;
        if (!this.#isBrokenWhenRead(this.#readBack.readBody(value), pointer, required)) continue;
      }
      yield { parts: { ...base, body: value }, keyword, pointer: broken, at: `body${path}` };
    }
  }

  /** Whether a request is read as the values that it was written from. */
  roundTrips(parts: RequestParts): boolean {
    return this.#readBack.keeps(parts);
  }

  get #readBack(): RoundTrip {
    this.#roundTrip ??= new RoundTrip(this.#excerpt, this.body);
    return this.#roundTrip;
  }

  /** What is left out when it is written may have been all that was wrong. */
  #isBrokenWhenRead(read: unknown, pointer: string, isRequired = false): boolean {
    if (read === malformed) return true;
    return read === undefined ? isRequired : !this.instances.isValid(setAside(read).value, pointer);
  }

  /** @param credentials default: made-up ones */
  write(parts: RequestParts, credentials: Credentials = madeUpCredentials(this.#excerpt)): MadeRequest {
    const usable = [...parts.parameters].map(([parameter, value]) => {
      // An empty text leaves nothing in a path.
      return [parameter, parameter.in === 'path' && value === '' ? 'a' : value] as const;
    });
    return writeRequest(this.#excerpt, { ...parts, parameters: new Map(usable) }, this.body, credentials);
  }

  /** A base that is written in the contract has the values that the server needs elsewhere; undefined if that is not valid. */
  #deviating(base: unknown, path: string, value: unknown): unknown {
    if (path === '' || this.body?.pointer === undefined) return undefined;
    const tokens = pointerTokens(path);
    if (valueAt(base, path.slice(0, path.lastIndexOf('/'))) === undefined) return undefined;
    const body = replaceAt(base, tokens, value);
    return this.instances.isValid(body, this.body.pointer) ? body : undefined;
  }

  /** A valid request, written; undefined if there is none. */
  valid(seed?: string | number): MadeRequest | undefined {
    const parts = this.parts(seed);
    return parts && this.write(parts);
  }

  /** Requests that violate one keyword each, written. */
  *invalid(): Generator<BrokenRequest> {
    const base = this.parts();
    if (!base) return;
    for (const { parts, ...broken } of this.broken(base)) yield { ...this.write(parts), ...broken };
  }

  #valid(pointer: string, choices?: Choices | string | number): unknown {
    return isChoices(choices) ? this.instances.chosen(pointer, choices) : this.instances.valid(pointer, choices);
  }

  #bodyValue(choices?: Choices | string | number): unknown {
    if (this.body?.pointer === undefined) return 'body';
    return this.arriving(this.#valid(this.body.pointer, choices));
  }

  /** What of a body any server reads: forms can't have empty lists and objects. The body itself if that isn't valid. */
  arriving(body: unknown): unknown {
    if (this.body?.pointer === undefined || body === undefined) return body;
    const part = this.#readBack.arriving(body);
    return part !== body && this.instances.isValid(part, this.body.pointer) ? part : body;
  }

  #hasSchema({ schema, content }: ParameterObject): boolean {
    return (schema ?? Object.values(content ?? {})[0]?.schema ?? undefined) !== undefined;
  }
}

/** Headers that HTTP clients set themselves: other values of them break the connection. */
function isOfConnection({ name, in: location }: ParameterObject): boolean {
  return (
    location === 'header' &&
    /^(content-length|content-encoding|transfer-encoding|connection|host|expect|upgrade|te|trailer)$/i.test(name)
  );
}

export function withParameter(base: RequestParts, parameter: ParameterObject, value: unknown): RequestParts {
  const parameters = new Map(base.parameters);
  if (value === undefined) parameters.delete(parameter);
  else parameters.set(parameter, value);
  return { ...base, parameters };
}

function isChoices(choices: Choices | string | number | undefined): choices is Choices {
  return typeof choices === 'object';
}
