import type { Excerpt } from '../contract/document/excerpt.ts';
import { joinPointer } from '../contract/document/json-pointer.ts';
import { isJson } from '../contract/document/media-type.ts';
import type { ParameterObject, RequestBodyObject } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import { isReadable } from '../contract/request/parameter-reader.ts';
import {
  type Credentials,
  type MadeRequest,
  madeUpCredentials,
  type RequestBodyKind,
  type RequestParts,
  writeRequest,
} from '../contract/request/request-writer.ts';
import type { Choices } from './choices.ts';
import { Instances } from './instances.ts';

/** What differs in a request from the usual one. */
export interface Deviation {
  readonly parts: RequestParts;
  /** The parameter, or the place in the body: `query/limit`, `body/Name`. */
  readonly at: string;
  /** What is there; undefined where nothing is. */
  readonly value?: unknown;
}

/** A request that breaks one keyword of its contract. */
export interface BrokenParts extends Omit<Deviation, 'value'> {
  readonly keyword: string;
  /** Where the keyword stands in the contract; undefined where that can't be said. */
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

  /** @param instances of the excerpt's document, as requests have them */
  constructor(excerpt: Excerpt, instances = new Instances(excerpt.document, 'request')) {
    this.#excerpt = excerpt;
    this.instances = instances;
    const { operation, document } = excerpt;
    this.subjects = operation.parameters.flatMap((parameter, index) => {
      const at = joinPointer(operation.pointer, 'parameters', index);
      const [mediaType] = Object.keys(parameter.content ?? {});
      if (!isReadable(parameter)) return [];
      const pointer =
        mediaType === undefined ? joinPointer(at, 'schema') : joinPointer(at, 'content', mediaType, 'schema');
      return [{ parameter, pointer, at }];
    });
    const written = operation.node.requestBody;
    const described = written && resolveReference<RequestBodyObject>(document, written);
    const types = Object.keys(described?.content ?? {});
    const mediaType =
      types.find(isJson) ?? types.find((type) => /urlencoded|multipart\/form-data/.test(type)) ?? types[0];
    if (!described || mediaType === undefined) return;
    const at = written.$ref ?? joinPointer(operation.pointer, 'requestBody');
    const hasSchema = (described.content?.[mediaType]?.schema ?? undefined) !== undefined;
    this.body = {
      mediaType,
      pointer: hasSchema ? joinPointer(at, 'content', mediaType, 'schema') : undefined,
      at,
      required: described.required === true,
    };
  }

  /**
   * A request that keeps the contract: with what has to be there and a body, or with choices, or a seed, with other
   * things too.
   * @returns undefined where a schema has no value that could be found
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

  /** Requests that differ from a valid one in one extreme of one value, or in whether something is there. */
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
      yield { parts: { ...base, body }, at: `body${path}`, value };
    }
    if (this.body && !this.body.required && base.body !== undefined)
      yield { parts: { ...base, body: undefined }, at: 'body' };
  }

  /**
   * Requests that break one keyword each, made of a valid one.
   * @param others how many other values are broken, where they have in them what the usual one hasn't
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
      for (const { keyword, value, path, pointer: broken } of this.instances.invalid(
        pointer,
        base.parameters.get(parameter),
        others,
      )) {
        if (path !== '' && keyword === 'type') continue;
        if (!this.#isBrokenAsText(keyword, value, pointer) || (parameter.in === 'path' && String(value) === ''))
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
    for (const { keyword, value, path, pointer: broken } of this.instances.invalid(pointer, base.body, others)) {
      if (!isJson(mediaType) && !isBrokenInForm(keyword, value, path)) continue;
      yield { parts: { ...base, body: value }, keyword, pointer: broken, at: `body${path}` };
    }
  }

  /** @param credentials those that nobody has, where they aren't given */
  write(parts: RequestParts, credentials: Credentials = madeUpCredentials(this.#excerpt)): MadeRequest {
    const usable = [...parts.parameters].map(([parameter, value]) => {
      // An empty text leaves nothing in a path.
      return [parameter, parameter.in === 'path' && value === '' ? 'a' : value] as const;
    });
    return writeRequest(this.#excerpt, { ...parts, parameters: new Map(usable) }, this.body, credentials);
  }

  /** A valid request, written; undefined where there is none. */
  valid(seed?: string | number): MadeRequest | undefined {
    const parts = this.parts(seed);
    return parts && this.write(parts);
  }

  /** Requests that break one keyword each, written. */
  *invalid(): Generator<BrokenRequest> {
    const base = this.parts();
    if (!base) return;
    for (const { parts, ...broken } of this.broken(base)) yield { ...this.write(parts), ...broken };
  }

  #valid(pointer: string, choices?: Choices | string | number): unknown {
    return isChoices(choices) ? this.instances.chosen(pointer, choices) : this.instances.valid(pointer, choices);
  }

  #bodyValue(choices?: Choices | string | number): unknown {
    return this.body?.pointer === undefined ? 'body' : this.#valid(this.body.pointer, choices);
  }

  /** What is written as text is a text again when it is read: it may be one that fits, and any is a list or an object. */
  #isBrokenAsText(keyword: string, value: unknown, pointer: string): boolean {
    const usual = this.instances.valid(pointer);
    if (typeof usual === 'object' && usual !== null)
      return typeof value === 'object' && value !== null && Array.isArray(value) === Array.isArray(usual);
    if (typeof value === 'object' && value !== null) return false;
    const violations = readings(String(value)).map((reading) => this.instances.validator.validate(reading, pointer));
    // A text is of the type of texts, whatever is in it.
    const telling = keyword === 'type' ? violations.slice(0, 1) : violations;
    return violations.every(({ length }) => length > 0) && telling.flat().some((found) => found.keyword === keyword);
  }

  #hasSchema({ schema, content }: ParameterObject): boolean {
    return (schema ?? Object.values(content ?? {})[0]?.schema ?? undefined) !== undefined;
  }
}

/** The one place where a value is unlike another; the whole where there are several. */
function deviationOf(usual: unknown, value: unknown, path = ''): { readonly path: string; readonly value: unknown } {
  if (!isContainer(usual) || !isContainer(value) || Array.isArray(usual) !== Array.isArray(value))
    return { path, value };
  const names = [...new Set([...Object.keys(usual), ...Object.keys(value)])];
  const unlike = names.filter((name) => JSON.stringify(usual[name]) !== JSON.stringify(value[name]));
  const [only] = unlike;
  if (only === undefined || unlike.length > 1) return { path, value };
  return deviationOf(usual[only], value[only], joinPointer(path, only));
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function withParameter(base: RequestParts, parameter: ParameterObject, value: unknown): RequestParts {
  const parameters = new Map(base.parameters);
  if (value === undefined) parameters.delete(parameter);
  else parameters.set(parameter, value);
  return { ...base, parameters };
}

/** What a text may be taken for. */
function readings(text: string): unknown[] {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const words = { true: true, false: false, null: null } as Readonly<Record<string, unknown>>;
  return [text, ...(Number.isNaN(number) ? [] : [number]), ...(Object.hasOwn(words, text) ? [words[text]] : [])];
}

function isChoices(choices: Choices | string | number | undefined): choices is Choices {
  return typeof choices === 'object';
}

/** In a form everything is text: what lacks, and texts and numbers that don't fit, are all that can be wrong. */
function isBrokenInForm(keyword: string, value: unknown, path: string): boolean {
  if (path === '' || path.split('/').length > 2) return false;
  return keyword === 'required' || (typeof value === 'object' && value !== null && keyword !== 'type');
}
