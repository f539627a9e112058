import type { ReceivedResponse } from '../http/response-collector.ts';
import type { Evidence } from './evidence.ts';

/** A valid request, and the response to it. */
export interface ValidExchange {
  readonly evidence: Evidence;
  readonly received: ReceivedResponse;
  readonly body: unknown;
  /** The body of the request that the others differ from in one value. */
  readonly baseBody: unknown;
  /** Whether every record that it names is known to exist. */
  readonly hasRecord: boolean;
  /** Whether it has credentials of the run. */
  readonly hasRealCredentials: boolean;
}

/** What the refused ones among the valid requests to an operation have in common. */
export interface RefusalPattern {
  /** A place in the body, such as `body/source/shop`, that all refused requests have or lack, and no accepted one; undefined if all were refused. */
  readonly location: string | undefined;
  readonly isLeftOut: boolean;
  readonly refused: number;
}

interface Counted {
  refused: number;
  accepted: number;
  /** Of all refused requests. */
  common: string[] | undefined;
  /** Of any accepted request. */
  readonly accepting: Set<string>;
}

/** One reason makes an operation refuse many valid requests: each has the same property, lacks it, or whatever is sent. */
export class Refusals {
  readonly #byOperation = new Map<string, Counted>();

  /** One of the exchanges, as long as all have the same status. */
  #uniform: ValidExchange | undefined;
  #isMixed = false;

  /** @param isRefused whether that is a defect */
  note(exchange: ValidExchange, isRefused: boolean): void {
    const { evidence, received, body, baseBody } = exchange;
    this.#isMixed ||= this.#uniform !== undefined && this.#uniform.received.status !== received.status;
    if (!this.#uniform?.hasRecord) this.#uniform = exchange;
    const known = this.#byOperation.get(evidence.operationId);
    const counted = known ?? { refused: 0, accepted: 0, common: undefined, accepting: new Set<string>() };
    if (!known) this.#byOperation.set(evidence.operationId, counted);
    const features = featuresOf(body, baseBody);
    if (isRefused) {
      counted.refused++;
      counted.common = counted.common ? counted.common.filter((feature) => features.has(feature)) : [...features];
    } else if (received.status < 300) {
      counted.accepted++;
      for (const feature of features) counted.accepting.add(feature);
    }
  }

  /** An exchange that all valid ones are like; undefined if they differ, or a missing record may be the reason. */
  get uniform(): ValidExchange | undefined {
    return this.#isMixed || !this.#uniform?.hasRecord ? undefined : this.#uniform;
  }

  /** How many operations got a valid request. */
  get operations(): number {
    return this.#byOperation.size;
  }

  /** @returns undefined if there are few refusals, or nothing tells them from what was accepted */
  patternOf(operationId: string): RefusalPattern | undefined {
    const counted = this.#byOperation.get(operationId);
    if (!counted?.common || counted.refused < 2) return undefined;
    const { refused, accepted, common, accepting } = counted;
    if (accepted === 0) return { location: undefined, isLeftOut: false, refused };
    const [feature] = common.filter((place) => !accepting.has(place)).sort((a, b) => a.length - b.length);
    if (feature === undefined) return undefined;
    return { location: `body/${feature.slice(1)}`, isLeftOut: feature.startsWith('-'), refused };
  }
}

/** In words, which requests are refused. */
export function describePattern({ location, isLeftOut, refused }: RefusalPattern): string {
  if (location === undefined) return `all ${refused} valid requests are refused, and none succeeds`;
  return `all ${refused} refused requests ${isLeftOut ? 'leave out' : 'have'} ${location}, and none that succeeds`;
}

const maxDepth = 3;

/** The places of a body that have a value, as `+source/shop`, and those of another one that it leaves out, as `-price`. */
function featuresOf(body: unknown, base: unknown): Set<string> {
  const own = placesOf(body, '', maxDepth);
  const left = placesOf(base, '', 1).filter((place) => !own.includes(place));
  return new Set([...own.map((place) => `+${place}`), ...left.map((place) => `-${place}`)]);
}

function placesOf(value: unknown, place: string, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = place === '' ? name : `${place}/${name}`;
    return [own, ...placesOf(inner, own, depth - 1)];
  });
}
