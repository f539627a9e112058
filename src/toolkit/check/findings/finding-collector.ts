import { createHash } from 'node:crypto';
import type { Finding } from '../../contract/document/finding.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { escapeLine } from '../../encoding/printable.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import { type CheckCode, explanations } from './codes.ts';
import type { Defect } from './defect.ts';
import type { Explanation } from './explanation.ts';
import { redact, type ShownRequest, type ShownResponse, showRequest, showResponse, toCurl } from './shown-exchange.ts';

/** One way in which a server breaks its contract, with a request that reproduces it. */
export interface CheckFinding extends Finding {
  readonly rule: CheckCode;
  /** Of code and pointer: the same in each run. */
  readonly fingerprint: string;
  /** Operation ids; the first is that of the request that is shown. */
  readonly operations: readonly string[];
  /** How many requests showed it. */
  readonly count: number;
  readonly request: ShownRequest;
  /** The response; undefined if there was none. */
  readonly answer: ShownResponse | undefined;
  /** Repeats the request. Shell variables replace secrets. */
  readonly curl: string;
  /** What to do about it. */
  readonly advice: string;
}

/** The exchange that shows a defect. */
export interface Evidence {
  readonly operationId: string;
  readonly request: MadeRequest;
  readonly received: ReceivedResponse | undefined;
}

interface Collected {
  readonly defect: Defect;
  operationId: string;
  request: MadeRequest;
  /** As a report shows it: storing the bytes themselves would take too much memory. */
  response: ShownResponse | undefined;
  message: string;
  count: number;
  readonly operations: Set<string>;
}

/** Collects defects. Those of one code and pointer become one finding, with the smallest of their requests. */
export class FindingCollector {
  readonly #byKey = new Map<string, Collected>();
  readonly #secrets: ReadonlyMap<string, string>;
  readonly #ignored: FindingCollector | undefined;

  /**
   * @param secrets by secret, the variable that is shown in its place
   * @param ignored the defects of another run, which are not collected again
   */
  constructor(secrets: ReadonlyMap<string, string>, ignored?: FindingCollector) {
    this.#secrets = secrets;
    this.#ignored = ignored;
  }

  add(defect: Defect, { operationId, request, received }: Evidence): void {
    if (this.#ignored?.has(defect)) return;
    const known = this.#byKey.get(keyOf(defect));
    known?.operations.add(operationId);
    if (known) known.count++;
    if (known && sizeOf(request) >= sizeOf(known.request)) return;
    this.#byKey.set(keyOf(defect), {
      defect: known?.defect ?? defect,
      operationId,
      request,
      response: received && showResponse(received, this.#secrets),
      message: defect.message,
      count: known?.count ?? 1,
      operations: known?.operations ?? new Set([operationId]),
    });
  }

  has(defect: Defect): boolean {
    return this.#byKey.has(keyOf(defect));
  }

  /** Whether there is any defect, of the operation where one is given. */
  hasAny(operationId?: string): boolean {
    return [...this.#byKey.values()].some(({ operations }) => operationId === undefined || operations.has(operationId));
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** @param url of the server */
  async findings(contract: Contract, url: string): Promise<CheckFinding[]> {
    const secrets = this.#secrets;
    const findings = [...this.#byKey.values()].map(async (collected) => {
      const { defect, operationId, request, response, message, count, operations } = collected;
      const { code, pointer, severity } = defect;
      return {
        rule: code,
        severity: severity ?? (explanations[code] as Explanation).severity ?? 'error',
        message: escapeLine(`${operationId} ${redact(message, secrets)}`),
        pointer,
        ...(await contract.locate(pointer)),
        fingerprint: createHash('sha256').update(`${code} ${pointer}`).digest('hex').slice(0, 16),
        operations: [operationId, ...[...operations].filter((other) => other !== operationId)],
        count,
        request: showRequest(url, request, secrets),
        answer: response,
        curl: toCurl(url, request, secrets),
        advice: explanations[code].advice,
      };
    });
    return (await Promise.all(findings)).sort((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
  }
}

function keyOf({ code, pointer }: Defect): string {
  return `${code} ${pointer}`;
}

function sizeOf({ target, body }: MadeRequest): number {
  return target.length + (body?.length ?? 0);
}
