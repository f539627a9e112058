import type { IncomingMessage } from 'node:http';
import type { MockedContract } from '../mocked-contract.ts';
import type { RequestLog } from '../request-log.ts';
import { sessionNameOf } from '../session/mock-sessions.ts';
import type { ContractState } from '../state/contract-state.ts';
import { readControlBody } from './control-body.ts';
import { secretsOf } from './hidden-values.ts';
import { openRequest } from './opened-request.ts';
import { viewOperations } from './operations-view.ts';
import { RecordEdits } from './record-edits.ts';

/** What the page shows and changes. */
export interface PageParts {
  readonly log: RequestLog;
  readonly mocked: () => MockedContract;
  /** @param session undefined for the requests that name none */
  readonly stateOf: (session: string | undefined) => ContractState;
}

/** @returns what is sent; undefined for 204 */
type PageRoute = (parts: PageParts, request: IncomingMessage, rest: readonly string[]) => unknown;

/** Further control paths, each with parameters behind it if it ends in a slash. */
export const pageRoutes: Readonly<Record<string, PageRoute>> = {
  'GET operations': ({ mocked }) => viewOperations(mocked().contract),
  'GET collections': ({ stateOf }, request) => collectionsOf(stateOf(sessionNameOf(request))),
  'GET requests/': ({ log, mocked, stateOf }, { headers: { host = '' } }, [number]) =>
    openRequest(mocked(), stateOf, log, Number(number), host),
  'GET state/': async (parts, request, rest) => (await editsOf(parts, request, rest)).list(),
  'POST state/': async (parts, request, rest) => {
    const body = await readControlBody(request);
    return (await editsOf(parts, request, rest)).add(body);
  },
  'PUT state/': async (parts, request, rest) => {
    const body = await readControlBody(request);
    return (await editsOf(parts, request, rest.slice(0, -1))).save(rest.at(-1) as string, body);
  },
  'DELETE state/': async (parts, request, rest) =>
    (await editsOf(parts, request, rest.slice(0, -1))).delete(rest.at(-1) as string),
};

/** @param segments of the collection's path, which may be one */
function editsOf({ mocked, stateOf }: PageParts, request: IncomingMessage, segments: readonly string[]) {
  const path = `/${segments.join('/').replace(/^\//, '')}`;
  return RecordEdits.open(stateOf(sessionNameOf(request)), path, secretsOf(mocked().contract));
}

/** The paths of those that there are, and of those whose path has no variables. */
function collectionsOf(state: ContractState): { path: string; count: number | undefined }[] {
  const known = state.snapshot();
  const others = state.resources.map(({ resource }) => resource.path).filter((path) => !Object.hasOwn(known, path));
  const found = Object.entries(known).map(([path, { length }]) => ({ path, count: length }));
  return [...found, ...others.map((path) => ({ path, count: undefined }))].sort((a, b) => (a.path < b.path ? -1 : 1));
}
