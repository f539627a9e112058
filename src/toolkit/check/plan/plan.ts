import { ContractError } from '../../contract/document/contract-error.ts';
import { referencesIn } from '../../contract/document/excerpt.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { shapeOfTemplate } from '../../contract/document/path-template.ts';
import { serverPathOf } from '../../contract/document/server-path.ts';
import { tokenEndpointsOf } from '../../contract/document/token-endpoints.ts';
import { findRecordPlace } from '../../contract/resource/record-shape.ts';
import { namesOfRecords, normalizeName } from '../../contract/resource/resource-names.ts';
import { findResources, type Resource } from '../../contract/resource/resources.ts';
import { CheckError, checkErrorCodes } from '../http/check-error.ts';
import { type CheckName, checkTitles } from '../findings/check-name.ts';
import { type ListView, listViewOf } from './list-view.ts';
import { ReadyDocument } from './ready-document.ts';
import { type ResourcePart, TestedOperation } from './tested-operation.ts';

/** What of a contract is to be tested. */
export interface PlanOptions {
  /** Only these, by their ids; default: all. */
  readonly operations?: readonly string[] | undefined;
  /** Whether `format` is a constraint, which the specification leaves open. Default: true. */
  readonly formats?: boolean | undefined;
}

/** Up to how many operations a contract is made ready as a whole. */
const mostAtOnce = 40;
/** How many operations of a larger one are kept ready, so that it doesn't fill the memory. */
const mostReady = 8;

/** A contract, made ready to be tested: operation by operation, as they are asked for. */
export class Plan {
  readonly contract: Contract;
  readonly operations: readonly Operation[];
  readonly resources: readonly Resource[];
  readonly formats: boolean;
  readonly #parts = new Map<Operation, ResourcePart>();
  readonly #tested = new Map<Operation, TestedOperation>();
  /** Null before it is known whether there is one. */
  #whole: ReadyDocument | undefined | null = null;
  readonly #tokenPaths: ReadonlySet<string>;
  readonly #serverPath: string;

  /** @throws {CheckError} for an operation that isn't there */
  constructor(contract: Contract, { operations, formats = true }: PlanOptions = {}) {
    this.contract = contract;
    this.formats = formats;
    const known = new Set(contract.operations.map(({ operationId }) => operationId));
    const unknown = operations?.filter((id) => !known.has(id)) ?? [];
    if (unknown.length > 0) {
      const near = [...known].slice(0, 20).join(', ');
      throw new CheckError(
        checkErrorCodes.unknown,
        `the contract has no operation ${unknown.join(', ')}; it has ${near}${known.size > 20 ? ' …' : ''}`,
      );
    }
    this.operations = contract.operations.filter(
      ({ operationId }) => operations === undefined || operations.length === 0 || operations.includes(operationId),
    );
    this.resources = findResources(contract);
    for (const resource of this.resources)
      for (const { operation, action, id } of resource.operations.values())
        this.#parts.set(operation, { resource, action, id });
    this.#tokenPaths = new Set(tokenEndpointsOf(contract.document).map(({ path }) => path));
    this.#serverPath = serverPathOf(contract.document);
  }

  tested(operation: Operation): TestedOperation {
    const known =
      this.#tested.get(operation) ??
      new TestedOperation(this.#readyFor(operation), operation, {
        part: this.#parts.get(operation),
        parent: this.#parentOf(operation),
        findListView: (list) => this.#findListView(list),
        givesTokens: this.givesTokens(operation),
      });
    // What was asked for last goes last.
    this.#tested.delete(operation);
    this.#tested.set(operation, known);
    const [oldest] = this.#tested.keys();
    if (this.#tested.size > mostReady && oldest && !this.#whole) this.#tested.delete(oldest);
    return known;
  }

  #readyFor(operation: Operation): ReadyDocument {
    if (this.#whole === null) this.#whole = makeWhole(this.contract);
    return this.#whole ?? new ReadyDocument(this.contract, [operation]);
  }

  /** Whether an operation hands out tokens. */
  readonly givesTokens = ({ path }: Operation): boolean =>
    this.#tokenPaths.has(path) || this.#tokenPaths.has(this.#serverPath + path);

  /** The resource that a property is called after: `authorId`, `author_id` of `/authors`. */
  referenced(property: string): Resource | undefined {
    const [, name] = /^(.+?)_?id$/i.exec(property) ?? [];
    if (name === undefined) return undefined;
    return this.resources.find(
      (resource) => resource.operations.has('create') && namesOfRecords(resource).includes(normalizeName(name)),
    );
  }

  /** What there is to check of an operation. */
  checksOf(operation: Operation): CheckName[] {
    const part = this.#parts.get(operation);
    const applies: Partial<Record<CheckName, boolean>> = {
      credentials: operation.security.length > 0,
      records: part !== undefined && part.action !== 'list',
      lists: part?.action === 'list',
    };
    return (Object.keys(checkTitles) as CheckName[]).filter((check) => applies[check] ?? true);
  }

  #findListView(list: TestedOperation): ListView | undefined {
    const { part } = list;
    if (part?.action !== 'list') return undefined;
    const reader = part.resource.operations.get('read');
    const id = reader && findRecordPlace(this.tested(reader.operation), part.resource)?.id;
    return listViewOf(list, part.resource, id);
  }

  /** The resource with the longest path that leads to one of its records and on. */
  #parentOf({ path }: Operation): Resource | undefined {
    const shape = shapeOf(path);
    const parents = this.resources.filter(
      ({ path: own, operations }) => operations.has('create') && `${shape}/`.startsWith(`${shapeOf(own)}/{}/`),
    );
    return parents.toSorted((a, b) => b.path.length - a.path.length)[0];
  }
}

/** Undefined where operations have to be made ready one by one. */
function makeWhole(contract: Contract): ReadyDocument | undefined {
  const { document, operations } = contract;
  if (operations.length > mostAtOnce) return undefined;
  // Operations are put together anew: what points into one of them may lead elsewhere then.
  if (referencesIn(document, document).some((reference) => reference.startsWith('#/paths/'))) return undefined;
  try {
    return new ReadyDocument(contract, operations);
  } catch (error) {
    // Two of them may have schemas of the same `$id`: each by itself can be tested all the same.
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

export function shapeOf(path: string): string {
  return shapeOfTemplate(path).replace(/\/$/, '');
}
