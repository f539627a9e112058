// Made by `concordat generate`. Not to be edited: change the contract, then generate again.

import type { operations } from './types.js';

/** What a handler is given: the parameters and the body of a request that keeps the contract. */
export type OperationRequest<Id extends keyof operations> = Flat<
  ParametersOf<operations[Id]> & BodyOf<RequestBodyOf<operations[Id]>>
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

/** The operations tagged Notes. */
export interface NotesHandlers<Context = unknown> {
  /** Write a note — `POST /notes` */
  createNote: Handler<'createNote', Context>;
  /** Read a note — `GET /notes/{id}` */
  getNote: Handler<'getNote', Context>;
}

/** Every operation of the contract. */
export interface Handlers<Context = unknown>
  extends NotesHandlers<Context>
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
  createNote: {
    operationId: 'createNote',
    method: 'POST',
    path: '/notes',
    tag: 'Notes',
    security: [],
    roles: [],
    parameters: [],
  },
  getNote: {
    operationId: 'getNote',
    method: 'GET',
    path: '/notes/{id}',
    tag: 'Notes',
    security: [],
    roles: [],
    parameters: [{ in: 'path', name: 'id' }],
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
  SentBody<RequestBodyOf<operations[Id]>>;

/** The requests that the API sends; `Result` is what the transport answers. */
export interface WebhookSenders<Result> {
}

/** Typed senders over a transport: `send` puts the request on the wire and says what became of it. */
export function createWebhookSenders<Result>(send: (request: OutgoingRequest) => Promise<Result>): WebhookSenders<Result> {
  const sender =
    (operationId: string, webhook: string, method: string) =>
    (url: string | URL, { headers, mediaType, body }: { headers: object; mediaType?: string; body?: unknown }) =>
      send({ operationId, webhook, method, url, headers: { ...headers }, mediaType, body });
  return {
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

/** With undefined among it where the body may be left out. */
type RequestBodyOf<Operation> = 'requestBody' extends keyof Operation ? Operation['requestBody'] : never;

type NoBody = { mediaType?: undefined; body?: undefined };

type BodyOf<Body> = [Exclude<Body, undefined>] extends [never]
  ? NoBody
  : (undefined extends Body ? NoBody : never) | (Exclude<Body, undefined> extends { content: infer Content } ? Bodies<Content> : never);

/** The media type has to be named only where there is a choice. */
type SentBody<Body> = [Exclude<Body, undefined>] extends [never]
  ? NoBody
  : (undefined extends Body ? NoBody : never) | (Exclude<Body, undefined> extends { content: infer Content } ? OneOrMore<Content> : never);

type Bodies<Content> = {
  [Type in keyof Content]: { mediaType: Exclude<MediaType<Type>, Exclude<keyof Content, Type>>; body: Content[Type] };
}[keyof Content];

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
  : Status extends `${infer Class extends number}XX`
    ? Exclude<StatusClass<Class>, Declared>
    : Exclude<StatusClass<1 | 2 | 3 | 4 | 5>, Declared | ClassOf<Declared>>;

type ClassOf<Declared> = Declared extends `${infer Class extends number}XX` ? StatusClass<Class> : never;

/** 4: every status from 400 to 499. */
type StatusClass<Class extends number> = `${Class}${Digit}${Digit}` extends infer Text
  ? Text extends `${infer Status extends number}`
    ? Status
    : never
  : never;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
