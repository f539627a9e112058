import { createHash } from 'node:crypto';
import type { Finding } from '../../contract/document/finding.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { declaresRefusal, describeUndeclaredRefusals } from '../../contract/response/refusals.ts';
import { escapeLine } from '../../encoding/printable.ts';
import type { MadeRequest } from '../../instances/index.ts';
import { type CheckCode, explanations } from './codes.ts';
import type { Defect } from './defect.ts';
import type { CreatedRecord, Evidence, EvidenceStep } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { redact, type ShownRequest, type ShownResponse, showRequest, showResponse, toCurl } from './shown-exchange.ts';

/** One way in which a server breaks its contract, with a request that reproduces it. */
export interface CheckFinding extends Finding {
  readonly rule: CheckCode;
  /** Of code and pointer: the same in each run. */
  readonly fingerprint: string;
  /** Operation ids; the first is the one at fault. */
  readonly operations: readonly string[];
  /** How many requests showed it. */
  readonly count: number;
  readonly request: ShownRequest;
  /** The response; undefined if there was none. */
  readonly answer: ShownResponse | undefined;
  /** Repeats the request. Shell variables replace secrets. */
  readonly curl: string;
  /** All exchanges that lead to the defect, in order; the last one is that of `request` and `answer`. */
  readonly steps: readonly FindingStep[];
  /** What to do about it. */
  readonly advice: string;
}

/** One exchange of those that lead to a defect. */
export interface FindingStep {
  readonly operation: string;
  readonly request: ShownRequest;
  /** Undefined if there was no complete response. */
  readonly response: ShownResponse | undefined;
  /** Repeats the request, with the ids that the commands before it have got. They are meant for one shell. */
  readonly command: string;
}

/** As a report shows it: storing the bytes of responses would take too much memory. */
interface CollectedStep {
  readonly operationId: string;
  readonly request: MadeRequest;
  readonly response: ShownResponse | undefined;
  readonly created: CreatedRecord | undefined;
}

interface Collected {
  readonly defect: Defect;
  /** The one at fault. */
  readonly operationId: string;
  readonly last: CollectedStep;
  readonly before: readonly CollectedStep[];
  readonly message: string;
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

  add(defect: Defect, evidence: Evidence): void {
    if (this.#ignored?.has(defect)) return;
    const { operationId, request, before = [], cause = operationId } = evidence;
    const known = this.#byKey.get(keyOf(defect));
    known?.operations.add(cause).add(operationId);
    if (known) known.count++;
    if (known && sizeOf(request) >= sizeOf(known.last.request)) return;
    const message = `${cause === operationId ? '' : `${cause}: `}${operationId} ${defect.message}`;
    this.#byKey.set(keyOf(defect), {
      defect: known?.defect ?? defect,
      operationId: cause,
      last: this.#collect(evidence),
      before: before.map((step) => this.#collect(step)),
      message,
      count: known?.count ?? 1,
      operations: known?.operations ?? new Set([cause, operationId]),
    });
  }

  #collect({ operationId, request, received, created }: EvidenceStep): CollectedStep {
    return { operationId, request, response: received && showResponse(received, this.#secrets), created };
  }

  has(defect: Defect): boolean {
    return this.#byKey.has(keyOf(defect));
  }

  /** Whether there is any defect that may be why an operation fails, of the operation where one is given. */
  hasAny(operationId?: string): boolean {
    return [...this.#byKey.values()].some(
      ({ operations, defect }) =>
        defect.code !== 'undeclared-refusal' && (operationId === undefined || operations.has(operationId)),
    );
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** @param url of the server */
  async findings(contract: Contract, url: string): Promise<CheckFinding[]> {
    const secrets = this.#secrets;
    const findings = [...this.#byKey.values()].map(async (collected) => {
      const { defect, operationId, last, before, message, count, operations } = collected;
      const { request, response } = last;
      const { code, pointer, severity } = defect;
      return {
        rule: code,
        severity: severity ?? (explanations[code] as Explanation).severity ?? 'error',
        message: escapeLine(introductionOf(code, contract) + redact(message, secrets)),
        pointer,
        ...(await contract.locate(pointer)),
        fingerprint: createHash('sha256').update(`${code} ${pointer}`).digest('hex').slice(0, 16),
        operations: [operationId, ...[...operations].filter((other) => other !== operationId)],
        count,
        request: showRequest(url, request, secrets),
        answer: response,
        curl: toCurl(url, request, secrets),
        steps: [...before, last].map((step) => ({
          operation: step.operationId,
          request: showRequest(url, step.request, secrets),
          response: step.response,
          command: toCurl(url, step.request, secrets),
        })),
        advice: explanations[code].advice,
      };
    });
    return (await Promise.all(findings)).sort((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
  }
}

/** What a finding is about that is one for the whole contract. */
function introductionOf(code: CheckCode, { operations }: Contract): string {
  if (code !== 'undeclared-refusal') return '';
  return `${describeUndeclaredRefusals(operations.filter((operation) => !declaresRefusal(operation)).length)}; `;
}

function keyOf({ code, pointer }: Defect): string {
  return `${code} ${pointer}`;
}

function sizeOf({ target, body }: MadeRequest): number {
  return target.length + (body?.length ?? 0);
}
