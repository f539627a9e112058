import { pointerTokens } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { variableNames } from '../../../contract/document/path-template.ts';
import { findSingletonPlace } from '../../../contract/resource/record-shape.ts';
import type { Resource } from '../../../contract/resource/resources.ts';
import { schemasInPlace } from '../../../contract/schema/schema-shape.ts';
import { createRandom } from '../../../instances/index.ts';
import { schemaAlong } from '../../list-items.ts';
import { singular, wordsOf } from '../../plausible/words.ts';
import { type Collection, type PathValues, Records } from '../collections.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { RecordPlan } from '../relations/record-plan.ts';
import { compact, componentOf, type RecordType } from '../relations/record-type.ts';
import type { Relations } from '../relations/relations.ts';
import { holdersAt } from '../relations/values.ts';

/** What there is one of, as relations see it: a record without an id. */
export function singleRecordType(contract: Contract, resource: Resource, reader: Operation): RecordType | undefined {
  const { document } = contract;
  const place = findSingletonPlace({ excerpt: { document, operation: reader }, instances: contract });
  if (!place) return undefined;
  const written = schemaAlong(document, place, pointerTokens(place.bodyPointer));
  const schemaName = componentOf(written);
  return {
    resource,
    path: resource.path,
    recordPath: resource.path,
    names: namesOf(resource.path, schemaName),
    schemaName,
    schemas: schemasInPlace(document, written),
    id: '',
    idTypes: new Set(),
    isNested: variableNames(resource.path).length > 0,
    isOverview: variableNames(resource.path).length === 0 && !isOfSelf(resource.path) && place.id === '',
  };
}

const selves = /^(me|self|myself|whoami|(my )?(profile|account)|user ?info|current( ?user)?)$/;

/** Whether a path is that of whoever asks: `/me`, `/users/current`. */
export function isOfSelf(path: string): boolean {
  return selves.test(wordsOf(lastSegment(path)));
}

/** Whether a path is that of a list of whoever asks: `/me/bookings`, `/my/orders`. */
export function isListOfSelf(path: string): boolean {
  const above = path.slice(0, path.lastIndexOf('/'));
  return variableNames(path).length === 0 && (isOfSelf(above) || /\/my$/.test(above));
}

function lastSegment(path: string): string {
  return path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? '';
}

function namesOf(path: string, schemaName: string | undefined): string[] {
  const own = isOfSelf(path) ? 'user' : compact(singular(wordsOf(lastSegment(path))));
  return [...new Set([own, compact(singular(wordsOf(schemaName ?? '')))])].filter((name) => name !== '');
}

/** A record that something tells of. */
export interface Subject {
  readonly resource: Resource;
  readonly record: MockRecord;
}

/**
 * Points what a made-up value refers to to records that exist.
 * @param given properties that stay as they are
 * @param subject what it refers to wherever it refers to one of its kind
 */
export function pointToRecords(
  relations: Relations,
  plan: RecordPlan,
  value: MockRecord,
  key: string,
  path: PathValues,
  given: MockRecord = {},
  subject?: Subject,
) {
  for (const { way, target, isNullable } of plan.references) {
    if (Object.hasOwn(given, way[0] as string)) continue;
    const ids =
      target.resource === subject?.resource ? [subject.record[target.id]] : relations.idsFor(target, value, path);
    for (const [index, { holder, name }] of holdersAt(value, way).entries()) {
      if (holder[name] === null) continue;
      const drawn = Math.floor(createRandom(`${key} ${way.join()}`)() * ids.length);
      const id = ids[(drawn + index) % Math.max(1, ids.length)];
      if (id !== undefined) holder[name] = typeof holder[name] === 'string' ? String(id) : id;
      else if (isNullable) holder[name] = null;
    }
  }
}

/** A collection of nothing, for what is computed of a single value. */
export function noCollection(key: string, path: PathValues): Collection {
  return {
    key,
    path,
    records: new Records(),
    filled: new Set(),
    initial: new Set(),
    given: new Map(),
    created: new Set(),
    createdAt: new Map(),
    gone: new Set(),
    unlisted: new Set(),
    changes: 0,
    isLinked: true,
    computedAt: 0,
  };
}

const amounts = /\b(total|subtotal|sum|amount|count|quantity|qty|discount|tax|vat|shipping|items|lines|net|gross)\b/;

/** What a list adds up to is nothing if it is empty: the totals beside it. */
export function zeroTotals(value: MockRecord): void {
  for (const [name, own] of Object.entries(value)) {
    if (!amounts.test(wordsOf(name))) continue;
    if (typeof own === 'number') value[name] = 0;
    else if (typeof own === 'string' && /^\d+\.\d\d$/.test(own)) value[name] = '0.00';
    else if (typeof own === 'object' && own !== null && !Array.isArray(own)) {
      const money = own as MockRecord;
      for (const part of ['amount', 'value'])
        if (Object.hasOwn(money, part))
          value[name] = { ...money, [part]: typeof money[part] === 'string' ? '0.00' : 0 };
    }
  }
}

/** Whether two operations respond with the same component: a POST to what there is one of changes it, then. */
export function isSame(contract: Contract, reader: Operation, writer: Operation): boolean {
  const [read, written] = [reader, writer].map((operation) => {
    const place = findSingletonPlace({ excerpt: { document: contract.document, operation }, instances: contract });
    return place && componentOf(schemaAlong(contract.document, place, pointerTokens(place.bodyPointer)));
  });
  return read !== undefined && read === written;
}
