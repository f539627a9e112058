import { pointerTokens, replaceAt } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** A request on its way to the server. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A response on its way back. */
export interface ProxiedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One defect that a proxy gives to a server. */
export interface InjectedFault {
  readonly operation: TestedOperation;
  /** Continues a sentence that starts with the operation's name: `its 200 has no body`. */
  readonly title: string;
  /** Into the contract: what it violates. */
  readonly pointer: string;
  /** Changes a request, or responds in the server's place; undefined leaves the request as it is. */
  readonly before?: (
    request: ProxiedRequest,
  ) => ProxiedRequest | ProxiedResponse | undefined | Promise<ProxiedRequest | ProxiedResponse | undefined>;
  /** Changes a response; undefined leaves it as it is. */
  readonly after?: (response: ProxiedResponse) => ProxiedResponse | undefined;
}

/** Responses of a run without faults: for each operation, the first response of each status. */
export type Samples = ReadonlyMap<string, ReadonlyMap<number, ProxiedResponse>>;

/** A successful response of an operation. */
export function successOf(samples: Samples, operation: TestedOperation): ProxiedResponse | undefined {
  for (const [status, response] of samples.get(operation.id) ?? []) if (status < 300) return response;
  return undefined;
}

/** The JSON value of a body; undefined if it has none. */
export function jsonOf({ headers, body }: ProxiedResponse): unknown {
  if (!isJson(headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The response with another value, or none, at a place of its body; undefined if nothing would change. */
export function withValue(response: ProxiedResponse, bodyPointer: string, value: unknown): ProxiedResponse | undefined {
  const body = jsonOf(response);
  const replaced = replaceAt(body, pointerTokens(bodyPointer), value);
  return replaced === undefined || replaced === body
    ? undefined
    : { ...response, body: Buffer.from(JSON.stringify(replaced)) };
}
