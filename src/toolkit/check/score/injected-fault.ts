import { pointerTokens, replaceAt } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** A request on its way to the server. */
export interface Passing {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer on its way back. */
export interface Passed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One thing that a defective server does otherwise. */
export interface Spoiling {
  readonly operation: TestedOperation;
  readonly title: string;
  /** What of the contract it breaks. */
  readonly pointer: string;
  /** Changes a request, or answers it in the server's place; undefined leaves it alone. */
  readonly before?: (passing: Passing) => Passing | Passed | undefined | Promise<Passing | Passed | undefined>;
  /** Changes an answer; undefined leaves it alone. */
  readonly after?: (passed: Passed, passing: Passing) => Passed | undefined;
}

/** What the server answered in a run without spoilings: for each operation the first answer of each status. */
export type Samples = ReadonlyMap<string, ReadonlyMap<number, Passed>>;

/** The answer of an operation that succeeded. */
export function successOf(samples: Samples, operation: TestedOperation): Passed | undefined {
  for (const [status, passed] of samples.get(operation.id) ?? []) if (status < 300) return passed;
  return undefined;
}

export function jsonOf({ headers, body }: Passed): unknown {
  if (!isJson(headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** The answer with another value, or none, at a place of its body; undefined where that changes nothing. */
export function withValue(passed: Passed, at: string, value: unknown): Passed | undefined {
  const body = jsonOf(passed);
  const replaced = replaceAt(body, pointerTokens(at), value);
  return replaced === undefined || replaced === body
    ? undefined
    : { ...passed, body: Buffer.from(JSON.stringify(replaced)) };
}
