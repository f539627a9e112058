import type { ParameterObject } from '../../contract/document/openapi.ts';
import { type MadeRequest, type RequestParts, withParameter } from '../../instances/index.ts';
import { type ReceivedResponse, TransportError } from '../http/response-collector.ts';
import type { Case } from '../plan/case.ts';
import type { Plan } from '../plan/plan.ts';
import { anyTag, isPrecondition, type TestedOperation } from '../plan/tested-operation.ts';
import { isWithin } from './place-id.ts';
import type { Execute } from './record-creator.ts';

/** A request as it was sent, and its response. */
export interface Sent {
  readonly parts: RequestParts;
  readonly request: MadeRequest;
  readonly received: ReceivedResponse | TransportError;
}

type Send = (parts: RequestParts) => Promise<Sent>;

/**
 * Gives changes the entity tag of what they change, where a server doesn't take `If-Match: *`.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export class EntityTags {
  readonly #plan: Plan;
  readonly #execute: Execute;
  /** The operations that were refused with `*`, and accepted with a tag. */
  readonly #needed = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(plan: Plan, execute: Execute) {
    this.#plan = plan;
    this.#execute = execute;
  }

  async send(testCase: Case, parts: RequestParts, send: Send): Promise<Sent> {
    const { operation } = testCase;
    const parameter = anyTagOf(testCase, parts);
    if (!parameter) return send(parts);
    const sent = this.#needed.has(operation.id) ? undefined : await send(parts);
    if (sent && statusOf(sent) !== 412) return sent;
    const tagged = await this.#alone(() => this.#sendTagged(testCase, parts, parameter, send));
    if (tagged && statusOf(tagged) !== 412) this.#needed.add(operation.id);
    return tagged ?? sent ?? send(parts);
  }

  async #sendTagged(
    testCase: Case,
    parts: RequestParts,
    parameter: ParameterObject,
    send: Send,
  ): Promise<Sent | undefined> {
    const read = this.#readOf(testCase, parts);
    const exchange = read && (await this.#execute(read));
    const tag = exchange && exchange.received.status < 300 ? exchange.received.headers['etag'] : undefined;
    if (!exchange || typeof tag !== 'string') return undefined;
    const { request, ...sent } = await send(withParameter(parts, parameter, tag));
    return { ...sent, request: { ...request, tagRead: exchange.request } };
  }

  /** One at a time: a change that is sent between a read and another change makes the tag of the read an old one. */
  #alone<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => {});
    return result;
  }

  #readOf({ operation, isCleanUp }: Case, parts: RequestParts): Case | undefined {
    const { path } = operation.operation;
    const found = this.#plan.operations.find((other) => other.method === 'get' && other.path === path);
    const reader = found && this.#plan.tested(found);
    if (!reader?.base) return undefined;
    return {
      operation: reader,
      title: 'reads the entity tag of what is changed',
      expectation: { kind: 'any' },
      pointer: reader.operation.pointer,
      parts: withPathOf(operation, parts, reader, reader.base),
      isFilled: true,
      isAwaited: true,
      // Others wait for the change: it waits for nothing.
      isControl: true,
      ...(isCleanUp && { isCleanUp }),
    };
  }
}

/** The parameter that has `*`, unless that is what is tested. */
function anyTagOf({ location = '' }: Case, { parameters }: RequestParts): ParameterObject | undefined {
  for (const [parameter, value] of parameters)
    if (value === anyTag && isPrecondition(parameter))
      return isWithin(location, `header/${parameter.name}`) ? undefined : parameter;
  return undefined;
}

function withPathOf(from: TestedOperation, sent: RequestParts, to: TestedOperation, base: RequestParts): RequestParts {
  return to.pathParameters.reduce((filled, parameter) => {
    const same = from.pathParameters.find(({ name }) => name === parameter.name);
    return same ? withParameter(filled, parameter, sent.parameters.get(same)) : filled;
  }, base);
}

function statusOf({ received }: Sent): number | undefined {
  return received instanceof TransportError ? undefined : received.status;
}
