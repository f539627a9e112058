import type { Resource } from '../../contract/resource/resources.ts';
import { type RequestParts, withParameter } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { type Exchange, isGone } from '../plan/exchange.ts';
import type { Plan } from '../plan/plan.ts';
import { creatorOf, declaresCreated } from '../plan/put-resources.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { withChosenId } from './chosen-id.ts';

/** Sends a case, and records its defects. */
export type Execute = (testCase: Case) => Promise<Exchange | undefined>;
/** The case that a record is for. */
export type For = Pick<Case, 'creating' | 'isControl' | 'isAwaited'>;

/** What notes the records of the run. */
export interface RecordNotes {
  nextSerial(): number;
  skipSerials(): void;
  noteCreated(exchange: Exchange, keepsSteps?: boolean): TestRecord | undefined;
  notePut(exchange: Exchange, resource: Resource, keepsSteps?: boolean): TestRecord | undefined;
  noteDeleted(record: TestRecord): void;
  awaitPromised(exchange: Exchange, wanted?: For): Promise<TestRecord | undefined>;
  read(record: TestRecord, title: string, wanted?: For): Promise<Exchange | undefined>;
}

/** How many times a refused create is sent again, with other values each time. */
const maxAttempts = 3;

/** What the requests for one record have in common. */
type Wanted = Required<Pick<Case, 'expectation' | 'variesAll' | 'creating' | 'isAwaited'>> & Pick<Case, 'isControl'>;

/** Creates records: by a POST, else by a PUT under an id that nothing has yet. */
export class RecordCreator {
  readonly #plan: Plan;
  readonly #execute: Execute;
  readonly #records: RecordNotes;
  readonly #attempted = new Set<Resource>();
  /** Whether a PUT creates records, where it was tried. */
  readonly #isCreatedByPut = new Map<Resource, boolean>();

  constructor(plan: Plan, execute: Execute, records: RecordNotes) {
    this.#plan = plan;
    this.#execute = execute;
    this.#records = records;
  }

  /** Whether it is known that a PUT creates records of a resource. */
  createsByPut(resource: Resource): boolean {
    return this.#isCreatedByPut.get(resource) === true;
  }

  async create(resource: Resource, { creating = [], isControl }: For): Promise<TestRecord | undefined> {
    const part = creatorOf(resource);
    const create = part && this.#plan.tested(part.operation);
    if (!create?.base || this.#isCreatedByPut.get(resource) === false) return undefined;
    const isPut = part?.action === 'replace';
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const isFirst = attempt === 0 && !this.#attempted.has(resource);
      this.#attempted.add(resource);
      const wanted: Wanted = {
        expectation: { kind: isFirst && !isPut ? 'accepted' : 'any' },
        // The first one has the contract's own values, the others unique ones, unless these are refused.
        variesAll: !isFirst && attempt < maxAttempts - 1,
        creating: [...creating, resource],
        isAwaited: true,
        ...(isControl && { isControl }),
      };
      const record = await (isPut
        ? this.#put(resource, create, create.base, wanted)
        : this.#post(create, create.base, wanted));
      if (record) return record;
      if (this.#isCreatedByPut.get(resource) === false) return undefined;
      if (attempt > 0 || isPut) this.#records.skipSerials();
    }
    if (isPut && !this.#isCreatedByPut.has(resource)) this.#isCreatedByPut.set(resource, false);
    return undefined;
  }

  async #post(operation: TestedOperation, parts: RequestParts, wanted: Wanted): Promise<TestRecord | undefined> {
    const { pointer } = operation.operation;
    const title = 'creates a record that other requests need';
    const exchange = await this.#execute({ ...wanted, operation, title, pointer, parts });
    return exchange && (this.#records.noteCreated(exchange, true) ?? this.#records.awaitPromised(exchange, wanted));
  }

  async #put(
    resource: Resource,
    operation: TestedOperation,
    base: RequestParts,
    wanted: Wanted,
  ): Promise<TestRecord | undefined> {
    const parts = withChosenId(operation, base, this.#records.nextSerial());
    const id = operation.pathParameters.at(-1);
    if (!parts || !id) return undefined;
    const isKnown = this.#isCreatedByPut.has(resource);
    const location = `path/${id.name}`;
    // What others have written is not replaced, and a server that keeps nothing reads any id.
    if (!isKnown && !isMissing(await this.#readUnknown(resource, parts.parameters.get(id), { ...wanted, location })))
      return undefined;
    const { pointer } = operation.operation;
    const title = 'puts a record that other requests need';
    const exchange = await this.#execute({ ...wanted, operation, title, pointer, parts, location });
    if (!exchange) return undefined;
    const record =
      this.#records.notePut(exchange, resource, true) ?? (await this.#records.awaitPromised(exchange, wanted));
    if (isKnown) return record;
    // A success that isn't 201 may be that of a PUT that only changes what is there.
    const isCreated =
      record !== undefined &&
      (exchange.received.status === 201 ||
        declaresCreated(operation.operation) ||
        !isMissing(await this.#records.read(record, 'reads a record that a PUT may have created', wanted)));
    if (isCreated || isMissing(exchange)) this.#isCreatedByPut.set(resource, isCreated);
    if (isCreated) return record;
    if (record) this.#records.noteDeleted(record);
    return undefined;
  }

  async #readUnknown(resource: Resource, id: unknown, wanted: Wanted & Pick<Case, 'location'>) {
    const part = resource.operations.get('read');
    const operation = part && this.#plan.tested(part.operation);
    const parameter = operation?.pathParameters.at(-1);
    if (!operation?.base || !parameter) return undefined;
    const parts = withParameter(operation.base, parameter, id);
    const { pointer } = operation.operation;
    return this.#execute({ ...wanted, operation, title: 'reads a record that is not there', pointer, parts });
  }
}

function isMissing(exchange: Exchange | undefined): boolean {
  return exchange !== undefined && isGone(exchange);
}
