import type { Operation } from '../../contract/document/operations.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import type { ReadRequest } from '../../contract/request/request-reader.ts';
import { recordPathOf } from '../../contract/resource/resources.ts';
import type { PathValues } from './collections.ts';
import type { ResourceState } from './resource-state.ts';
import type { Subject } from './singletons/single-record-type.ts';

/** The records that a request names further up in its path. */
export class RecordsAbove {
  readonly #states: readonly ResourceState[];
  /** Kept, since a contract may have hundreds of resources. */
  readonly #known = new Map<Operation, readonly ResourceState[]>();

  constructor(states: readonly ResourceState[]) {
    this.#states = states;
  }

  /** Whether one of them was deleted: what is below it is gone with it. */
  isLost(operation: Operation, request: ReadRequest): boolean {
    return this.#statesAbove(operation).some((state) => state.hasLost(operation, request));
  }

  /** The nearest one, of which the operation does something; undefined if there is none. */
  async nearest(operation: Operation, path: PathValues): Promise<Subject | undefined> {
    const state = this.#statesAbove(operation).toSorted((a, b) => b.resource.path.length - a.resource.path.length)[0];
    const [name] = state ? variableNames(recordPathOf(state.resource)).slice(-1) : [];
    const open = await state?.openAt(path);
    const record = name === undefined ? undefined : open?.record(path[name]);
    return state && record && { resource: state.resource, record };
  }

  #statesAbove(operation: Operation): readonly ResourceState[] {
    const known = this.#known.get(operation) ?? this.#states.filter((state) => state.isAbove(operation));
    this.#known.set(operation, known);
    return known;
  }
}
