import { createHash } from 'node:crypto';
import type { Finding } from '../../contract/document/finding.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { shapeOfTemplate } from '../../contract/document/path-template.ts';
import { declaresRefusal, describeUndeclaredRefusals } from '../../contract/response/refusals.ts';
import { escapeLine } from '../../encoding/printable.ts';
import type { MadeRequest } from '../../instances/index.ts';
import type { Secrets } from '../http/secrets.ts';
import { type CauseOf, findCauses } from './causes.ts';
import { type CheckCode, explanations } from './codes.ts';
import type { Defect } from './defect.ts';
import type { CreatedRecord, Evidence, EvidenceStep } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { describePattern, type RefusalPattern, Refusals } from './refusals.ts';
import { type ShownRequest, type ShownResponse, showRequest, showResponse, toCurl } from './shown-exchange.ts';
import { toCommands } from './step-commands.ts';
import { keyOf, type Symptom } from './symptom.ts';

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
  /** What else has the same cause, so that it isn't told on its own. */
  readonly also: readonly RelatedFinding[];
  /** All exchanges that lead to the defect, in order; the last one is that of `request` and `answer`. */
  readonly steps: readonly FindingStep[];
  /** What to do about it. */
  readonly advice: string;
}

/** What a finding leads to, or shows as well. */
export interface RelatedFinding {
  readonly rule: CheckCode;
  readonly message: string;
  readonly pointer: string;
  readonly fingerprint: string;
  readonly operations: readonly string[];
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

interface Collected extends Symptom {
  readonly message: string;
  readonly defect: Defect;
  readonly last: CollectedStep;
  readonly before: readonly CollectedStep[];
  /** Of its request, and of what else is shown: those before, and the response. */
  readonly size: readonly [number, number];
  companions: ReadonlySet<string>;
  count: number;
  readonly operations: Set<string>;
}

/** Collects defects. Those of one code and pointer become one finding, with the smallest of their requests. */
export class FindingCollector {
  readonly #byKey = new Map<string, Collected>();
  readonly #secrets: Secrets;
  readonly #ignored: FindingCollector | undefined;
  readonly refusals = new Refusals();

  /**
   * @param secrets which are hidden in what is shown
   * @param ignored the defects of another run, which are not collected again
   */
  constructor(secrets: Secrets, ignored?: FindingCollector) {
    this.#secrets = secrets;
    this.#ignored = ignored;
  }

  /** @param among all defects of the same response */
  add(defect: Defect, evidence: Evidence, among: readonly Defect[] = []): void {
    if (this.#ignored?.has(defect)) return;
    const { operationId, received, before = [], cause = operationId, tested } = evidence;
    const known = this.#byKey.get(keyOf(defect));
    known?.operations.add(cause).add(operationId);
    if (known) known.count++;
    const companions = new Set(among.filter((other) => other !== defect).map(keyOf));
    if (known) known.companions = new Set([...known.companions].filter((key) => companions.has(key)));
    const others = before.reduce((sum, step) => sum + sizeOf(step), received?.bytes.length ?? 0);
    const size = [sizeOf(evidence), others] as const;
    if (known && (size[0] - known.size[0] || size[1] - known.size[1]) >= 0) return;
    this.#byKey.set(keyOf(defect), {
      defect: known?.defect ?? defect,
      code: defect.code,
      pointer: defect.pointer,
      message: defect.message,
      about: defect.about,
      tested,
      companions: known?.companions ?? companions,
      operationId: cause,
      shownBy: operationId,
      status: received?.status,
      last: this.#collect(evidence),
      before: before.map((step) => this.#collect(step)),
      size,
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

  /**
   * One finding for each cause.
   * @param url of the server
   * @param baseline fingerprints of findings that are known, which are put together apart from the others
   */
  async findings(
    contract: Contract,
    url: string,
    baseline: readonly string[] = [],
    diagnosis?: Defect,
  ): Promise<Record<'findings' | 'known', CheckFinding[]>> {
    const known = new Set(baseline);
    const paths = new Map(contract.operations.map(({ operationId, path }) => [operationId, shapeOfTemplate(path)]));
    const context = {
      diagnosis,
      refusals: this.refusals,
      pathOf: (operationId: string) => paths.get(operationId) ?? '',
    };
    const describe = async (symptoms: Collected[]) => {
      const causes = findCauses(symptoms, context);
      const all = await Promise.all(causes.map((cause) => this.#describe(cause, contract, url)));
      return all.sort((a, b) => a.line - b.line || a.rule.localeCompare(b.rule));
    };
    const { old = [], fresh = [] } = Object.groupBy(this.#byKey.values(), (symptom) =>
      known.has(fingerprintOf(symptom)) ? 'old' : 'fresh',
    );
    return { findings: await describe(fresh), known: await describe(old) };
  }

  async #describe([main, also]: CauseOf<Collected>, contract: Contract, url: string): Promise<CheckFinding> {
    const secrets = this.#secrets;
    const { code, pointer, operationId, last, before, defect } = main;
    const { request, response } = last;
    const all = [main, ...also];
    const steps = [...before, last];
    const commands = toCommands(url, steps, secrets);
    return {
      rule: code,
      severity: defect.severity ?? (explanations[code] as Explanation).severity ?? 'error',
      message: this.#messageOf(contract, main, also.length > 0 ? this.refusals.patternOf(operationId) : undefined),
      pointer,
      ...(await contract.locate(pointer)),
      fingerprint: fingerprintOf(main),
      operations: [...new Set([operationId, ...all.flatMap(({ operations }) => [...operations])])],
      count: all.reduce((sum, { count }) => sum + count, 0),
      request: showRequest(url, request, secrets),
      answer: response,
      curl: toCurl(url, request, secrets),
      also: also.map((symptom) => ({
        rule: symptom.code,
        message: this.#messageOf(contract, symptom),
        pointer: symptom.pointer,
        fingerprint: fingerprintOf(symptom),
        operations: [...symptom.operations],
      })),
      steps: steps.map((step, index) => ({
        operation: step.operationId,
        request: showRequest(url, step.request, secrets),
        response: step.response,
        command: commands[index] as string,
      })),
      advice: explanations[code].advice,
    };
  }

  #messageOf(contract: Contract, { code, message, operationId, shownBy }: Collected, pattern?: RefusalPattern): string {
    const shown = operationId === shownBy ? '' : `${operationId}: `;
    const more = code === 'valid-refused' && pattern ? `; ${describePattern(pattern)}` : '';
    return escapeLine(introductionOf(code, contract) + this.#secrets.hide(`${shown}${shownBy} ${message}${more}`));
  }
}

function fingerprintOf({ code, pointer }: Symptom): string {
  return createHash('sha256').update(`${code} ${pointer}`).digest('hex').slice(0, 16);
}

/** What a finding is about that is one for the whole contract. */
function introductionOf(code: CheckCode, { operations }: Contract): string {
  if (code !== 'undeclared-refusal') return '';
  return `${describeUndeclaredRefusals(operations.filter((operation) => !declaresRefusal(operation)).length)}; `;
}

function sizeOf({ request: { target, body } }: EvidenceStep): number {
  return target.length + (body?.length ?? 0);
}
