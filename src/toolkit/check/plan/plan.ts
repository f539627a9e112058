import { excerptOf, hasLargeExcerpts } from '../../contract/document/excerpt.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { startsWithTemplate } from '../../contract/document/path-template.ts';
import { basePathsOf, ownServerPath, serverPathOf } from '../../contract/document/server-path.ts';
import { displayPath } from '../../contract/document/source.ts';
import { tokenPathsOf } from '../../contract/document/token-endpoints.ts';
import { findNoOperations } from '../../contract/document/warnings.ts';
import { isListOf, isReadList } from '../../contract/resource/read-list.ts';
import { findRecordPlace } from '../../contract/resource/record-shape.ts';
import { findResources, type Resource, recordPathOf } from '../../contract/resource/resources.ts';
import type { MadeRequest } from '../../instances/index.ts';
import { type CheckName, checkTitles } from '../findings/check-name.ts';
import { CheckError, checkErrorCodes } from '../http/check-error.ts';
import { type ListView, listViewOf } from './list-view.ts';
import { shapeOf } from './path-shape.ts';
import { creatorOf, isOtherThanId, operationsOf, putResourcesOf } from './put-resources.ts';
import { type Addition, addedResources, additionsOf, listedResource } from './read-lists.ts';
import { ReadyDocument } from './ready-document.ts';
import { References } from './references.ts';
import { type ResourcePart, TestedOperation } from './tested-operation.ts';

/** What of a contract is tested. */
export interface PlanOptions {
  /** The operationIds of those that are tested. Default: all. */
  readonly operations?: readonly string[] | undefined;
  /** Where the API is, in place of the first server. Default: there. */
  readonly url?: string | undefined;
  /** Whether `format` is validated, which the specification leaves open. Default: true. */
  readonly formats?: boolean | undefined;
  /** The operationId of the operation that signs in. */
  readonly login?: string | undefined;
}

/** Of a contract of more operations, the prepared ones are not all kept, and are prepared together only if that saves much. */
const maxKeptOperations = 40;
/** How many prepared operations of such a contract are cached. */
const maxReadyOperations = 8;
/** How many plans of a contract are cached, with other operations each. */
const maxPlans = 4;

const plans = new WeakMap<Contract, Map<string, Plan>>();

/** The tested operations of a contract. They are prepared when they are first needed. */
export class Plan {
  readonly contract: Contract;
  readonly operations: readonly Operation[];
  /** Those that are not tested, since all of their servers are on other hosts, and what to do to test them. */
  readonly elsewhere = new Map<Operation, string>();
  readonly resources: readonly Resource[];
  /** Operations that may list records which none of the resources have. */
  readonly readLists: readonly Operation[];
  /** What is created and listed, and can't be read by itself. */
  readonly additions: readonly Addition[];
  readonly references: References;
  readonly formats: boolean;
  readonly #parts = new Map<Operation, ResourcePart>();
  readonly #tested = new Map<Operation, TestedOperation>();
  /** All operations in one; undefined if they are prepared one by one, null before that is known. */
  #whole: ReadyDocument | undefined | null = null;
  readonly #tokenPaths: ReadonlySet<string>;
  readonly #serverPath: string;
  readonly #login: string | undefined;
  /** The paths of servers, of operations that have servers of their own. */
  readonly #servers = new Map<Operation, string>();

  /** @throws {CheckError} if the contract has no operation of an id */
  constructor(contract: Contract, { operations = [], formats = true, url, login }: PlanOptions = {}) {
    this.contract = contract;
    this.formats = formats;
    this.#login = login;
    const [empty] = findNoOperations(contract);
    if (empty)
      throw new CheckError(
        checkErrorCodes.empty,
        `${displayPath(contract.uri)} ${empty.pointer}: nothing can be tested: ${empty.message}`,
      );
    const known = new Set(contract.operations.map(({ operationId }) => operationId));
    const unknown = operations.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      const some = [...known].slice(0, 20).join(', ');
      throw new CheckError(
        checkErrorCodes.unknown,
        `the contract has no operation ${unknown.join(', ')}; it has ${some}${known.size > 20 ? ' …' : ''}`,
      );
    }
    const isWanted = ({ operationId }: Operation) => operations.length === 0 || operations.includes(operationId);
    const ownPath = ({ servers }: Operation) => servers && ownServerPath(contract.document, servers, url);
    const isAnyHere = contract.operations.some((one) => !one.servers || ownPath(one) !== undefined);
    for (const operation of contract.operations.filter(isWanted)) {
      const own = ownPath(operation) ?? (isAnyHere ? undefined : basePathsOf(contract.document, operation)[0]);
      if (own !== undefined) this.#servers.set(operation, own);
      // One that is asked for is at the URL that is given.
      else if (operation.servers && operations.length === 0) this.elsewhere.set(operation, whyElsewhere(operation));
    }
    this.operations = contract.operations.filter((one) => isWanted(one) && !this.elsewhere.has(one));
    this.#tokenPaths = tokenPathsOf(contract.document);
    this.#serverPath = serverPathOf(contract.document);
    const posted = findResources(contract);
    this.resources = [...posted, ...putResourcesOf(contract.operations, posted)];
    const added = addedResources(contract.operations, this.resources).filter(
      (resource) => ![...operationsOf([resource])].some(this.givesTokens),
    );
    const named = [...this.resources, ...added];
    this.references = new References(contract.operations, named);
    for (const resource of named)
      for (const { operation, action, id } of resource.operations.values())
        this.#parts.set(operation, { resource, action, id });
    this.additions = additionsOf(this.operations, (create) => {
      const part = this.#parts.get(create);
      return (
        this.givesTokens(create) ||
        (part !== undefined && (part.action !== 'create' || part.resource.operations.has('read')))
      );
    });
    this.readLists = this.operations.filter((one) => isReadList(one) && !this.#parts.has(one));
    for (const operation of this.readLists)
      this.#parts.set(operation, {
        resource: listedResource(operation, this.operations),
        action: 'list',
        id: undefined,
      });
  }

  /** The plan of an earlier run, if there was one: what is compiled for it serves the next run, too. */
  static of(contract: Contract, options: PlanOptions = {}): Plan {
    // A large contract would keep too much in memory.
    if (contract.operations.length > maxKeptOperations) return new Plan(contract, options);
    const known = plans.get(contract) ?? new Map<string, Plan>();
    plans.set(contract, known);
    const { operations = [], formats = true, login, url } = options;
    // Only servers of operations depend on where the API is.
    const where = contract.operations.some(({ servers }) => servers) ? url : undefined;
    const key = JSON.stringify([operations, formats, login, where]);
    const plan = known.get(key) ?? new Plan(contract, options);
    if (known.size < maxPlans) known.set(key, plan);
    return plan;
  }

  tested(operation: Operation): TestedOperation {
    const known =
      this.#tested.get(operation) ??
      new TestedOperation(this.#readyFor(operation), operation, {
        part: this.#parts.get(operation),
        parent: this.parentOf(operation),
        findListView: (list) => this.#findListView(list),
        findCreate: () => this.#createOf(operation),
        givesTokens: this.givesTokens(operation),
        isMadeByPut: !this.#parts.has(operation) && operation.method !== 'put' && this.#hasPut(operation),
        server: this.#serverOf(operation),
      });
    // The least recently used one is the first.
    this.#tested.delete(operation);
    this.#tested.set(operation, known);
    const [oldest] = this.#tested.keys();
    if (this.#tested.size > this.#maxTested && oldest) this.#tested.delete(oldest);
    return known;
  }

  #serverOf(operation: Operation): MadeRequest['server'] {
    const path = this.#servers.get(operation);
    return path === undefined ? undefined : { path, apiPath: this.#serverPath };
  }

  get #maxTested(): number {
    return this.#whole && this.#isSmall ? maxKeptOperations : maxReadyOperations;
  }

  /** Lets go of all that is prepared for a large contract. It is prepared again when it is needed. */
  forget(): void {
    if (this.#isSmall) return;
    this.#tested.clear();
    // That operations are prepared one by one stays known.
    this.#whole &&= null;
  }

  get #isSmall(): boolean {
    return this.contract.operations.length <= maxKeptOperations;
  }

  #readyFor(operation: Operation): ReadyDocument {
    if (this.#whole === null) {
      const isMany = this.operations.length > maxReadyOperations;
      this.#whole =
        this.#isSmall || (isMany && hasLargeExcerpts(this.contract)) ? ReadyDocument.ofAll(this.contract) : undefined;
    }
    const excerptAlone = () => excerptOf(this.contract.document, operation, 'paths');
    return this.#whole ?? new ReadyDocument(new Map([[operation, excerptAlone()]]));
  }

  #hasPut({ path }: Operation): boolean {
    return this.contract.operations.some((other) => other.method === 'put' && other.path === path);
  }

  /** Whether an operation issues tokens. */
  readonly givesTokens = (operation: Operation): boolean =>
    operation.operationId === this.#login ||
    this.#tokenPaths.has(operation.path) ||
    this.#tokenPaths.has((this.#servers.get(operation) ?? this.#serverPath) + operation.path);

  /** The checks that apply to an operation. */
  checksOf(operation: Operation): CheckName[] {
    const part = this.#parts.get(operation);
    const applies: Partial<Record<CheckName, boolean>> = {
      credentials: operation.security.length > 0 || this.givesTokens(operation),
      records:
        (part !== undefined && part.action !== 'list' && this.resources.includes(part.resource)) ||
        this.additions.some(({ create }) => create === operation),
      lists: part?.action === 'list' || this.additions.some(({ list }) => list === operation),
    };
    return (Object.keys(checkTitles) as CheckName[]).filter((check) => applies[check] ?? true);
  }

  #createOf(operation: Operation): TestedOperation | undefined {
    const create = this.#parts.get(operation)?.resource.operations.get('create');
    return create && this.tested(create.operation);
  }

  #findListView(list: TestedOperation): ListView | undefined {
    const { part } = list;
    if (part?.action !== 'list') return undefined;
    const reader = part.resource.operations.get('read');
    const id = reader && findRecordPlace(this.tested(reader.operation), part.resource)?.id;
    const listed = (name: string | undefined) => listViewOf(list, part.resource, name);
    const inPath = reader?.id?.in === 'path' && isOtherThanId(part.resource, id) ? reader.id.name : undefined;
    const view = (inPath === undefined ? undefined : listed(inPath)) ?? listed(id);
    const isPart = view && this.readLists.includes(list.operation) && !isListOf(list.operation, view.bodyPointer);
    return isPart ? undefined : view;
  }

  /** The innermost resource that has a record in the path, followed by more. */
  parentOf({ path }: Pick<Operation, 'path'>): Resource | undefined {
    const shape = shapeOf(path);
    const parents = this.resources.flatMap((resource) => {
      if (!creatorOf(resource)) return [];
      const records = [`${resource.path}/{}`, recordPathOf(resource)].map(shapeOf);
      const above = records.find((record) => startsWithTemplate(shape, record));
      return above === undefined ? [] : [{ resource, length: above.length }];
    });
    return parents.toSorted((a, b) => b.length - a.length)[0]?.resource;
  }
}

function whyElsewhere({ servers = [], operationId }: Operation): string {
  return `it is at ${servers.map(({ url }) => url).join(', ')}: give that URL, and --operation ${operationId}`;
}
