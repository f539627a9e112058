import { pointerTokens, replaceAt, valueAt } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import { fillTemplate } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import {
  findSingletonPlace,
  propertiesAt,
  settableProperties,
  wrapperOf,
} from '../../contract/resource/record-shape.ts';
import type { Action, Resource } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperation } from '../mock-operation.ts';
import type { MockOperations } from '../mock-operations.ts';
import { isJsonPatch } from './json-patch.ts';
import { isMergePatch, mergePatch } from './merge-patch.ts';
import { patchedRecord } from './patched-record.ts';
import type { SentRequest } from './record-responses.ts';
import { ResourceOperations } from './resource-operations.ts';

type Fields = Record<string, unknown>;

/** How many paths have a value of their own, of a singleton below records. */
const maxValues = 1000;

/** What there is one of at a path, such as `/me`: it starts as the contract has it, and is then what was written. */
export class SingletonState {
  readonly resource: Resource;
  readonly #operations: ResourceOperations;
  #values = new Map<string, Fields>();

  constructor(resource: Resource, operations: MockOperations) {
    this.resource = resource;
    this.#operations = new ResourceOperations(resource, operations);
  }

  reset(): void {
    this.#values.clear();
  }

  /** Takes over what was written to that of an older contract, or of another session. */
  adopt(older: SingletonState): void {
    this.#values = new Map(older.#values);
  }

  /** Of the value that a request with these path variables is about. */
  pathOf(variables: Readonly<Record<string, unknown>>): string {
    return fillTemplate(this.resource.path, (name) => String(variables[name] ?? ''));
  }

  /** @returns undefined if the contract doesn't describe an object */
  async handle(action: Action, request: ReadRequest, { accept }: SentRequest): Promise<OperationResponse | undefined> {
    const reader = this.#operations.get('read');
    const place = reader && findSingletonPlace(reader);
    const plain = await this.#operations.declaredResponse('read');
    const key = this.pathOf(request.path);
    const current = this.#values.get(key) ?? valueAt(plain?.body, `#${place?.bodyPointer}`);
    const prepared = this.#operations.get(action);
    if (!prepared || !place || !isFields(current)) return undefined;
    if (action === 'read') return this.#respond(action, prepared, current, accept);
    const names = propertiesAt(reader, place.schemaPointer, pointerTokens(place.bodyPointer));
    const validate = (value: Fields) =>
      place.bodyPointer === '' ? reader.instances.validator.validate(value, place.schemaPointer) : [];
    const next =
      action === 'patch' && isJsonPatch(request.body, request.mediaType)
        ? patchedRecord(current, request.body, {
            responses: prepared.responses,
            isServers: isServersIn(prepared),
            validate,
          })
        : written(action, prepared, current, request, names);
    if (next === undefined) return undefined;
    if (this.#values.size >= maxValues) this.reset();
    this.#values.set(key, next);
    return this.#respond(action, prepared, next, accept);
  }

  /** The declared response, with the value where it has one. */
  async #respond(action: Action, prepared: MockOperation, value: Fields, accept: string | undefined) {
    const plain = await this.#operations.declaredResponse(action, undefined, accept);
    const place = findSingletonPlace(prepared);
    const there = place && valueAt(plain?.body, `#${place.bodyPointer}`);
    const isSame = isFields(there) && Object.keys(there).some((name) => Object.hasOwn(value, name));
    if (!plain || !place || !isSame || !isJson(plain.mediaType ?? '')) return plain;
    return { ...plain, body: replaceAt(plain.body, pointerTokens(place.bodyPointer), value) };
  }
}

/** What a PUT or PATCH makes of a value: what the server sets stays. */
function written(
  action: Action,
  writer: MockOperation,
  current: Fields,
  { body, mediaType }: ReadRequest,
  names: readonly string[],
): Fields | undefined {
  const wrapper = wrapperOf(writer, names);
  const sent = wrapper !== undefined && isFields(body) ? body[wrapper] : body;
  if (!isFields(sent)) return undefined;
  const settable = settableProperties(writer);
  const set = Object.fromEntries(Object.entries(sent).filter(([name]) => settable.get(name) !== false));
  if (action === 'patch') return isMergePatch(mediaType) ? mergePatch(current, set) : { ...current, ...set };
  return { ...Object.fromEntries(Object.entries(current).filter(([name]) => settable.get(name) !== true)), ...set };
}

function isServersIn(writer: MockOperation): (name: string) => boolean {
  const settable = settableProperties(writer);
  return (name) => settable.get(name) === false;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
