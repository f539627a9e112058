import type { ServerEvent } from './lines.ts';
import type { CallOptions } from './session.ts';

/** A function that calls an operation. @template DefaultType the media type of a body where none is named */
export interface Call<Operation, DefaultType = never> {
  (...call: CallArguments<Operation, DefaultType>): Promise<CallResult<Operation>>;
  /** With `stream`, a successful body is given while it arrives. */
  (
    input: CallInputOf<Operation, DefaultType>,
    options: CallOptions & { readonly stream: true },
  ): Promise<StreamedResult<CallResult<Operation>>>;
}

type CallArguments<Operation, DefaultType> =
  Record<never, never> extends CallInputOf<Operation, DefaultType>
    ? [input?: CallInputOf<Operation, DefaultType>, options?: CallOptions & { readonly stream?: false }]
    : [input: CallInputOf<Operation, DefaultType>, options?: CallOptions & { readonly stream?: false }];

/** The parameters and the body of an operation. */
export type CallInputOf<Operation, DefaultType = never> = Flat<
  ParametersOf<Operation> & BodyOf<RequestBodyOf<Operation>, DefaultType> & { accept?: SuccessTypeOf<Operation> }
>;

/** What an operation responds: one member for each status and media type that the contract declares. */
export type CallResult<Operation> = Operation extends { responses: infer Responses }
  ? [Responses] extends [never]
    ? Undescribed
    : { [Status in keyof Responses]: ResultsOf<StatusOf<Status, keyof Responses>, Responses[Status]> }[keyof Responses]
  : never;

type StreamedResult<Result> = Result extends { ok: true; body: infer Body }
  ? Flat<
      Omit<Result, 'body'> & {
        body: Body extends undefined
          ? undefined
          : Body extends AsyncIterable<unknown>
            ? Body
            : ReadableStream<Uint8Array>;
      }
    >
  : Result;

type Flat<T> = T extends unknown ? { [Key in keyof T]: T[Key] } : never;

type ParametersOf<Operation> = Operation extends { parameters: infer Parameters }
  ? { [In in keyof Parameters as [Exclude<Parameters[In], undefined>] extends [never] ? never : In]: Parameters[In] }
  : Record<never, never>;

/** Includes undefined where the body is optional. */
type RequestBodyOf<Operation> = 'requestBody' extends keyof Operation ? Operation['requestBody'] : never;

type NoBody = { mediaType?: undefined; body?: undefined };

type BodyOf<Body, DefaultType> = [Exclude<Body, undefined>] extends [never]
  ? Record<never, never>
  :
      | (undefined extends Body ? NoBody : never)
      | (Exclude<Body, undefined> extends { content: infer Content } ? Bodies<Content, DefaultType> : never);

type Bodies<Content, DefaultType> = {
  [Type in keyof Content]: Type extends DefaultType
    ? { mediaType?: Type; body: Content[Type] }
    : { mediaType: Exclude<Concrete<Type>, Exclude<keyof Content, Type>>; body: Content[Type] };
}[keyof Content];

/** A media type range allows every media type that it covers. */
type Concrete<Type> = Type extends '*/*' ? string : Type extends `${infer Top}/*` ? `${Top}/${string}` : Type;

type SuccessTypeOf<Operation> = Extract<CallResult<Operation>, { ok: true }>['mediaType'];

type ResultsOf<Code, Response> =
  | ([Extract<Code, SuccessCode>] extends [never] ? never : ResultOf<true, Extract<Code, SuccessCode>, Response>)
  | ([Exclude<Code, SuccessCode>] extends [never] ? never : ResultOf<false, Exclude<Code, SuccessCode>, Response>);

type ResultOf<Ok, Code, Response> = Response extends { content: infer Content }
  ? { [Type in keyof Content]: Received<Ok, Code, Type, ReadAs<Type, Content[Type]>> }[keyof Content]
  : Received<Ok, Code, undefined, undefined>;

/** The contract declares no response at all. */
type Undescribed =
  | Received<true, SuccessCode, string | undefined, unknown>
  | Received<false, StatusClass<3 | 4 | 5>, string | undefined, unknown>;

interface Received<Ok, Code, Type, Body> {
  /** Whether the status is one of 2XX. */
  readonly ok: Ok;
  readonly status: Code;
  readonly mediaType: Type;
  readonly body: Body;
  readonly response: Response;
}

type ReadAs<Type, Body> = Type extends `text/event-stream${string}`
  ? AsyncIterable<ServerEvent>
  : Type extends `${string}${'ndjson' | 'jsonl' | 'json-seq' | 'jsonlines'}${string}`
    ? AsyncIterable<Body>
    : Body;

type SuccessCode = StatusClass<2>;

/** `default` is what fails, where a success is declared beside it. */
type StatusOf<Status, Declared> = Status extends number
  ? Status
  : Status extends `${infer Class extends number}XX`
    ? Exclude<StatusClass<Class>, Declared>
    : Exclude<
        [Extract<Declared, SuccessCode | '2XX'>] extends [never]
          ? StatusClass<1 | 2 | 3 | 4 | 5>
          : StatusClass<3 | 4 | 5>,
        Declared | ClassOf<Declared>
      >;

type ClassOf<Declared> = Declared extends `${infer Class extends number}XX` ? StatusClass<Class> : never;

/** 4: every status from 400 to 499. */
type StatusClass<Class extends number> = `${Class}${Digit}${Digit}` extends infer Text
  ? Text extends `${infer Status extends number}`
    ? Status
    : never
  : never;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
