import { isDeepStrictEqual } from 'node:util';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import type { ListView } from '../plan/list-view.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** What a list may hide records by, in a contract's words. */
const words =
  /\b(moderat\w*|approv\w*|reviewed|in review|pending|(un)?published|hidden|hid(e|es|ing)|visib\w*|drafts?|archived|active|resolved|unread|upcoming|future|past|today\w*|recent\w*|latest|newest|top|popular|trending|expir\w*|eventual\w*|asynchron\w*|later|queue[ds]?|received|incoming|inbox)\b/i;
/** Properties by which a record is shown, or is hidden. */
const shown =
  /^(is|has)?(active|enabled|public|visible|published|approved|verified|confirmed|accepted|reviewed|live)(at|on|date)?$/;
const hidden =
  /^(is|has)?(hidden|private|draft|pending|archived|deleted|closed|resolved|completed|done|expired|spam|flagged|cancell?ed|sold|read)(at|on|date)?$/;
const state = /(state|status|phase|stage|visibility)$/;
const shownStates = /^(active|approved|published|public|visible|live|enabled|accepted|confirmed|verified|available)$/i;
/** Whose list has it, if not that of the client. */
const receiver = /^(to|recipient|receiver|invitee|assignee|addressee|payee|beneficiary)(id|s|ids|name|email|userid)?$/;
const owner = /^(user|owner|member|customer|account|client|tenant)(id|name)?$/;
const flags = /^(include|with|show|all|only)/;

/** A record that was created, as far as that is known. */
export interface HiddenCandidate {
  readonly sent: Fields;
  /** As the response has it. */
  readonly created: Fields;
}

/** Whether a property says in which state a record is. */
export function isOfState(name: string): boolean {
  const plain = normalizeName(name);
  return [shown, hidden, state].some((names) => names.test(plain));
}

/** What the contract, or the response, says that lets a list lack records of any kind; undefined if nothing does. */
export function whyListHides(list: TestedOperation, create: TestedOperation, exchange: Exchange): string | undefined {
  const { headers } = exchange.received;
  if (Number(headers['age']) > 0 || /\bmax-age=[1-9]/.test(String(headers['cache-control'])))
    return 'its list is cached';
  const texts = [list, create].flatMap(({ operation: { node } }) => [node.summary, node.description]);
  const word = words.exec(texts.join('\n'))?.[0];
  return word === undefined
    ? undefined
    : `the contract says ${JSON.stringify(word)} of it, so that its list may hide it`;
}

/** What lets a list lack a record like this one; undefined if nothing does. */
export function whyRecordIsHidden(
  list: TestedOperation,
  view: ListView,
  { sent, created }: HiddenCandidate,
): string | undefined {
  const values: Fields = { ...sent, ...created };
  const sign = hidingProperty(view, values);
  if (sign !== undefined) return `its list may hide it by ${sign}`;
  const isOwn = list.operation.security.some((requirement) => Object.keys(requirement).length > 0);
  const other = Object.keys(sent)
    .filter((name) => receiver.test(normalizeName(name)) || (isOwn && owner.test(normalizeName(name))))
    .at(0);
  if (other !== undefined) return `it may be in the list of another ${other}`;
  const parameter = list.excerpt.operation.parameters.find(
    ({ in: kind, name }) => kind === 'query' && (isOfState(name) || flags.test(normalizeName(name))),
  );
  return parameter && `its list may hide it without ${parameter.name}`;
}

/** The property by which a list, or a count, may leave a record out; undefined if there is none. */
export function hidingProperty({ itemProperties }: ListView, values: Fields): string | undefined {
  const names = new Set([...itemProperties, ...Object.keys(values)]);
  return [...names].find((name) => isHiding(normalizeName(name), values[name]));
}

function isHiding(name: string, value: unknown): boolean {
  if (state.test(name)) return typeof value !== 'string' || !shownStates.test(value);
  if (shown.test(name)) return value === undefined || value === null || value === false;
  return hidden.test(name) && value !== undefined && value !== null && value !== false;
}

/** Whether the server has made two records alike in all that may be their state: flags, words, and what is missing. */
export function areAlike({ itemProperties }: ListView, one: HiddenCandidate, other: HiddenCandidate): boolean {
  // What only the list shows isn't known of a record that isn't there.
  const isKnown = itemProperties.every((name) => !isOfState(name) || name in one.created);
  return isKnown && isDeepStrictEqual(factsOf(one), factsOf(other));
}

function factsOf({ sent, created }: HiddenCandidate): Fields {
  const facts = Object.entries(created).map(([name, value]) => {
    const isWord = typeof value === 'string' && !(name in sent) && /^[a-z_-]+$/i.test(value);
    return [name, value === null || typeof value === 'boolean' || isWord ? value : typeof value];
  });
  return Object.fromEntries(facts);
}
