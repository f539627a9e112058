import { isObject } from '../../../contract/document/is-object.ts';
import { pointerTokens, replaceAt, valueAt } from '../../../contract/document/json-pointer.ts';
import { isJson } from '../../../contract/document/media-type.ts';
import { fillPath, variableNames } from '../../../contract/document/path-template.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import {
  examplesAt,
  findSingletonPlace,
  propertiesAt,
  type RecordPlace,
} from '../../../contract/resource/record-shape.ts';
import { settableProperties, wrapperOf } from '../../../contract/resource/request-shape.ts';
import type { Action, Resource } from '../../../contract/resource/resources.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import type { MockOperation } from '../../mock-operation.ts';
import type { SoundMaker } from '../actions/record-change.ts';
import type { PathValues } from '../collections.ts';
import type { SentRequest } from '../record-responses.ts';
import { isJsonPatch } from '../records/json-patch.ts';
import { isMergePatch, mergePatch } from '../records/merge-patch.ts';
import { patchedRecord } from '../records/patched-record.ts';
import type { Self } from '../relations/self.ts';
import { ResourceOperations } from '../resource-operations.ts';
import type { ResourceState } from '../resource-state.ts';
import { findOwnRecord, type OwnRecord } from './own-record.ts';
import { isOfSelf } from './single-record-type.ts';
import { SingletonMaker, type SingletonSource } from './singleton-maker.ts';

type Fields = Record<string, unknown>;

/** How many paths have a value of their own, of a singleton below records. */
const maxValues = 1000;

/** A list in a singleton, and its records. */
export interface HeldState {
  /** In the body of the response. */
  readonly way: readonly string[];
  readonly state: ResourceState;
}

interface Reader {
  readonly reader: MockOperation | undefined;
  readonly place: RecordPlace | undefined;
}

/** What there is one of at a path, such as `/me`: it starts as the contract has it, or made up, and is then what was written. */
export class SingletonState {
  readonly resource: Resource;
  readonly #operations: ResourceOperations;
  readonly #maker: SingletonMaker;
  readonly #held: readonly HeldState[];
  #values = new Map<string, Fields>();
  readonly #starts = new Map<string, Promise<Fields | undefined>>();
  readonly #readings = new WeakMap<Fields, OperationResponse>();
  #known: Reader | undefined;
  readonly #findOwn: () => OwnRecord | undefined;
  /** Undefined before it is known, null for none. */
  #own: OwnRecord | undefined | null;
  /** What a scenario says of what it is at the start. */
  #seed: Fields | undefined;

  /** @param stateOf of another resource */
  constructor(
    resource: Resource,
    source: SingletonSource,
    held: readonly HeldState[],
    stateOf: (resource: Resource) => ResourceState,
  ) {
    this.resource = resource;
    this.#held = held;
    this.#findOwn = () => {
      const reader = resource.operations.get('read')?.operation;
      return reader && findOwnRecord(source.relations, resource, reader, stateOf);
    };
    this.#operations = new ResourceOperations(resource, source.operations);
    this.#maker = new SingletonMaker(resource, this.#operations, source);
  }

  /** Whether requests change it. */
  get isWritable(): boolean {
    return this.resource.operations.size > 1 || this.#held.length > 0;
  }

  /** Sets what it is at the start; the rest of it is made up. */
  seed(value: Fields): void {
    this.#seed = value;
  }

  /** Takes over what was written to that of an older contract, or of another session. */
  adopt(older: SingletonState): void {
    this.#values = new Map(older.#values);
    this.#seed = older.#seed;
  }

  /** Of the value that a request with these path variables is about. */
  pathOf(variables: Readonly<Record<string, unknown>>): string {
    return fillPath(this.resource.path, variables);
  }

  /** The operation that reads it, and where the value is in its response. */
  get #reader(): Reader {
    const reader = this.#operations.get('read');
    if (!this.#known || this.#known.reader !== reader)
      this.#known = { reader, place: reader && findSingletonPlace(reader) };
    return this.#known;
  }

  /** The value at a path as it is now; undefined if the contract doesn't describe an object. */
  async valueAt(path: PathValues): Promise<Fields | undefined> {
    const { reader, place } = this.#reader;
    if (!reader || !place) return undefined;
    const key = this.pathOf(path);
    const written = this.#values.get(key);
    const base = written ?? (await this.#startAt(key, path, reader, place));
    if (!isObject(base)) return undefined;
    const whole = this.#ownRecord ? await this.#ownRecord.read(base, reader, place) : base;
    const tokens = pointerTokens(place.bodyPointer).map(String);
    const lists = this.#held.flatMap(({ way, state }) => {
      const inside = tokens.every((token, index) => way[index] === token) ? way.slice(tokens.length) : [];
      return inside.length > 0 ? [{ way: inside, state }] : [];
    });
    return this.#maker.withRelations(whole, { key, path, lists, isFilled: written === undefined });
  }

  get isOfSelf(): boolean {
    return variableNames(this.resource.path).length === 0 && isOfSelf(this.resource.path);
  }

  /** Who asks, as records name them. */
  get self(): Self {
    const type = () => this.#ownRecord?.type;
    return { path: this.resource.path, type, id: async () => (await this.valueAt({}))?.[type()?.id ?? ''] };
  }

  get #ownRecord(): OwnRecord | undefined {
    if (this.#own === undefined) this.#own = this.#findOwn() ?? null;
    return this.#own ?? undefined;
  }

  #startAt(key: string, path: PathValues, reader: MockOperation, place: RecordPlace): Promise<Fields | undefined> {
    if (this.#starts.size >= maxValues) this.#starts.clear();
    const start = this.#starts.get(key) ?? this.#makeStart(key, path, reader, place);
    this.#starts.set(key, start);
    return start;
  }

  async #makeStart(key: string, path: PathValues, reader: MockOperation, place: RecordPlace) {
    if (!this.#seed) return this.#makePlain(key, path, reader, place);
    const made = { ...(await this.#makePlain(key, path, reader, place, this.#seed)), ...this.#seed };
    await this.#ownRecord?.place(made);
    return made;
  }

  async #makePlain(key: string, path: PathValues, reader: MockOperation, place: RecordPlace, seed: Fields = {}) {
    const hasExample = examplesAt(reader, place).some(isObject);
    const made = hasExample ? undefined : await this.#maker.make(reader, place, key, path, seed);
    if (made) return this.#ownRecord ? this.#ownRecord.choose(made, key) : made;
    const plain = await this.#operations.declaredResponse('read');
    const there = valueAt(plain?.body, `#${place.bodyPointer}`);
    return isObject(there) ? there : undefined;
  }

  /** Becomes the profile of who has signed in: the record that has what was sent, or the same person by that name. */
  async signIn(sent: Fields): Promise<void> {
    const current = await this.valueAt({});
    if (!current) return;
    const known = Object.entries(sent).filter(([name, value]) => typeof current[name] === typeof value);
    if (known.every(([name, value]) => current[name] === value)) return;
    const record = await this.#maker.recordWith(sent);
    await this.#store(this.pathOf({}), { ...current, ...record, ...Object.fromEntries(known) });
  }

  /** Stores what becomes of the value at a path. @returns it as it is then */
  async change(path: PathValues, make: (current: Fields, maker: SoundMaker) => Fields): Promise<Fields | undefined> {
    const { reader, place } = this.#reader;
    const current = await this.valueAt(path);
    if (!reader || !current) return undefined;
    const isSound = (value: Fields) =>
      place?.bodyPointer !== '' || reader.instances.isValid(value, place.schemaPointer);
    await this.#store(this.pathOf(path), make(current, { isSound }));
    return this.valueAt(path);
  }

  async #store(key: string, value: Fields): Promise<void> {
    if (this.#values.size >= maxValues) this.#values.clear();
    this.#values.set(key, value);
    await this.#ownRecord?.write(value);
  }

  /** @returns undefined if the contract doesn't describe an object, or has examples and nothing that changes it */
  async handle(action: Action, request: ReadRequest, { accept }: SentRequest): Promise<OperationResponse | undefined> {
    const { reader, place } = this.#reader;
    const prepared = this.#operations.get(action);
    if (!prepared || !reader || !place) return undefined;
    const key = this.pathOf(request.path);
    // Examples may be for certain requests.
    const hasExample = !this.isWritable && !this.#values.has(key) && examplesAt(reader, place).some(isObject);
    if (hasExample && !this.#ownRecord) return undefined;
    const current = await this.valueAt(request.path);
    if (!current) return undefined;
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
    await this.#store(key, next);
    for (const { way, state } of this.#held) {
      const list = next[way.at(-1) as string];
      if (Array.isArray(list) && list !== current[way.at(-1) as string])
        (await state.openAt(request.path))?.replaceAll(list);
    }
    return this.#respond(action, prepared, (await this.valueAt(request.path)) ?? next, accept);
  }

  /** The declared response, with the value where it has one. */
  async #respond(action: Action, prepared: MockOperation, value: Fields, accept: string | undefined) {
    const plain = await this.#operations.declaredResponse(action, undefined, accept);
    const known = action === 'read' ? this.#readings.get(value) : undefined;
    if (known && known.mediaType === plain?.mediaType) return known;
    const place = findSingletonPlace(prepared);
    const there = place && valueAt(plain?.body, `#${place.bodyPointer}`);
    const isSame = isObject(there) && Object.keys(there).some((name) => Object.hasOwn(value, name));
    const isWhole = action === 'read' && isObject(there);
    if (!plain || !place || !(isSame || isWhole) || !isJson(plain.mediaType ?? '')) return plain;
    const response = { ...plain, body: replaceAt(plain.body, pointerTokens(place.bodyPointer), value) };
    if (action === 'read') this.#readings.set(value, response);
    return response;
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
  const sent = wrapper !== undefined && isObject(body) ? body[wrapper] : body;
  if (!isObject(sent)) return undefined;
  const settable = settableProperties(writer);
  const set = Object.fromEntries(Object.entries(sent).filter(([name]) => settable.get(name) !== false));
  if (action === 'patch') return isMergePatch(mediaType) ? mergePatch(current, set) : { ...current, ...set };
  return { ...Object.fromEntries(Object.entries(current).filter(([name]) => settable.get(name) !== true)), ...set };
}

function isServersIn(writer: MockOperation): (name: string) => boolean {
  const settable = settableProperties(writer);
  return (name) => settable.get(name) === false;
}
