import type { IncomingMessage } from 'node:http';
import { decodePercent, joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { Operation } from '../../contract/document/operations.ts';
import type { RoutedRequest } from '../../contract/request/request-pipeline.ts';
import type { KeptExchange } from '../exchange-log.ts';
import { MockError, mockErrorCodes } from '../mock-error.ts';
import type { MockedContract } from '../mocked-contract.ts';
import type { LoggedRequest, RequestLog } from '../request-log.ts';
import type { ContractState } from '../state/contract-state.ts';
import { pointerOfError } from './error-places.ts';
import { type ExchangeView, mediaTypeIn, viewExchange } from './exchange-view.ts';

/** A place in the contract: `openapi.yaml:12:5`, and a JSON pointer to it. */
interface Place {
  readonly place: string;
  readonly pointer: string;
}

export interface OpenedRequest extends ExchangeView {
  /** Undefined if no operation has the request's target. */
  readonly operation: (Place & { readonly operationId: string; readonly summary: string }) | undefined;
  /** The record that the state read or changed. Without an id for a list, and for what there is one of. */
  readonly record: { readonly path: string; readonly id: string | undefined } | undefined;
  readonly errors: readonly ({ readonly message: string } & Place)[];
}

/**
 * All that the log knows of a request.
 * @throws {MockError} `MOCK_UNKNOWN` if it is no longer known
 */
export async function openRequest(
  mocked: MockedContract,
  stateOf: (session: string | undefined) => ContractState,
  log: RequestLog,
  number: number,
  host: string,
): Promise<OpenedRequest> {
  const found = log.find(number);
  if (!found) throw new MockError(mockErrorCodes.unknown, gone);
  const { entry, exchange } = found;
  const { contract } = mocked;
  const routed = mocked.pipeline.route({ method: entry.method, url: entry.url } as IncomingMessage);
  const view = viewExchange(contract, entry, exchange, host);
  const sibling = 'route' in routed ? routed.route?.operations.values().next().value : undefined;
  if (!('operation' in routed)) {
    const errors = sibling ? [{ message: 'Method', ...(await placeOf(contract, parentOf(sibling))) }] : [];
    return { ...view, operation: undefined, record: undefined, errors };
  }
  const { operation } = routed;
  const { operationId, node, pointer } = operation;
  const { summary } = node as { readonly summary?: unknown };
  return {
    ...view,
    operation: { operationId, summary: String(summary ?? ''), ...(await placeOf(contract, pointer)) },
    record: exchange.origin === 'state' ? recordOf(stateOf(entry.session), routed, exchange) : undefined,
    errors: await errorsOf(contract, operation, entry, exchange, mediaTypeIn(view.request.headers)),
  };
}

const gone =
  'what was sent is not kept for this request: it is for the last 200, up to 2.5 MiB in all, since the contract was read last';

async function errorsOf(
  contract: Contract,
  operation: Operation,
  { status, errors: texts }: LoggedRequest,
  { errors }: KeptExchange,
  mediaType: string,
): Promise<OpenedRequest['errors']> {
  if (status === 401 && errors.length === 0) {
    const pointer =
      operation.node['security'] === undefined ? '#/security' : joinPointer(operation.pointer, 'security');
    return [{ message: 'credentials are missing', ...(await placeOf(contract, pointer)) }];
  }
  // What a recording says of request and response has no more than its text.
  if (errors.length === 0)
    return Promise.all(texts.map(async (message) => ({ message, ...(await placeOf(contract, operation.pointer)) })));
  return Promise.all(
    errors.map(async (error) => ({
      message: `${[error.in, ...error.path].join('/')}: ${error.keyword}`,
      ...(await placeOf(contract, pointerOfError(contract, operation, error, mediaType))),
    })),
  );
}

async function placeOf(contract: Contract, pointer: string): Promise<Place> {
  const { file, line, column } = await contract.locate(pointer);
  return { place: [file, line, column].join(':'), pointer };
}

function parentOf({ pointer }: Operation): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

function recordOf(
  state: ContractState,
  { operation, variables }: RoutedRequest,
  { responseBody }: KeptExchange,
): OpenedRequest['record'] {
  const found = state.find(operation);
  if (!found) return undefined;
  const values = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, decodePercent(value)]));
  const path = found.state.pathOf(values);
  const { id, action } = found;
  if (id?.in === 'path') return { path, id: values[id.name] };
  if (action !== 'create' || !responseBody) return { path, id: undefined };
  try {
    const body: unknown = JSON.parse(responseBody.content);
    const created = valueAt(body, `#${found.state.resource.idInResponse ?? '/id'}`);
    return { path, id: created === undefined ? undefined : String(created) };
  } catch {
    return { path, id: undefined };
  }
}
