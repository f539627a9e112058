import type { Contract } from '../../../contract/document/load-contract.ts';
import type { ParameterObject } from '../../../contract/document/openapi.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { propertiesAt, successOf } from '../../../contract/resource/record-shape.ts';
import { normalizeName } from '../../../contract/resource/resource-names.ts';
import { isStatus, wordsOf } from '../../plausible/words.ts';
import { changeFor } from '../actions/record-actions.ts';
import type { RecordChange } from '../actions/record-change.ts';
import { placeOf } from '../lists/record-filters.ts';
import type { RecordType } from '../relations/record-type.ts';

/** How the records of a resource are deleted that can be read after that: the mark that they get. */
export interface SoftDelete extends RecordChange {
  /** The properties that have the mark. */
  readonly names: ReadonlySet<string>;
}

/** Each with whether nothing else is meant by it: what is archived or cancelled need not have been deleted. */
const verbs: readonly (readonly [verb: string, isPlain: boolean])[] = [
  ['delete', true],
  ['remove', true],
  ['trash', true],
  ['archive', false],
  ['cancel', false],
];

/**
 * Records are marked where they have a property for that, and the contract says that they can be read then: the deletion
 * returns the record or is described so, or the list has a parameter for deleted ones.
 * @returns undefined where a deleted record is gone
 */
export function findSoftDelete(contract: Contract, type: RecordType): SoftDelete | undefined {
  const { operations } = type.resource;
  const [remove, read, list] = (['delete', 'read', 'list'] as const).map((action) => operations.get(action)?.operation);
  if (!remove || !read || Object.hasOwn(read.node.responses ?? {}, '410')) return undefined;
  const queries = (list?.parameters ?? []).filter((parameter) => parameter.in === 'query');
  for (const [verb, isPlain] of verbs) {
    const mark = markFor(contract, type, verb);
    if (!mark) continue;
    const isFiltered = (parameter: ParameterObject) =>
      [...mark.names].some((name) => normalizeName(name) === normalizeName(parameter.name));
    if (
      queries.some(({ name }) => isAboutDeleted(name)) ||
      (isPlain && queries.some(isFiltered)) ||
      returnsMark(contract, remove, mark) ||
      isDescribedAs(remove, verb, isPlain)
    )
      return mark;
  }
  return undefined;
}

function markFor(contract: Contract, type: RecordType, verb: string): SoftDelete | undefined {
  const { change, times, way } = changeFor(contract, type, verb);
  // `lastEvent: deleted` is no state.
  const own = Object.entries(change).filter(([name, value]) => typeof value !== 'string' || isStatus(wordsOf(name)));
  const names = new Set([...own.map(([name]) => name), ...times.map(({ name }) => name)]);
  return names.size === 0 ? undefined : { change: Object.fromEntries(own), times, names, ...(way && { way }) };
}

function returnsMark(contract: Contract, operation: Operation, { names }: SoftDelete): boolean {
  const schemas = { excerpt: { document: contract.document, operation }, instances: contract };
  const place = successOf(schemas);
  const top = place ? propertiesAt(schemas, place.schemaPointer) : [];
  const [only, ...others] = top;
  const inside =
    place && only !== undefined && others.length === 0 ? propertiesAt(schemas, place.schemaPointer, [only]) : [];
  // `{ id, deleted: true }` says that the record is gone.
  return [top, inside].some((all) => all.length > 2 && all.some((name) => names.has(name)));
}

function isDescribedAs({ operationId, node }: Operation, verb: string, isPlain: boolean): boolean {
  const text = [wordsOf(operationId), node.summary, node.description].join(' ').toLowerCase();
  return /\bsoft[- ]?delet/.test(text) || (!isPlain && text.includes(verb.replace(/e$/, '')));
}

const deletedWords =
  /^(?:(include|with|show|only|return) )?(deleted|removed|trashed|archived|cancelled|canceled|inactive)( \w+)?( only)?$/;

/** Whether a parameter asks for records that were deleted: `includeDeleted`, `with_archived`, `deletedOnly`. */
export function isAboutDeleted(name: string): boolean {
  const words = wordsOf(name);
  return deletedWords.test(words) && !/ (at|on|by|after|before|since|from|to|until|date)$/.test(words);
}

/** Whether a query asks for records that were deleted, or for these alone. */
export function askedDeleted(
  query: Readonly<Record<string, unknown>>,
  { names }: SoftDelete,
): 'all' | 'only' | undefined {
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    if (placeOf(name, new Map([...names].map((own) => [own, []])))) return 'all';
    if (!isAboutDeleted(name) || /^(false|0|no|none|exclude|without)$/i.test(String(value))) continue;
    return /\bonly\b/.test(`${wordsOf(name)} ${value}`) || !/^(include|with|show|return) /.test(wordsOf(name))
      ? 'only'
      : 'all';
  }
  return undefined;
}
