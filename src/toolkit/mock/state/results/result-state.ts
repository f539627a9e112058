import { isObject } from '../../../contract/document/is-object.ts';
import { pointerTokens, replaceAt, valueAt } from '../../../contract/document/json-pointer.ts';
import type { OpenApiDocument } from '../../../contract/document/openapi.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import type { ReadRequest } from '../../../contract/request/request-reader.ts';
import { examplesAt, findSingletonPlace, type RecordPlace } from '../../../contract/resource/record-shape.ts';
import { settableProperties, wrapperOf } from '../../../contract/resource/request-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import type { OperationResponse } from '../../../contract/response/response.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { schemaAlong } from '../../list-items.ts';
import { wordsOf } from '../../plausible/words.ts';
import type { SentRequest } from '../record-responses.ts';
import { propertyFactsOf, writtenTime } from '../records/property-facts.ts';
import { componentOf } from '../relations/record-type.ts';
import { ResourceOperations } from '../resource-operations.ts';
import { SingletonMaker, type SingletonSource } from '../singletons/singleton-maker.ts';

type Fields = Record<string, unknown>;

/** What only tells what would be. */
const passing =
  /\b(preview|simulate|simulation|estimate|calculate|calculation|quote|validate|validation|check|test|dry run|draft|match|suggest|recommend\w*|lookup|find|random)\b/;

/**
 * What an operation makes of a request, where that is none of the records: the payment of `POST /orders/{id}/payments`, the
 * quote of `POST /quotes`. It has what was sent, names the records of the path, and is kept only if there are records of its kind.
 */
export class ResultState {
  readonly #operation: Operation;
  readonly #source: SingletonSource;
  readonly #operations: ResourceOperations;
  readonly #maker: SingletonMaker;
  readonly #now: () => Date;
  #serial = 0;
  #facts: ResultFacts | undefined;

  constructor(operation: Operation, source: SingletonSource, now: () => Date) {
    const resource: Resource = {
      path: operation.path,
      operations: new Map([['read', { action: 'read', operation }]]),
      idInResponse: undefined,
      foundBy: 'paths',
    };
    this.#operation = operation;
    this.#source = source;
    this.#operations = new ResourceOperations(resource, source.operations);
    this.#maker = new SingletonMaker(resource, this.#operations, source);
    this.#now = now;
  }

  /**
   * @returns undefined if the contract has an example of it, or describes no object
   */
  async handle(request: ReadRequest, { accept }: SentRequest): Promise<OperationResponse | undefined> {
    const prepared = this.#source.operations.get(this.#operation);
    const place = findSingletonPlace(prepared);
    if (!place || examplesAt(prepared, place).length > 0) return undefined;
    const plain = await this.#operations.declaredResponse('read', place.status, accept);
    if (!plain || !isObject(valueAt(plain.body, `#${place.bodyPointer}`))) return undefined;
    const key = `${this.#operation.path} ${++this.#serial}`;
    const given = { ...this.#stamped(place), ...this.#sent(request, place) };
    const made = await this.#maker.make(prepared, place, key, request.path, given);
    if (!made) return undefined;
    const surroundings = { key, path: request.path, lists: [], isFilled: true };
    const related = { ...(await this.#maker.withRelations(made, surroundings)) };
    const value = (await this.#kept(related, place, request)) ?? related;
    return { ...plain, body: replaceAt(plain.body, pointerTokens(place.bodyPointer), value) };
  }

  /** The result as one of the records of its component, where there are such: the payments that are listed. */
  async #kept(made: Fields, place: RecordPlace, { path }: ReadRequest): Promise<Fields | undefined> {
    const { document } = this.#source.operations.get(this.#operation).instances;
    const component = componentOf(schemaAlong(document, place, pointerTokens(place.bodyPointer)));
    const { relations } = this.#source;
    const last = wordsOf(this.#operation.path.split(/[/:]/).at(-1) ?? '');
    const target = relations.all.find(({ schemaName, id }) => schemaName === component && Object.hasOwn(made, id));
    if (component === undefined || !target || passing.test(last)) return undefined;
    const isThere = variableNames(target.path).every((name) => path[name] !== undefined);
    const open = isThere ? await relations.stateOf(target)?.openAt(path) : undefined;
    const id = open?.nextId();
    return open && id !== undefined ? open.put({ ...made, [open.idProperty]: id }) : undefined;
  }

  /** What was sent under the name of a property. */
  #sent({ body }: ReadRequest, place: RecordPlace): Fields {
    const prepared = this.#source.operations.get(this.#operation);
    const { names } = this.#factsAt(place);
    const wrapper = wrapperOf(prepared, names);
    const sent = wrapper !== undefined && isObject(body) ? body[wrapper] : body;
    if (!isObject(sent)) return {};
    const settable = settableProperties(prepared);
    return Object.fromEntries(
      Object.entries(sent).filter(
        ([name]) => names.includes(name) && name !== place.id && settable.get(name) !== false,
      ),
    );
  }

  /** Its number, and when it was made. */
  #stamped(place: RecordPlace): Fields {
    const { times, hasNumber } = this.#factsAt(place);
    const now = this.#now();
    const stamps = times.map(({ name, msPerUnit }) => [name, writtenTime(now, { msPerUnit })]);
    return { ...(hasNumber && { [place.id]: this.#serial }), ...Object.fromEntries(stamps) };
  }

  /** Looked up once, as they don't depend on the request. */
  #factsAt(place: RecordPlace): ResultFacts {
    const { document } = this.#source.operations.get(this.#operation).instances;
    this.#facts ??= factsAt(document, place);
    return this.#facts;
  }
}

/** What the schema of a result says of it. */
interface ResultFacts {
  readonly names: readonly string[];
  /** Those that say when it was made. */
  readonly times: readonly { readonly name: string; readonly msPerUnit: 1 | 1000 | undefined }[];
  /** Whether its id is a number. */
  readonly hasNumber: boolean;
}

function factsAt(document: OpenApiDocument, { schemaPointer, bodyPointer, id }: RecordPlace): ResultFacts {
  const schemas = schemasAlong(document, valueAt(document, schemaPointer), pointerTokens(bodyPointer));
  const names = propertyNames(schemas);
  const record = { document, schemas, required: new Set(names), template: {}, id };
  const times = names.flatMap((name) => {
    const { stamped, msPerUnit } = propertyFactsOf(name, record);
    return stamped === undefined ? [] : [{ name, msPerUnit }];
  });
  const ids = schemasInPlace(document, ...schemasAt(schemas, id));
  return { names, times, hasNumber: ids.some(({ type }) => [type].flat().includes('integer')) };
}
