import { isObject } from '../../contract/document/is-object.ts';
import { isSecretName } from '../http/secrets.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestRecord } from '../plan/test-record.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { isOfState } from './hidden-records.ts';
import type { TestedList } from './list-requests.ts';
import type { AllRecords } from './read-all.ts';
import type { FieldDifference, RecordView } from './record-view.ts';

/** A list, and what adds records to it. */
export interface AddedList extends TestedList {
  readonly create: TestedOperation;
  /** Of a record in the list. */
  readonly item: RecordView;
  /** Of the record in the response to its create; undefined if the contract has none there. */
  readonly made: RecordView | undefined;
}

/** A record that was added to a list. */
export interface Added {
  readonly exchange: Exchange;
  readonly record: TestRecord;
  /** As the response to its create has it. */
  readonly fields: Fields;
}

/** In characters: what a list has of a text at least, where it has the beginning only. */
const minExcerpt = 20;

/** A record as it was sent, and as the server has added to it. */
export function mergedFields({ record: { sent }, fields }: Added): Fields {
  return { ...(isObject(sent) ? sent : {}), ...fields };
}

/** Where a list shows another value than was sent, or no response of the contract shows it. */
export function differencesIn(list: AddedList, { record, fields }: Added, all: AllRecords): FieldDifference[] {
  const { item, made, create } = list;
  const listed = record.id === undefined ? undefined : all.byId.get(String(record.id))?.fields;
  if (!listed) return [];
  const wanted = Object.entries(item.fieldsSentBy(create, record.sent)).filter(
    ([name, value]) => value !== null && !isOfState(name) && !isSecretName(name),
  );
  // An item of a list may be a summary.
  const isShown = ([name]: (typeof wanted)[number]) => name in listed;
  const shown = item.compare(
    listed,
    Object.fromEntries(wanted.filter(isShown).map(([name, value]) => [name, shownOf(value, listed[name])])),
  );
  const hasRecord = wanted.some(([name]) => name in fields);
  const isNowhere = ([name]: (typeof wanted)[number]) =>
    made?.properties.includes(name) &&
    !(name in fields) &&
    [...all.byId.values()].every((one) => !(name in one.fields));
  const lost = hasRecord ? item.compare(listed, Object.fromEntries(wanted.filter(isNowhere))) : [];
  return [...shown.filter(({ wanted: sent, got }) => !isExcerpt(sent, got)), ...lost];
}

/** What a list shows of a value: objects may have fewer properties there. */
function shownOf(wanted: unknown, got: unknown): unknown {
  if (!isObject(wanted) || !isObject(got)) return wanted;
  const shown = Object.entries(wanted).filter(([name]) => name in got);
  return Object.fromEntries(shown.map(([name, value]) => [name, shownOf(value, got[name])]));
}

function isExcerpt(wanted: unknown, got: unknown): boolean {
  if (typeof wanted !== 'string' || typeof got !== 'string') return false;
  const start = got.replace(/\s*(…|\.\.\.)$/, '');
  return start.length >= minExcerpt && wanted.startsWith(start);
}
