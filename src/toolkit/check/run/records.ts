import { decodePercent, joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import { findRecordPlace } from '../../contract/resource/record-shape.ts';
import { type IdSource, type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import { type RequestParts, withParameter } from '../../instances/index.ts';
import type { CreatedRecord, EvidenceStep } from '../findings/evidence.ts';
import type { Case } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import { type Plan, shapeOf } from '../plan/plan.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { variedParts } from '../plan/varied-parts.ts';

/** A request with the ids of records that exist. */
export interface Filled {
  readonly parts: RequestParts;
  /** Whether every record that it names exists. */
  readonly hasRecord: boolean;
  readonly record: TestRecord | undefined;
}

/** A record of the run, and where the response to its create has its id. */
type NotedRecord = Omit<TestRecord, 'steps'> & CreatedRecord & { steps: readonly EvidenceStep[] };

type Execute = (testCase: Case) => Promise<Exchange | undefined>;

/** How many times a refused create is sent again, with other values each time. */
const maxAttempts = 3;

/** Creates the records that requests need, and deletes them at the end. */
export class Records {
  readonly #plan: Plan;
  readonly #execute: Execute;
  readonly #shared = new Map<Resource, Promise<TestRecord | undefined>>();
  readonly #created = new Set<TestRecord>();
  readonly #byExchange = new WeakMap<Exchange, NotedRecord>();
  readonly #attempted = new Set<Resource>();
  readonly #creating = new Set<Resource>();
  #serial = 0;

  constructor(plan: Plan, execute: Execute) {
    this.#plan = plan;
    this.#execute = execute;
  }

  /** A number for values that have to be unique. */
  nextSerial(): number {
    return ++this.#serial;
  }

  /** A record that many requests may name; undefined if none can be created. */
  shared(resource: Resource): Promise<TestRecord | undefined> {
    const known = this.#shared.get(resource) ?? this.fresh(resource);
    this.#shared.set(resource, known);
    return known;
  }

  /** A record that no other request names. */
  async fresh(resource: Resource): Promise<TestRecord | undefined> {
    this.#creating.add(resource);
    try {
      return await this.#create(resource);
    } finally {
      this.#creating.delete(resource);
    }
  }

  async #create(resource: Resource): Promise<TestRecord | undefined> {
    const part = resource.operations.get('create');
    const create = part && this.#plan.tested(part.operation);
    if (!create) return undefined;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const isFirst = attempt === 0 && !this.#attempted.has(resource);
      this.#attempted.add(resource);
      // The first one has the contract's own values, the others unique ones.
      const parts = create.base && (isFirst ? create.base : variedParts(create, create.base, this.nextSerial()));
      if (!parts) return undefined;
      const title = 'creates a record that other requests need';
      const exchange = await this.#execute({
        operation: create,
        title,
        expectation: { kind: isFirst ? 'accepted' : 'any' },
        pointer: create.operation.pointer,
        parts,
      });
      const record = exchange && this.noteCreated(exchange, true);
      if (record) return record;
    }
    return undefined;
  }

  /**
   * Notes the record that a create has created.
   * @param keepsSteps whether reports show how it was created: keeping that of each random request would take too much memory
   * @returns undefined if it is not known to exist, or has no id
   */
  noteCreated(exchange: Exchange, keepsSteps = false): TestRecord | undefined {
    const known = this.#byExchange.get(exchange);
    if (known) {
      if (keepsSteps) known.steps = stepsTo(exchange, known);
      return known;
    }
    const { operation, parts } = exchange.case;
    const { part } = operation;
    // 202 says that it may be created later.
    const { status } = exchange.received;
    if (part?.action !== 'create' || status >= 300 || status === 202) return undefined;
    const created = createdIn(exchange, part.resource, operation);
    if (created === undefined) return undefined;
    const variables = operation.pathParameters.map((parameter) => parts.parameters.get(parameter));
    const record: NotedRecord = {
      resource: part.resource,
      id: created.id,
      bodyPointer: created.bodyPointer,
      variables,
      sent: parts.body,
      operation: operation.operation,
      steps: [],
    };
    if (keepsSteps) record.steps = stepsTo(exchange, record);
    this.#created.add(record);
    this.#byExchange.set(exchange, record);
    return record;
  }

  noteDeleted(record: TestRecord): void {
    this.#created.delete(record);
  }

  /** The request with the ids of existing records, if there are any. */
  async fill(testCase: Case): Promise<Filled> {
    const filled = await this.#fillIds(testCase);
    return { ...filled, parts: await this.#fillReferences(testCase, filled.parts) };
  }

  /** A property such as `authorId` names a record of another resource. */
  async #fillReferences({ operation, location = '', expectation }: Case, parts: RequestParts): Promise<RequestParts> {
    const { body } = parts;
    if (typeof body !== 'object' || body === null || Array.isArray(body) || operation.givesTokens) return parts;
    const filled: Record<string, unknown> = { ...body };
    for (const [name, value] of Object.entries(body)) {
      const named = this.#plan.resourceNamedBy(name);
      const isOwn = named === undefined || named === operation.part?.resource || isWithin(location, `body/${name}`);
      // Waiting for a resource that needs this one would never end.
      if (isOwn || this.#creating.has(named) || !isId(value)) continue;
      const record = await this.shared(named);
      if (record && (typeof record.id === 'string') === (typeof value === 'string')) filled[name] = record.id;
    }
    return expectation.kind === 'status' ? parts : { ...parts, body: filled };
  }

  /** Whether the value under test is the id of another resource's record. */
  namesUnknown({ location = '' }: Case): boolean {
    const [, name] = /^body\/([^/]+)$/.exec(location) ?? [];
    return name !== undefined && this.#plan.resourceNamedBy(name) !== undefined;
  }

  async #fillIds({ operation, parts, location }: Case): Promise<Filled> {
    const { part, parent } = operation;
    const named = part?.id ? part.resource : parent;
    if (!named) return { parts, hasRecord: operation.pathParameters.length === 0, record: undefined };
    const record = await (part?.action === 'delete' ? this.fresh(named) : this.shared(named));
    return record ? placeId(operation, parts, record, location) : { parts, hasRecord: false, record };
  }

  /** Requests that delete the records of the run, the newest first; none for resources without a delete. */
  *deletions(): Generator<Case> {
    for (const record of [...this.#created].reverse()) {
      const part = record.resource.operations.get('delete');
      const operation = part && this.#plan.tested(part.operation);
      if (!operation?.base) continue;
      yield {
        operation,
        title: 'deletes a record of the run',
        expectation: { kind: 'any' },
        pointer: operation.operation.pointer,
        parts: placeId(operation, operation.base, record).parts,
        isFilled: true,
      };
    }
  }
}

/**
 * Puts a record's id, and those of the records above it, where a request names them.
 * @param location of the value under test, which is left alone
 */
export function placeId(operation: TestedOperation, parts: RequestParts, record: TestRecord, location = ''): Filled {
  const source = operation.part?.resource === record.resource ? operation.part.id : undefined;
  const values = pathValues(operation, record, source);
  let filled = parts;
  let hasRecord = true;
  for (const [index, parameter] of operation.pathParameters.entries()) {
    if (values[index] === undefined || isWithin(location, `path/${parameter.name}`)) hasRecord = false;
    else filled = withParameter(filled, parameter, values[index]);
  }
  if (!source || source.in === 'path') return { parts: filled, hasRecord, record };
  const name = source.name.replace(/^\//, '');
  const placed = isWithin(location, `${source.in}/${name}`)
    ? undefined
    : place(operation, filled, source.in, name, record.id);
  return { parts: placed ?? filled, hasRecord: hasRecord && placed !== undefined, record };
}

/** The id where the path names it, and around it the variables of the request that created the record, in their order. */
function pathValues(operation: TestedOperation, record: TestRecord, source: IdSource | undefined): unknown[] {
  if (source && source.in !== 'path') return [...record.variables];
  const named = operation.pathParameters.findIndex(({ name }) => name === source?.name);
  const recordPath = recordPathOf(record.resource);
  // Of `/orders/{id}/lines`, also where orders are created at `/users/{userId}/orders`.
  const isBelow = `${shapeOf(operation.operation.path)}/`.startsWith(`${shapeOf(recordPath)}/`);
  const index = named !== -1 ? named : isBelow ? variableNames(recordPath).length - 1 : record.variables.length;
  return record.variables.toSpliced(index, 0, record.id);
}

function isId(value: unknown): boolean {
  return ['string', 'number', 'bigint'].includes(typeof value);
}

function isWithin(location: string, place: string): boolean {
  return location === place || location.startsWith(`${place}/`);
}

/** @returns undefined if the request has no such parameter or property */
function place({ excerpt }: TestedOperation, parts: RequestParts, kind: string, name: string, id: unknown) {
  if (kind !== 'body') {
    const parameter = excerpt.operation.parameters.find((other) => other.in === kind && other.name === name);
    return parameter && withParameter(parts, parameter, id);
  }
  const { body } = parts;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject && Object.hasOwn(body, name) ? { ...parts, body: { ...body, [name]: id } } : undefined;
}

/** The id of a created record: where a link says, or else in the record's id property, or else at the end of `Location`. */
function createdIn(
  { body, received }: Exchange,
  resource: Resource,
  create: TestedOperation,
): CreatedRecord | undefined {
  const { idInResponse } = resource;
  if (idInResponse !== undefined) {
    const id = valueAt(body, `#${idInResponse}`);
    return id === undefined ? undefined : { id, bodyPointer: idInResponse };
  }
  const place = findRecordPlace(create, resource);
  const bodyPointer = place && joinPointer(place.bodyPointer, place.id);
  const id = bodyPointer === undefined ? undefined : valueAt(body, `#${bodyPointer}`);
  if (id !== undefined && id !== null) return { id, bodyPointer };
  const location = received.headers['location'];
  const last =
    typeof location === 'string'
      ? location
          .replace(/[?#].*$/, '')
          .split('/')
          .filter(Boolean)
          .at(-1)
      : undefined;
  return last === undefined ? undefined : { id: decodePercent(last), bodyPointer: undefined };
}

/** The requests that lead to a record: those for the records that it needs, and its create. */
function stepsTo({ case: { operation }, request, received, record: needed }: Exchange, created: CreatedRecord) {
  const { id, bodyPointer } = created;
  return [
    ...(needed?.steps ?? []),
    { operationId: operation.id, request, received, created: { id, bodyPointer } } satisfies EvidenceStep,
  ];
}
