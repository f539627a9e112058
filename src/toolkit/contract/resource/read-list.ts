import { pointerTokens } from '../document/json-pointer.ts';
import type { Operation } from '../document/operations.ts';
import { normalizeName } from './resource-names.ts';

const wrappers = /^_?(data|results?|value|embedded|items?|entries|records|rows|list|content|hits|matches|values)$/i;

/** Whether an operation may be a list of records, of which a request can ask for some. */
export function isReadList({ method, path, parameters }: Operation): boolean {
  return method === 'get' && !/\}\/?$/.test(path) && parameters.some(({ in: location }) => location === 'query');
}

/**
 * Whether a list in a response is what its operation lists: the response itself, in a wrapper, or under the name of the path.
 * Others are parts of a record, such as the matches of a check, which the query doesn't filter.
 * @param bodyPointer the list's place in the body
 */
export function isListOf({ path }: Operation, bodyPointer: string): boolean {
  const segment = path.split('/').findLast((part) => part !== '') ?? '';
  const own = normalizeName(segment.replace(/\.\w+$/, ''));
  return pointerTokens(bodyPointer).every((token) => wrappers.test(token) || normalizeName(token) === own);
}
