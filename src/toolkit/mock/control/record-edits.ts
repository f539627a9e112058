import { copyOf } from '../../contract/document/copy.ts';
import { stringifyExactly, withDoubles } from '../../contract/document/exact-json.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import type { IsSecret } from '../record/secrets.ts';
import type { ContractState } from '../state/contract-state.ts';
import type { OpenCollection } from '../state/open-collection.ts';
import type { MockRecord } from '../state/records/mock-record.ts';
import { hidden, hideInJson } from './hidden-values.ts';

/** Of a message. */
const maxViolations = 10;

export interface ShownRecord {
  readonly id: string;
  /** A text, as JavaScript would read long numbers as others. Secret values are hidden. */
  readonly json: string;
}

/** Reads and changes the records of one collection, past the operations of the contract. */
export class RecordEdits {
  readonly #path: string;
  readonly #collection: OpenCollection;
  readonly #isSecret: IsSecret;

  private constructor(path: string, collection: OpenCollection, isSecret: IsSecret) {
    this.#path = path;
    this.#collection = collection;
    this.#isSecret = isSecret;
  }

  /** @throws {MockError} `MOCK_UNKNOWN` if there is no such collection */
  static async open(state: ContractState, path: string, isSecret: IsSecret): Promise<RecordEdits> {
    const collection = await state.resources.find((resource) => resource.hasCollection(path))?.open(path);
    if (collection) return new RecordEdits(path, collection, isSecret);
    const known = state.resources.map(({ resource }) => resource.path).join(', ');
    throw new MockError(mockErrorCodes.unknown, `there is no collection ${path}; there are ${known || 'none'}`);
  }

  list(): ShownRecord[] {
    return [...this.#collection.records].map(([id, record]) => this.#show(id, record));
  }

  /** Adds a record. What isn't given is filled in. @throws {MockError} `MOCK_CONTROL` if it breaks the record's schema */
  add(body: unknown): ShownRecord {
    const { idProperty, maker } = this.#collection;
    const part = readRecord(body);
    const id = part[idProperty] ?? this.#collection.nextId();
    if (this.#collection.record(id)) refuse(`${this.#path} has a record with the ${idProperty} ${String(id)} already`);
    return this.#set(String(id), { ...maker.complete({ ...copyOf(part), [idProperty]: id }), ...part });
  }

  /** Replaces a record as a whole; a value that was hidden stays. @throws {MockError} as {@link add} does, or if it isn't there */
  save(id: string, body: unknown): ShownRecord {
    const { idProperty } = this.#collection;
    const current = this.#get(id);
    const record = restoreHidden(readRecord(body), current) as MockRecord;
    if (String(record[idProperty] ?? id) !== id)
      refuse(`the ${idProperty} of a record can't be changed: it is ${id}; add another record instead`);
    return this.#set(id, { [idProperty]: current[idProperty], ...record });
  }

  /** @throws {MockError} `MOCK_UNKNOWN` if there is no such record */
  delete(id: string): void {
    this.#collection.delete(this.#get(id)[this.#collection.idProperty]);
  }

  #get(id: string): MockRecord {
    const found = this.#collection.record(id);
    if (found) return found;
    throw new MockError(mockErrorCodes.unknown, `${this.#path} has no record ${id}`);
  }

  #set(id: string, record: MockRecord): ShownRecord {
    const violations = this.#collection.maker.violations(withDoubles(record) as MockRecord);
    const told = violations.slice(0, maxViolations).map(({ instancePath, message, params }) => {
      const missing = params['missingProperty'];
      const place = `${instancePath.slice(1)}${missing === undefined ? '' : `${instancePath && '/'}${String(missing)}`}`;
      return place === '' ? message : `${place}: ${message}`;
    });
    const more = violations.length > told.length ? `; and ${violations.length - told.length} more` : '';
    if (told.length > 0) refuse(`the record breaks its schema: ${told.join('; ')}${more}`);
    return this.#show(id, this.#collection.put(record));
  }

  #show(id: string, record: MockRecord): ShownRecord {
    return { id, json: hideInJson(stringifyExactly(record, 2), this.#isSecret) };
  }
}

function readRecord(body: unknown): MockRecord {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) refuse('a record must be an object');
  return body as MockRecord;
}

/** What was shown hidden, and is sent so, was not changed. */
function restoreHidden(sent: unknown, current: unknown): unknown {
  if (sent === hidden) return current;
  if (typeof sent !== 'object' || sent === null) return sent;
  const inner = (key: string) =>
    typeof current === 'object' && current !== null && Object.hasOwn(current, key)
      ? (current as Record<string, unknown>)[key]
      : undefined;
  if (Array.isArray(sent)) return sent.map((item, index) => restoreHidden(item, inner(String(index))));
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, restoreHidden(value, inner(name))]));
}

function refuse(message: string): never {
  throw new MockError(mockErrorCodes.control, message);
}
