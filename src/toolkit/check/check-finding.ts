import { createHash } from 'node:crypto';
import type { Finding } from '../contract/finding.ts';
import type { Contract } from '../contract/load-contract.ts';
import type { MadeRequest } from '../instances/index.ts';
import type { Found } from './case.ts';
import type { Received } from './client.ts';
import { type CheckCode, type Explanation, explanations } from './codes.ts';
import { type ShownAnswer, type ShownRequest, showAnswer, showRequest, toCurl } from './shown.ts';

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
  evidence: Evidence;
  message: string;
  count: number;
  readonly operations: Set<string>;
}

/** Collects what is found; of what has one cause the smallest request is kept. */
export class Collector {
  readonly #byKey = new Map<string, Collected>();
  readonly #ignored: Collector | undefined;

  /** @param ignored what is known from another run, and not collected again */
  constructor(ignored?: Collector) {
    this.#ignored = ignored;
  }

  add(found: Found, evidence: Evidence): void {
    if (this.#ignored?.has(found)) return;
    const known = this.#byKey.get(keyOf(found));
    if (!known) {
      this.#byKey.set(keyOf(found), {
        found,
        evidence,
        message: found.message,
        count: 1,
        operations: new Set([evidence.operationId]),
      });
      return;
    }
    known.count++;
    known.operations.add(evidence.operationId);
    if (sizeOf(evidence.request) >= sizeOf(known.evidence.request)) return;
    known.evidence = evidence;
    known.message = found.message;
  }

  has(found: Found): boolean {
    return this.#byKey.has(keyOf(found));
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** @param url that the requests were sent below */
  async findings(contract: Contract, url: string, secrets: ReadonlyMap<string, string>): Promise<CheckFinding[]> {
    const findings = [...this.#byKey.values()].map(async ({ found, evidence, message, count, operations }) => {
      const { code, pointer } = found;
      const { operationId, request, received } = evidence;
      return {
        rule: code,
        severity: (explanations[code] as Explanation).severity ?? 'error',
        message: `${operationId} ${message}`,
        pointer,
        ...(await contract.locate(pointer)),
        fingerprint: createHash('sha256').update(`${code} ${pointer}`).digest('hex').slice(0, 16),
        operations: [operationId, ...[...operations].filter((other) => other !== operationId)],
        count,
        request: showRequest(url, request, secrets),
        answer: received && showAnswer(received, secrets),
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
