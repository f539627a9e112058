import type { Excerpt } from '../../contract/document/excerpt.ts';
import { isObject } from '../../contract/document/is-object.ts';
import { joinPointer } from '../../contract/document/json-pointer.ts';
import { isForm } from '../../contract/document/media-type.ts';
import type { ParameterObject } from '../../contract/document/openapi.ts';
import { type RequestExample, requestExamplesOf } from '../../contract/document/operation-examples.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { variableNames } from '../../contract/document/path-template.ts';
import type { Action, IdSource, Resource } from '../../contract/resource/resources.ts';
import { ResponseContract } from '../../contract/response/response.ts';
import { schemasAlong } from '../../contract/schema/schema-shape.ts';
import { type MadeRequest, RequestMaker, type RequestParts } from '../../instances/index.ts';
import { applicablePatches, takesJsonPatch } from './json-patch.ts';
import type { ListView } from './list-view.ts';
import type { ReadyDocument } from './ready-document.ts';
import { withSchemaExamples } from './schema-examples.ts';
import { isReadableExample, reachesServers } from './sendable.ts';

/** What an operation does to the records of a resource. */
export interface ResourcePart {
  readonly resource: Resource;
  readonly action: Action;
  readonly id: IdSource | undefined;
}

/** What other operations say about an operation. */
export interface OperationContext
  extends Pick<TestedOperation, 'part' | 'parent' | 'givesTokens' | 'isMadeByPut' | 'server'> {
  readonly findListView: (list: TestedOperation) => ListView | undefined;
  /** The operation that creates the records which it is about. */
  readonly findCreate: () => TestedOperation | undefined;
}

/** One operation of the contract, prepared to be tested. */
export class TestedOperation {
  readonly operation: Operation;
  readonly excerpt: Excerpt;
  readonly maker: RequestMaker;
  readonly responses: ResponseContract;
  readonly examples: readonly RequestExample[];
  readonly part: ResourcePart | undefined;
  /** The resource that has a record further up in the path: `/books/{id}` in `/books/{id}/reviews`. */
  readonly parent: Resource | undefined;
  /** Whether it issues tokens, which takes the name and password of a real user. */
  readonly givesTokens: boolean;
  /** Whether a PUT of the same path makes what it is about, which may be missing until then: `/books/{id}/cover`. */
  readonly isMadeByPut: boolean;
  /** Where it is, if not where the API is. */
  readonly server: MadeRequest['server'];
  /** In the order of the path. */
  readonly pathParameters: readonly ParameterObject[];
  readonly #findListView: (list: TestedOperation) => ListView | undefined;
  readonly #findCreate: () => TestedOperation | undefined;
  #listView: ListView | undefined | null = null;
  #base: RequestParts | undefined | null = null;

  constructor(ready: ReadyDocument, operation: Operation, context: OperationContext) {
    this.operation = operation;
    this.part = context.part;
    this.parent = context.parent;
    this.givesTokens = context.givesTokens;
    this.isMadeByPut = context.isMadeByPut;
    this.server = context.server;
    this.#findListView = context.findListView;
    this.#findCreate = context.findCreate;
    this.excerpt = ready.excerptOf(operation);
    const { parameters } = this.excerpt.operation;
    this.pathParameters = variableNames(operation.path).flatMap(
      (name) => parameters.find((other) => other.in === 'path' && other.name === name) ?? [],
    );
    this.maker = new RequestMaker(this.excerpt, ready.instances);
    this.examples = requestExamplesOf(this.excerpt);
    const { validator } = ready;
    this.responses = new ResponseContract(this.excerpt, this.excerpt.operation, (body, { mediaType, pointer }) => {
      const schema = joinPointer(pointer, 'content', mediaType, 'schema');
      const violations = validator.validate(body, schema);
      return violations.map((violation) => ({ ...violation, schemaPointer: validator.placeOf(violation, schema) }));
    });
  }

  get id(): string {
    return this.operation.operationId;
  }

  /** The maker's own, where `OperationSchemas` has them. */
  get instances(): RequestMaker['instances'] {
    return this.maker.instances;
  }

  /** Where the records are in its responses; undefined if it lists no records. */
  get listView(): ListView | undefined {
    if (this.#listView === null) this.#listView = this.#findListView(this);
    return this.#listView;
  }

  /** The valid request that others are derived from: from the contract's examples, else generated. */
  get base(): RequestParts | undefined {
    if (this.#base === null) this.#base = this.#makeBase();
    return this.#base;
  }

  #makeBase(): RequestParts | undefined {
    const successful = this.examples.filter(({ status }) => status === undefined || status.startsWith('2'));
    const parameters = new Map<ParameterObject, unknown>();
    for (const { parameter, pointer } of this.maker.subjects) {
      if (parameter.required !== true && parameter.in !== 'path' && !this.#isNeeded(parameter)) continue;
      const written = successful.map((example) => example.parameters.get(parameter));
      const value =
        [...written, isPrecondition(parameter) ? anyTag : undefined].find(
          (one) => one !== undefined && isReadableExample(parameter, one, this.maker),
        ) ?? this.#sendableValue(parameter, pointer);
      if (value === undefined) return undefined;
      parameters.set(parameter, value);
    }
    const { body } = this.maker;
    if (!body) return { parameters, body: undefined };
    const { pointer, mediaType } = body;
    if (pointer === undefined) return { parameters, body: 'body' };
    const written = successful.map((example) =>
      example.body?.mediaType === mediaType ? example.body.value : undefined,
    );
    const patches = takesJsonPatch(this) ? applicablePatches(this.#findCreate()?.base?.body) : [];
    const value =
      [...written, ...patches].find((one) => one !== undefined && this.instances.isValid(one, pointer)) ??
      this.withExamples(this.instances.valid(pointer));
    const sent = isForm(mediaType) && !isObject(value) ? this.#emptyForm(pointer) : this.maker.arriving(value);
    return sent === undefined ? undefined : { parameters, body: sent };
  }

  /** @see https://www.rfc-editor.org/rfc/rfc6585#section-3 */
  #isNeeded(parameter: ParameterObject): boolean {
    return isPrecondition(parameter) && Object.hasOwn(this.operation.node.responses ?? {}, '428');
  }

  /** A form has fields, whatever the contract says: nothing is sent where its schema allows no object. */
  #emptyForm(pointer: string): object | undefined {
    return this.instances.isValid({}, pointer) ? {} : undefined;
  }

  /**
   * An empty text leaves nothing in a path, and an empty list nothing at all: another value, if there is one. A list of objects
   * has no form in a query or a path.
   */
  #sendableValue(parameter: ParameterObject, pointer: string): unknown {
    const reaches = (one: unknown) => reachesServers({ parameters: new Map([[parameter, one]]), body: undefined });
    for (const seed of [undefined, '1', '2', '3', '4']) {
      const value = this.#withoutNamesOfOthers(parameter, pointer, this.instances.valid(pointer, seed));
      if (value === undefined || reaches(value)) return value;
    }
    const items = schemasAlong(this.instances.document, this.instances.schemaAt(pointer), [0]);
    const hasObjects = items.some(({ type, properties }) => type === 'object' || properties !== undefined);
    // All edges of lists of objects would take long to make.
    return hasObjects ? undefined : this.instances.edges(pointer).find(reaches);
  }

  /** The properties of an exploded object stand beside the other parameters, whose names say nothing of it then. */
  #withoutNamesOfOthers(parameter: ParameterObject, pointer: string, value: unknown): unknown {
    const { style = 'form', explode = true, content } = parameter;
    if (!isObject(value) || content !== undefined || style !== 'form' || !explode) return value;
    const beside = this.excerpt.operation.parameters.filter((other) => other.in === parameter.in);
    const own = Object.entries(value).filter(([name]) => !beside.some((other) => other.name === name));
    const reduced = Object.fromEntries(own);
    return own.length > 0 && this.instances.isValid(reduced, pointer) ? reduced : value;
  }

  /** A valid body with the examples that its schemas have for its values, else those of the operation's example. */
  withExamples(body: unknown, written?: unknown): unknown {
    const pointer = this.maker.body?.pointer;
    if (pointer === undefined) return body;
    const isValid = (one: unknown) => this.instances.isValid(one, pointer);
    return withSchemaExamples(this.excerpt.document, pointer, body, isValid, written);
  }
}

/** The entity tag of any representation that there is. @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1 */
export const anyTag = '*';

/** Whether a parameter names the version that a change is for. */
export function isPrecondition({ in: kind, name }: Pick<ParameterObject, 'in' | 'name'>): boolean {
  return kind === 'header' && name.toLowerCase() === 'if-match';
}
