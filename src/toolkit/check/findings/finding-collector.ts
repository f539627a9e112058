import { createHash } from 'node:crypto';
import type { Finding } from '../../contract/document/finding.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { Received } from '../http/response-collector.ts';
import type { Found } from '../plan/case.ts';
import { type CheckCode, explanations } from './codes.ts';
import type { Explanation } from './explanation.ts';
import { hide, type ShownAnswer, type ShownRequest, showAnswer, showRequest, toCurl } from './shown-exchange.ts';

/** A way in which a server breaks its contract, with the request that shows it. */
export interface CheckFinding extends Finding {
  readonly rule: CheckCode;
  /** The same in each run: of code and place in the contract. */
  readonly fingerprint: string;
  /** By their ids; the one whose request is shown comes first. */
  readonly operations: readonly string[];
  /** How many requests have shown it. */
  readonly count: number;
  readonly request: ShownRequest;
  /** Undefined where none came. */
  readonly answer: ShownAnswer | undefined;
  /** Repeats the request. Variables in it stand for what is secret. */
  readonly curl: string;
  /** What to do. */
  readonly advice: string;
}

/** What was found, with what shows it. */
export interface Evidence {
  readonly operationId: string;
  readonly request: MadeRequest;
  readonly received: Received | undefined;
}

interface Collected {
  readonly found: Found;
  operationId: string;
  request: MadeRequest;
  /** As it is shown: the bytes themselves would fill the memory. */
  answer: ShownAnswer | undefined;
  message: string;
  count: number;
  readonly operations: Set<string>;
}

/** Collects what is found; of what has one cause the smallest request is kept. */
export class Collector {
  readonly #byKey = new Map<string, Collected>();
  readonly #secrets: ReadonlyMap<string, string>;
  readonly #ignored: Collector | undefined;

  /**
   * @param secrets what is not to be shown, with what stands for it
   * @param ignored what is known from another run, and not collected again
   */
  constructor(secrets: ReadonlyMap<string, string>, ignored?: Collector) {
    this.#secrets = secrets;
    this.#ignored = ignored;
  }

  add(found: Found, { operationId, request, received }: Evidence): void {
    if (this.#ignored?.has(found)) return;
    const known = this.#byKey.get(keyOf(found));
    known?.operations.add(operationId);
    if (known) known.count++;
    if (known && sizeOf(request) >= sizeOf(known.request)) return;
    this.#byKey.set(keyOf(found), {
      found: known?.found ?? found,
      operationId,
      request,
      answer: received && showAnswer(received, this.#secrets),
      message: found.message,
      count: known?.count ?? 1,
      operations: known?.operations ?? new Set([operationId]),
    });
  }

  has(found: Found): boolean {
    return this.#byKey.has(keyOf(found));
  }

  /** Whether anything was found, of an operation where one is given. */
  hasAny(operationId?: string): boolean {
    return [...this.#byKey.values()].some(({ operations }) => operationId === undefined || operations.has(operationId));
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** @param url that the requests were sent below */
  async findings(contract: Contract, url: string): Promise<CheckFinding[]> {
    const secrets = this.#secrets;
    const findings = [...this.#byKey.values()].map(async (collected) => {
      const { found, operationId, request, answer, message, count, operations } = collected;
      const { code, pointer } = found;
      return {
        rule: code,
        severity: found.severity ?? (explanations[code] as Explanation).severity ?? 'error',
        message: `${operationId} ${hide(message, secrets)}`,
        pointer,
        ...(await contract.locate(pointer)),
        fingerprint: createHash('sha256').update(`${code} ${pointer}`).digest('hex').slice(0, 16),
        operations: [operationId, ...[...operations].filter((other) => other !== operationId)],
        count,
        request: showRequest(url, request, secrets),
        answer,
        curl: toCurl(url, request, secrets),
        advice: explanations[code].advice,
      };
    });
    return (await Promise.all(findings)).sort((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
  }
}

function keyOf({ code, pointer }: Found): string {
  return `${code} ${pointer}`;
}

function sizeOf({ target, body }: MadeRequest): number {
  return target.length + (body?.length ?? 0);
}
