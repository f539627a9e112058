import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../../contract/document/json-pointer.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { findListPlace, findRecordPlace } from '../../contract/resource/record-shape.ts';
import type { Action, Resource } from '../../contract/resource/resources.ts';
import type { OperationResponse } from '../../contract/response/response.ts';
import type { MockOperations } from '../mock-operations.ts';
import type { MockedContract } from '../mocked-contract.ts';
import type { Scenario, ScenarioStep } from '../scenario/scenario.ts';
import type { MockRecord } from '../state/records/mock-record.ts';
import { findSecretNames, type IsSecret, withoutSecrets } from './secrets.ts';

/** Of one operation. */
const maxSteps = 50;
/** Of one collection. */
const maxRecords = 1000;

/** What was seen of one resource. */
interface SeenRecords {
  /** As they were first seen, by their ids. */
  readonly found: Map<string, MockRecord>;
  /** The ids of those that a request created: a scenario is what there was before. */
  readonly created: Set<string>;
}

/** Turns what a backend responds into a scenario. */
export class Recorder {
  #operations!: MockOperations;
  #isSecret!: IsSecret;
  #actions!: ReadonlyMap<Operation, { readonly resource: Resource; readonly action: Action }>;
  readonly #records = new Map<string, SeenRecords>();
  readonly #steps = new Map<string, ScenarioStep[]>();

  constructor(mocked: MockedContract) {
    this.useContract(mocked);
  }

  /** Takes another contract, and keeps what was seen. */
  useContract({ contract, operations, resources }: MockedContract): void {
    this.#operations = operations;
    this.#isSecret = findSecretNames(contract);
    const actions = resources.flatMap((resource) =>
      [...resource.operations.values()].map(({ action, operation }) => [operation, { resource, action }] as const),
    );
    this.#actions = new Map(actions);
  }

  add(operation: Operation, { status, mediaType, body }: OperationResponse): void {
    const known = this.#actions.get(operation);
    const plain = withoutSecrets(body, this.#isSecret);
    if (known) {
      if (status >= 200 && status < 300) this.#addRecords(known.resource, known.action, operation, plain);
      return;
    }
    const steps = this.#steps.get(operation.operationId) ?? [];
    // Bytes have no place in a scenario.
    if (steps.length >= maxSteps || body instanceof Uint8Array) return;
    this.#steps.set(operation.operationId, steps);
    const type = mediaType === undefined ? {} : { headers: { 'Content-Type': mediaType } };
    steps.push({ status, ...type, ...(body !== undefined && { body: plain }) });
  }

  /** What was seen up to now. */
  get scenario(): Scenario {
    const records = [...this.#records].map(([path, { found }]): [string, MockRecord[]] => [path, [...found.values()]]);
    const answers = [...this.#steps].map(([id, steps]): [string, object] => {
      const last = steps.at(-1) as ScenarioStep;
      const isAlwaysTheSame = steps.every((step) => isDeepStrictEqual(step, last));
      return [id, isAlwaysTheSame ? { always: last } : { first: steps.slice(0, -1), always: last }];
    });
    return {
      ...(records.length > 0 && { records: Object.fromEntries(records) }),
      ...(answers.length > 0 && { answers: Object.fromEntries(answers) }),
    };
  }

  #addRecords(resource: Resource, action: Action, operation: Operation, body: unknown): void {
    const prepared = this.#operations.get(operation);
    const reader = resource.operations.get('read');
    const id = reader && findRecordPlace(this.#operations.get(reader.operation), resource)?.id;
    if (id === undefined || action === 'delete') return;
    const place = action === 'list' ? findListPlace(prepared, id) : findRecordPlace(prepared, resource);
    const value = place && valueAt(body, `#${place.bodyPointer}`);
    const seen = this.#records.get(resource.path) ?? { found: new Map(), created: new Set() };
    this.#records.set(resource.path, seen);
    for (const record of [value].flat()) {
      if (typeof record !== 'object' || record === null) continue;
      const key = String((record as MockRecord)[id]);
      if (action === 'create') seen.created.add(key);
      if (seen.created.has(key) || seen.found.size >= maxRecords) continue;
      const before = seen.found.get(key);
      // A list may have less of a record than its own path.
      if (!before || action === 'read') seen.found.set(key, { ...(record as MockRecord), ...before });
    }
  }
}
