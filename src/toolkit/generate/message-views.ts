import { isJson } from '../contract/document/media-type.ts';
import type {
  ComponentsObject,
  HeaderObject,
  OpenApiDocument,
  OperationObject,
  OrReference,
  ParameterObject,
  PathItemObject,
  RequestBodyObject,
  ResponseObject,
} from '../contract/document/openapi.ts';
import { methods } from '../contract/document/openapi.ts';
import { resolveReference } from '../contract/document/operations.ts';
import { isReadable } from '../contract/request/parameter-reader.ts';
import { parameterDefault } from '../contract/request/parameter-schema.ts';
import { hasContent } from '../contract/response/response-content.ts';
import { ContentSchemas } from './content-schemas.ts';
import { SchemaViews } from './schema-views.ts';
import {
  requestView as filledRequestView,
  patchView,
  responseView,
  type Schema,
  type Side,
  type View,
} from './view.ts';

/**
 * Gives each message of a document the schemas of the values that a handler is given or returns, in place. Requests of
 * webhooks go the other way: who serves the contract sends them.
 * @param document of which nothing is shared, with plain references
 * @returns the names of each component schema's views
 */
export function viewMessages(document: OpenApiDocument, side: Side): ReadonlyMap<string, readonly string[]> {
  const messages = new MessageViews(document, side);
  // Defaults are filled in where requests arrive.
  const requestView = messages.requestView;
  const { paths = {}, webhooks = {} } = document;
  const components: Components = document.components ?? {};
  for (const parameter of Object.values(components.parameters ?? {})) messages.parameter(parameter, requestView);
  for (const [name, header] of Object.entries(components.headers ?? {})) messages.header(name, header);
  for (const body of Object.values(components.requestBodies ?? {})) messages.requestBody(body, requestView);
  for (const response of Object.values(components.responses ?? {})) messages.response(response, responseView);
  for (const item of Object.values({ ...components.pathItems, ...paths })) messages.pathItem(item);
  for (const item of Object.values(webhooks)) messages.webhook(item);
  return messages.finish();
}

interface Components extends ComponentsObject {
  readonly parameters?: Record<string, OrReference<ParameterObject>>;
  readonly headers?: Record<string, OrReference<HeaderObject>>;
  readonly requestBodies?: Record<string, OrReference<RequestBodyObject>>;
  readonly pathItems?: Record<string, PathItemObject>;
}

class MessageViews {
  readonly #document: OpenApiDocument;
  readonly #views: SchemaViews;
  readonly #content: ContentSchemas;
  readonly #seen = new Set<object>();

  /** Of all requests but patches. */
  readonly requestView: View;

  constructor(document: OpenApiDocument, side: Side) {
    this.#document = document;
    this.requestView = side === 'server' ? filledRequestView : patchView;
    this.#views = new SchemaViews(document);
    this.#content = new ContentSchemas(document, this.#views, side);
  }

  finish(): ReadonlyMap<string, readonly string[]> {
    return this.#views.finish();
  }

  pathItem(item: PathItemObject): void {
    const { requestView } = this;
    this.#parameters(item, requestView);
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      this.#parameters(operation, requestView);
      if (method === 'patch') this.#inlineBody(operation);
      if (operation.requestBody) this.requestBody(operation.requestBody, method === 'patch' ? patchView : requestView);
      this.#removeContent(method, operation.responses ?? {});
      for (const response of Object.values(operation.responses ?? {})) this.response(response, responseView);
    }
  }

  /** What HTTP has no content for has none, whatever is declared. */
  #removeContent(method: (typeof methods)[number], responses: Record<string, OrReference<ResponseObject>>): void {
    for (const [status, written] of Object.entries(responses)) {
      if (hasContent(method, Number(status))) continue;
      const { content: _, ...others } = resolveReference<ResponseObject>(this.#document, written);
      responses[status] = others;
    }
  }

  webhook(item: PathItemObject): void {
    this.#inlineAll(item.parameters);
    this.#parameters(item, responseView);
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      this.#inlineAll(operation.parameters);
      this.#inlineAll(operation.responses);
      this.#inlineBody(operation);
      this.#parameters(operation, responseView);
      if (operation.requestBody) this.requestBody(operation.requestBody, responseView);
      for (const response of Object.values(operation.responses ?? {})) this.response(response, patchView);
    }
  }

  parameter(written: OrReference<ParameterObject>, view: View): void {
    const parameter = this.#unseen(written);
    if (!parameter) return;
    const always = view.isFilled && parameterDefault(this.#document, parameter) !== undefined;
    const schema = this.#parameterSchema(parameter, view);
    if (always) parameter.required = true;
    delete parameter.content;
    if (schema === undefined) return;
    parameter.schema = parameter.allowEmptyValue === true ? { oneOf: [schema, { const: '' }] as never } : schema;
  }

  /** @see https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-use-with-content */
  #parameterSchema({ schema, content = {} }: ParameterObject, view: View): Schema | undefined {
    const [[mediaType, media] = []] = Object.entries(content);
    if (mediaType === undefined || schema !== undefined) return this.#views.of(schema, view);
    return this.#views.of(media?.schema ?? (isJson(mediaType) ? {} : undefined), view);
  }

  header(name: string, written: OrReference<HeaderObject>): void {
    const header = this.#unseen(written);
    if (!header) return;
    const schema = this.#content.ofHeader(name, header);
    if (schema !== undefined) header.schema = schema;
    delete header.content;
  }

  requestBody(written: OrReference<RequestBodyObject>, view: View): void {
    const body = this.#unseen(written);
    for (const [mediaType, media] of Object.entries(body?.content ?? {}))
      setSchema(media, this.#content.ofRequest(mediaType, media, view));
  }

  response(written: OrReference<ResponseObject>, view: View): void {
    const response = this.#unseen(written);
    if (!response) return;
    // openapi-typescript takes a header that is a reference for a required one.
    this.#inlineAll(response.headers);
    for (const [name, header] of Object.entries(response.headers ?? {})) this.header(name, header);
    for (const [mediaType, media] of Object.entries(response.content ?? {}))
      setSchema(media, this.#content.ofResponse(mediaType, media, view));
  }

  /** Headers that the specification has described elsewhere are no parameters. */
  #parameters(owner: PathItemObject | OperationObject, view: View): void {
    if (!owner.parameters) return;
    owner.parameters = owner.parameters.filter((one) =>
      isReadable(resolveReference<ParameterObject>(this.#document, one)),
    );
    for (const parameter of owner.parameters) this.parameter(parameter, view);
  }

  /** References lead to components, which are viewed by themselves; what is shared is viewed once. */
  #unseen<T extends object>(written: OrReference<T>): T | undefined {
    if ((written as { $ref?: string }).$ref !== undefined || this.#seen.has(written)) return undefined;
    this.#seen.add(written);
    return written as T;
  }

  #inlineBody(operation: OperationObject): void {
    const { requestBody } = operation;
    if (requestBody?.$ref !== undefined)
      operation.requestBody = structuredClone(resolveReference<RequestBodyObject>(this.#document, requestBody));
  }

  #inlineAll(owner: object | undefined): void {
    const fields = (owner ?? {}) as Record<string, OrReference<object>>;
    for (const [key, written] of Object.entries(fields))
      if ((written as { $ref?: string }).$ref !== undefined)
        fields[key] = structuredClone(resolveReference(this.#document, written));
  }
}

function setSchema(media: { schema?: Schema }, schema: Schema | undefined): void {
  if (schema !== undefined) media.schema = schema;
}
