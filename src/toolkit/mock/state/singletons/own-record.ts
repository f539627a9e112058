import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import { propertiesAt, type RecordPlace } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { createRandom } from '../../../instances/index.ts';
import type { MockOperation } from '../../mock-operation.ts';
import type { OpenCollection } from '../open-collection.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { RecordType } from '../relations/record-type.ts';
import type { Relations } from '../relations/relations.ts';
import type { ResourceState } from '../resource-state.ts';
import { isOfSelf, singleRecordType } from './single-record-type.ts';

type Fields = Record<string, unknown>;

interface Found {
  readonly open: OpenCollection;
  readonly record: MockRecord;
}

/** The record of whoever asks, `/users/7` for `/me`: what both have is the same in both. */
export class OwnRecord {
  readonly #state: ResourceState;
  readonly type: RecordType;
  readonly #isSameSchema: boolean;
  readonly #values = new WeakMap<MockRecord, { readonly base: Fields; readonly value: Fields }>();

  constructor(state: ResourceState, type: RecordType, isSameSchema: boolean) {
    this.#state = state;
    this.type = type;
    this.#isSameSchema = isSameSchema;
  }

  async #find(base: Fields): Promise<Found | undefined> {
    const id = base[this.type.id] ?? undefined;
    const open = id === undefined ? undefined : await this.#state.openAt({});
    const record = open?.record(id);
    return open && record ? { open, record } : undefined;
  }

  /** A made-up value, with the id of a record that exists. */
  async choose(made: Fields, seed: string): Promise<Fields> {
    const { id } = this.type;
    const records = (await this.#find(made)) ? [] : ((await this.#state.recordsAt({})) ?? []);
    const chosen = records[Math.floor(createRandom(seed)() * records.length)]?.[id];
    return chosen !== undefined && isSameKind(chosen, made[id]) ? { ...made, [id]: chosen } : made;
  }

  /** A value with what its record says; the value itself if it has none. */
  async read(base: Fields, reader: MockOperation, { schemaPointer, bodyPointer }: RecordPlace): Promise<Fields> {
    const { record } = (await this.#find(base)) ?? {};
    if (!record) return base;
    const known = this.#values.get(record);
    if (known?.base === base) return known.value;
    const names = propertiesAt(reader, schemaPointer, pointerTokens(bodyPointer));
    const shared = names.filter((name) => Object.hasOwn(record, name) && isSameKind(record[name], base[name]));
    const left = this.#isSameSchema
      ? Object.entries(base).filter(([name]) => Object.hasOwn(record, name) || !names.includes(name))
      : Object.entries(base);
    const value = { ...Object.fromEntries(left), ...Object.fromEntries(shared.map((name) => [name, record[name]])) };
    this.#values.set(record, { base, value });
    return value;
  }

  /** Stores what of a value its record has as well, in a new record if there is none with its id. */
  async place(value: Fields): Promise<void> {
    if (await this.#find(value)) return this.write(value);
    const open = value[this.type.id] === undefined ? undefined : await this.#state.openAt({});
    const own = Object.entries(value).filter(([name]) => open?.maker.properties.includes(name));
    open?.put(open.maker.complete(Object.fromEntries(own)));
  }

  /** Stores what of a value its record has as well. */
  async write(value: Fields): Promise<void> {
    const { open, record } = (await this.#find(value)) ?? {};
    if (!open || !record) return;
    const changed = Object.entries(value).filter(
      ([name, own]) =>
        (this.#isSameSchema || Object.hasOwn(record, name)) && record[name] !== own && isSameKind(own, record[name]),
    );
    const left = Object.entries(record).filter(([name]) => !this.#isSameSchema || Object.hasOwn(value, name));
    if (changed.length > 0 || left.length < Object.keys(record).length)
      open.put({ ...Object.fromEntries(left), ...Object.fromEntries(changed) });
  }
}

/** @returns undefined if a path isn't about whoever asks, or no resource has users */
export function findOwnRecord(
  relations: Relations,
  resource: Resource,
  reader: Operation,
  stateOf: (resource: Resource) => ResourceState,
): OwnRecord | undefined {
  if (variableNames(resource.path).length > 0 || !isOfSelf(resource.path)) return undefined;
  const own = singleRecordType(relations.contract, resource, reader);
  const [first] = relations.states;
  if (!own || !first) return undefined;
  relations.of(first);
  const free = relations.all.filter(({ isNested }) => !isNested);
  const same = free.find(({ schemaName }) => schemaName !== undefined && schemaName === own.schemaName);
  const type = same ?? free.find(({ names }) => names.includes('user'));
  return type && new OwnRecord(stateOf(type.resource), type, same !== undefined);
}

function isSameKind(value: unknown, other: unknown): boolean {
  const isNone = (value ?? undefined) === undefined || (other ?? undefined) === undefined;
  return isNone || (typeof value === typeof other && Array.isArray(value) === Array.isArray(other));
}
