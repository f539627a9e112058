// Made by `concordat generate`. Not to be edited: change the contract, then generate again.

import type { operations } from './types.js';

/** What a handler is given: the parameters and the body of a request that keeps the contract. */
export type OperationRequest<Id extends keyof operations> = Flat<
  ParametersOf<operations[Id]> & BodyOf<operations[Id] extends { requestBody?: infer Body } ? Body : never>
>;

/** What a handler may answer: one member for each status and media type that the contract declares. */
export type OperationResponse<Id extends keyof operations> = operations[Id] extends { responses: infer Responses }
  ? { [Status in keyof Responses]: AnswerOf<StatusOf<Status, keyof Responses>, Responses[Status]> }[keyof Responses]
  : never;

/** One operation: `Context` is whatever the server hands over with each request, such as who sent it. */
export type Handler<Id extends keyof operations, Context> = (
  request: OperationRequest<Id>,
  context: Context,
) => OperationResponse<Id> | Promise<OperationResponse<Id>>;

/** The operations tagged 'WebHooks'. */
export interface WebHooksHandlers<Context = unknown> {
  /** Create a webhook — `POST /sys/webhooks` */
  createWebHook: Handler<'createWebHook', Context>;
  /** List webhooks — `GET /sys/webhooks` */
  listWebHooks: Handler<'listWebHooks', Context>;
  /** Update a webhook — `PUT /sys/webhooks` */
  updateWebHook: Handler<'updateWebHook', Context>;
  /** Read a webhook — `GET /sys/webhooks/{id}` */
  getWebHook: Handler<'getWebHook', Context>;
  /** Delete a webhook — `DELETE /sys/webhooks/{id}` */
  deleteWebHook: Handler<'deleteWebHook', Context>;
}

/** The operations tagged 'Tokens'. */
export interface TokensHandlers<Context = unknown> {
  /** Get a token — `POST /token` */
  createToken: Handler<'createToken', Context>;
}

/** Every operation of the contract. */
export interface Handlers<Context = unknown>
  extends WebHooksHandlers<Context>
  , TokensHandlers<Context>
  {}

export interface OperationEntry {
  readonly operationId: string;
  readonly method: string;
  /** The path template, below the server's URL. */
  readonly path: string;
  readonly tag: string;
  /** Security scheme -> scopes; one of the requirements has to be met, none where there are none. */
  readonly security: readonly { readonly [scheme: string]: readonly string[] }[];
  /** Every scope that one of the requirements names. */
  readonly roles: readonly string[];
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
}

export const operationTable = {
  createWebHook: {
    operationId: 'createWebHook',
    method: 'POST',
    path: '/sys/webhooks',
    tag: 'WebHooks',
    security: [{ bearer: ['WebHook-Create'] }],
    roles: ['WebHook-Create'],
    parameters: [],
  },
  listWebHooks: {
    operationId: 'listWebHooks',
    method: 'GET',
    path: '/sys/webhooks',
    tag: 'WebHooks',
    security: [{ bearer: ['WebHook-List'] }],
    roles: ['WebHook-List'],
    parameters: [{ in: 'query', name: 'page' }, { in: 'query', name: 'size' }, { in: 'query', name: 'orderBy' }, { in: 'query', name: 'dir' }, { in: 'query', name: 'WebHook_Business' }, { in: 'query', name: 'WebHook_Name' }, { in: 'query', name: 'WebHook_Action' }, { in: 'query', name: 'WebHook_Description' }, { in: 'query', name: 'WebHook_URL' }, { in: 'query', name: 'WebHook_Active' }, { in: 'query', name: 'WebHook_LastError' }, { in: 'query', name: 'WebHook_ErrorCount' }, { in: 'query', name: 'WebHook_LastTrigger' }, { in: 'query', name: 'from_WebHook_ErrorCount' }, { in: 'query', name: 'to_WebHook_ErrorCount' }, { in: 'query', name: 'from_WebHook_LastTrigger' }, { in: 'query', name: 'to_WebHook_LastTrigger' }, { in: 'query', name: 'from_WebHook_CreatedOn' }, { in: 'query', name: 'to_WebHook_CreatedOn' }, { in: 'query', name: 'from_WebHook_UpdatedOn' }, { in: 'query', name: 'to_WebHook_UpdatedOn' }],
  },
  updateWebHook: {
    operationId: 'updateWebHook',
    method: 'PUT',
    path: '/sys/webhooks',
    tag: 'WebHooks',
    security: [{ bearer: ['WebHook-Edit'] }],
    roles: ['WebHook-Edit'],
    parameters: [],
  },
  getWebHook: {
    operationId: 'getWebHook',
    method: 'GET',
    path: '/sys/webhooks/{id}',
    tag: 'WebHooks',
    security: [{ bearer: ['WebHook-Read'] }],
    roles: ['WebHook-Read'],
    parameters: [{ in: 'path', name: 'id' }],
  },
  deleteWebHook: {
    operationId: 'deleteWebHook',
    method: 'DELETE',
    path: '/sys/webhooks/{id}',
    tag: 'WebHooks',
    security: [{ bearer: ['WebHook-Delete'] }],
    roles: ['WebHook-Delete'],
    parameters: [{ in: 'path', name: 'id' }],
  },
  createToken: {
    operationId: 'createToken',
    method: 'POST',
    path: '/token',
    tag: 'Tokens',
    security: [],
    roles: [],
    parameters: [],
  },
} as const satisfies { readonly [operationId: string]: OperationEntry };

/** A request that the contract's `webhooks` describe, ready to be sent. */
export interface OutgoingRequest {
  readonly operationId: string;
  readonly webhook: string;
  readonly method: string;
  readonly url: string | URL;
  readonly headers: { readonly [name: string]: unknown };
  readonly mediaType: string | undefined;
  readonly body: unknown;
}

/** What a webhook takes: its headers and its body. */
export type WebhookRequest<Id extends keyof operations> = Pick<OperationRequest<Id>, 'headers'> &
  SentBody<operations[Id] extends { requestBody?: infer Body } ? Body : never>;

/** The requests that the API sends; `Result` is what the transport answers. */
export interface WebhookSenders<Result> {
  /** Deliver an event to a webhook's URL — `POST webHookTriggered` */
  deliverWebHook: (url: string | URL, request: WebhookRequest<'deliverWebHook'>) => Promise<Result>;
}

/** Typed senders over a transport: `send` puts the request on the wire and says what became of it. */
export function createWebhookSenders<Result>(send: (request: OutgoingRequest) => Promise<Result>): WebhookSenders<Result> {
  const sender =
    (operationId: string, webhook: string, method: string) =>
    (url: string | URL, { headers, mediaType, body }: { headers: object; mediaType?: string; body?: unknown }) =>
      send({ operationId, webhook, method, url, headers: { ...headers }, mediaType, body });
  return {
    deliverWebHook: sender('deliverWebHook', 'webHookTriggered', 'POST'),
  } as WebhookSenders<Result>;
}

type Flat<T> = T extends unknown ? { [Key in keyof T]: T[Key] } : never;

type ParametersOf<Operation> = Operation extends { parameters: infer Parameters }
  ? {
      path: Given<'path', Parameters>;
      query: Given<'query', Parameters>;
      headers: Given<'header', Parameters>;
      cookies: Given<'cookie', Parameters>;
    }
  : never;

type Given<In extends string, Parameters> = Parameters extends { [Key in In]?: infer Values }
  ? [Exclude<Values, undefined>] extends [never]
    ? Record<never, never>
    : Exclude<Values, undefined>
  : Record<never, never>;

type NoBody = { mediaType?: undefined; body?: undefined };

type BodyOf<Body> = [Exclude<Body, undefined>] extends [never]
  ? NoBody
  : (undefined extends Body ? NoBody : never) | (Exclude<Body, undefined> extends { content: infer Content } ? Bodies<Content> : never);

/** The media type has to be named only where there is a choice. */
type SentBody<Body> = [Exclude<Body, undefined>] extends [never]
  ? NoBody
  : (undefined extends Body ? NoBody : never) | (Exclude<Body, undefined> extends { content: infer Content } ? OneOrMore<Content> : never);

type Bodies<Content> = { [Type in keyof Content]: { mediaType: MediaType<Type>; body: Content[Type] } }[keyof Content];

/** A media type range stands for whatever fits it. */
type MediaType<Type> = Type extends '*/*' ? string : Type extends `${infer Top}/*` ? `${Top}/${string}` : Type;

type AnswerOf<Status, Response> = Response extends { headers: infer Headers; content?: infer Content }
  ? Flat<{ status: Status } & HeadersOf<Headers> & AnswerBody<Content>>
  : never;

type AnswerBody<Content> = [Exclude<Content, undefined>] extends [never] ? NoBody : OneOrMore<WithBytes<Exclude<Content, undefined>>>;

/** Text that isn't JSON may be given as the bytes that are sent; for images and the like there is nothing else. */
type WithBytes<Content> = {
  [Type in keyof Content]: Type extends `${string}json` ? Content[Type] : Content[Type] extends string ? Content[Type] | Uint8Array : Content[Type];
};

type OneOrMore<Content> = IsUnion<keyof Content> extends true ? Bodies<Content> : WithOptionalType<Bodies<Content>>;

type WithOptionalType<Body> = Body extends { mediaType: infer Type; body: infer Value } ? { mediaType?: Type; body: Value } : NoBody;

type IsUnion<T, Whole = T> = [T] extends [never] ? false : T extends unknown ? ([Whole] extends [T] ? false : true) : never;

type HeadersOf<Headers> = Record<never, never> extends Declared<Headers> ? { headers?: Declared<Headers> } : { headers: Declared<Headers> };

type Declared<Headers> = { [Name in keyof Headers as string extends Name ? never : Name]: Headers[Name] };

type StatusOf<Status, Declared> = Status extends number
  ? Status
  : Status extends keyof StatusRanges
    ? StatusRanges[Status]
    : Exclude<StatusRanges[Uppercase<keyof StatusRanges>], Declared | StatusRanges[Declared & keyof StatusRanges]>;

/** The codes that IANA registers. @see https://www.iana.org/assignments/http-status-codes */
interface StatusRanges {
  '1XX': 100 | 101 | 102 | 103;
  '2XX': 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226;
  '3XX': 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308;
  '4XX':
    | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418
    | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451;
  '5XX': 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;
}
