import { decodePercent, valueAt } from '../../contract/document/json-pointer.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { findRecordPlace } from '../../contract/resource/record-shape.ts';
import type { Resource } from '../../contract/resource/resources.ts';
import { type RequestParts, withParameter } from '../../instances/index.ts';
import type { Case, Exchange } from '../plan/case.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { variedParts } from '../plan/varied-parts.ts';

/** A record that was made by the run. */
export interface TestRecord {
  readonly resource: Resource;
  readonly id: unknown;
  /** What stood for the variables of the create's path. */
  readonly variables: readonly unknown[];
  /** What it was made with. */
  readonly sent: unknown;
  /** The operation that made it. */
  readonly operation: Operation;
}

/** A request with the ids of records that are there. */
export interface Filled {
  readonly parts: RequestParts;
  /** Whether every record that it names is there. */
  readonly hasRecord: boolean;
  readonly record: TestRecord | undefined;
}

type Run = (made: Case) => Promise<Exchange | undefined>;

/** How often a record is tried to be made, with other values each time, where the server refuses it. */
const attempts = 3;

/** Makes the records that requests need, and takes them away in the end. */
export class Records {
  readonly #plan: Plan;
  readonly #run: Run;
  readonly #shared = new Map<Resource, Promise<TestRecord | undefined>>();
  readonly #made = new Set<TestRecord>();
  readonly #byExchange = new WeakMap<Exchange, TestRecord>();
  readonly #begun = new Set<Resource>();
  readonly #making = new Set<Resource>();
  #serial = 0;

  constructor(plan: Plan, run: Run) {
    this.#plan = plan;
    this.#run = run;
  }

  /** Makes what has to be unique another one each time. */
  nextSerial(): number {
    return ++this.#serial;
  }

  /** A record that many requests may name; undefined where none can be made. */
  shared(resource: Resource): Promise<TestRecord | undefined> {
    const known = this.#shared.get(resource) ?? this.fresh(resource);
    this.#shared.set(resource, known);
    return known;
  }

  /** A record that nobody else names. */
  async fresh(resource: Resource): Promise<TestRecord | undefined> {
    this.#making.add(resource);
    try {
      return await this.#make(resource);
    } finally {
      this.#making.delete(resource);
    }
  }

  async #make(resource: Resource): Promise<TestRecord | undefined> {
    const part = resource.operations.get('create');
    const create = part && this.#plan.tested(part.operation);
    if (!create) return undefined;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const isFirst = attempt === 0 && !this.#begun.has(resource);
      this.#begun.add(resource);
      // What has to be unique is, after the first.
      const parts = create.base && (isFirst ? create.base : variedParts(create, create.base, this.nextSerial()));
      if (!parts) return undefined;
      const title = 'makes a record that other requests need';
      const exchange = await this.#run({
        operation: create,
        title,
        expectation: { kind: isFirst ? 'accepted' : 'answered' },
        pointer: create.operation.pointer,
        parts,
      });
      const record = exchange && this.noteCreated(exchange);
      if (record) return record;
    }
    return undefined;
  }

  /** Takes down what an answer to a create has made. */
  noteCreated(exchange: Exchange): TestRecord | undefined {
    const known = this.#byExchange.get(exchange);
    if (known) return known;
    const { operation, parts } = exchange.case;
    const { part } = operation;
    // Of what is done later nothing is known yet.
    const { status } = exchange.received;
    if (part?.action !== 'create' || status >= 300 || status === 202) return undefined;
    const id = idIn(exchange, part.resource, operation);
    if (id === undefined) return undefined;
    const variables = operation.pathParameters.map((parameter) => parts.parameters.get(parameter));
    const record = { resource: part.resource, id, variables, sent: parts.body, operation: operation.operation };
    this.#made.add(record);
    this.#byExchange.set(exchange, record);
    return record;
  }

  noteDeleted(record: TestRecord): void {
    this.#made.delete(record);
  }

  /** The request with the ids of records that are there, and whether that was possible. */
  async fill(made: Case): Promise<Filled> {
    const filled = await this.#fillIds(made);
    return { ...filled, parts: await this.#fillReferences(made, filled.parts) };
  }

  /** Properties that are called after another resource's id, `authorId`, name a record of it. */
  async #fillReferences({ operation, at = '', expectation }: Case, parts: RequestParts): Promise<RequestParts> {
    const { body } = parts;
    if (typeof body !== 'object' || body === null || Array.isArray(body) || operation.givesTokens) return parts;
    const filled: Record<string, unknown> = { ...body };
    for (const [name, value] of Object.entries(body)) {
      const named = this.#plan.referenced(name);
      const isOwn = named === undefined || named === operation.part?.resource || isWithin(at, `body/${name}`);
      // A resource that needs itself, by way of others, is not to be waited for.
      if (isOwn || this.#making.has(named) || (typeof value !== 'string' && typeof value !== 'number')) continue;
      const record = await this.shared(named);
      if (record && typeof record.id === typeof value) filled[name] = record.id;
    }
    return expectation.kind === 'status' ? parts : { ...parts, body: filled };
  }

  /** Whether what is unusual in a request is the name of another resource's record. */
  namesUnknown({ at = '' }: Case): boolean {
    const [, name] = /^body\/([^/]+)$/.exec(at) ?? [];
    return name !== undefined && this.#plan.referenced(name) !== undefined;
  }

  async #fillIds({ operation, parts, at }: Case): Promise<Filled> {
    const { part, parent } = operation;
    const named = part?.id ? part.resource : parent;
    if (!named) return { parts, hasRecord: operation.pathParameters.length === 0, record: undefined };
    const record = await (part?.action === 'delete' ? this.fresh(named) : this.shared(named));
    return record ? placeId(operation, parts, record, at) : { parts, hasRecord: false, record };
  }

  /** Requests that delete what was made, the last first, as far as the contract says how. */
  *deletions(): Generator<Case> {
    for (const record of [...this.#made].reverse()) {
      const part = record.resource.operations.get('delete');
      const operation = part && this.#plan.tested(part.operation);
      if (!operation?.base) continue;
      yield {
        operation,
        title: 'takes away what was made',
        expectation: { kind: 'answered' },
        pointer: operation.operation.pointer,
        parts: placeId(operation, operation.base, record).parts,
        isFilled: true,
      };
    }
  }
}

/** Puts a record's id, and those of the records above it, where a request names them; not where it is `at`. */
export function placeId(operation: TestedOperation, parts: RequestParts, record: TestRecord, at = ''): Filled {
  const source = operation.part?.resource === record.resource ? operation.part.id : undefined;
  const values = source && source.in !== 'path' ? record.variables : [...record.variables, record.id];
  let filled = parts;
  let hasRecord = true;
  for (const [index, parameter] of operation.pathParameters.entries()) {
    if (values[index] === undefined || isWithin(at, `path/${parameter.name}`)) hasRecord = false;
    else filled = withParameter(filled, parameter, values[index]);
  }
  if (!source || source.in === 'path') return { parts: filled, hasRecord, record };
  const name = source.name.replace(/^\//, '');
  const placed = isWithin(at, `${source.in}/${name}`)
    ? undefined
    : place(operation, filled, source.in, name, record.id);
  return { parts: placed ?? filled, hasRecord: hasRecord && placed !== undefined, record };
}

function isWithin(at: string, place: string): boolean {
  return at === place || at.startsWith(`${place}/`);
}

/** @returns undefined where there is no such place */
function place({ excerpt }: TestedOperation, parts: RequestParts, location: string, name: string, id: unknown) {
  if (location !== 'body') {
    const parameter = excerpt.operation.parameters.find((other) => other.in === location && other.name === name);
    return parameter && withParameter(parts, parameter, id);
  }
  const { body } = parts;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject && Object.hasOwn(body, name) ? { ...parts, body: { ...body, [name]: id } } : undefined;
}

/** Where the links say it is, else where the answer has a property that is called so, else at the end of `Location`. */
function idIn({ body, received }: Exchange, resource: Resource, create: TestedOperation): unknown {
  if (resource.idInResponse !== undefined) return valueAt(body, `#${resource.idInResponse}`);
  const place = findRecordPlace(create, resource);
  const record = place && valueAt(body, `#${place.bodyPointer}`);
  const id = place && valueAt(record, `#/${place.id}`);
  if (id !== undefined && id !== null) return id;
  const location = received.headers['location'];
  const last =
    typeof location === 'string'
      ? location
          .replace(/[?#].*$/, '')
          .split('/')
          .filter(Boolean)
          .at(-1)
      : undefined;
  return last === undefined ? undefined : decodePercent(last);
}
