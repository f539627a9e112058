import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../contract/document/is-object.ts';
import { propertyNames } from '../../../contract/schema/schema-shape.ts';
import { wordsOf } from '../../plausible/words.ts';
import { type Collection, type PathValues, shownRecords } from '../collections.ts';
import type { MockRecord } from '../records/mock-record.ts';
import { agreeOnPeriod } from './booked-period.ts';
import { chosenFor, drawId, numbersOf } from './chosen-records.ts';
import { copiedNamesOf, copiedValue } from './copied-names.ts';
import { embeddedPart } from './embedded-part.ts';
import { grouped } from './groups.ts';
import { setPlacesLeft } from './places-left.ts';
import type { Embedded, RecordPlan, Reference } from './record-plan.ts';
import { compact, type RecordType } from './record-type.ts';
import type { RelatedState } from './related-state.ts';
import type { RelationGraph } from './relation-graph.ts';
import { soundPart } from './sound-part.ts';
import { takeOver } from './taken-over.ts';
import { countFor, mayHaveTotals, setTotals } from './totals.ts';
import { holdersAt, parentsAt } from './values.ts';

/** Finds the records of other resources. */
export interface RecordLookup extends Pick<RelationGraph, 'stateOf' | 'planOf' | 'ownerOf'> {
  idsFor(target: RecordType, record: MockRecord, path: PathValues): unknown[];
  recordOf(target: RecordType, id: unknown, record: MockRecord, path: PathValues): MockRecord | undefined;
  below(children: RecordType, own: RecordType, record: MockRecord, path: PathValues): Collection | undefined;
  link(state: RelatedState, collection: Collection): void;
  bringUpToDate(state: RelatedState, collection: Collection): void;
  /** Reads something that the record depends on: it is computed again once this reads differently. */
  track<T>(read: () => T): T;
}

/** A record that is being computed, and its surroundings. */
interface Work {
  readonly relations: RecordLookup;
  readonly own: RecordType;
  readonly plan: RecordPlan;
  readonly collection: Collection;
  readonly record: MockRecord;
  /** Whether it was made up, and nobody has changed it. */
  readonly isFilled: boolean;
}

/**
 * A record with what follows from others: embedded records as they are now, counts and averages, totals of its own lines.
 * @returns the same object if nothing changes
 */
export function computeRecord(
  relations: RecordLookup,
  state: RelatedState,
  own: RecordType,
  plan: RecordPlan,
  collection: Collection,
  record: MockRecord,
  isFilled: boolean,
): MockRecord {
  if (plan.embedded.length + plan.references.length + plan.figures.length === 0 && !mayHaveTotals(record))
    return record;
  const changed = structuredClone(record);
  const work: Work = { relations, own, plan, collection, record: changed, isFilled };
  for (const embedded of plan.embedded) {
    if (embedded.way.length === 1) setPresence(work, state, embedded);
    embed(work, state, embedded);
  }
  for (const reference of plan.references) copyFrom(work, state, reference);
  const isSettable = (name: string) => state.isSettable(name);
  for (const name of isFilled ? [] : propertyNames(own.schemas)) {
    const count = Object.hasOwn(changed, name) ? undefined : countFor(name, changed);
    if (count !== undefined && !isSettable(name)) changed[name] = count;
  }
  for (const one of recordsIn(work)) takeOver(changed, one, propertyNames(own.schemas), isFilled, isSettable);
  agreeOnPeriod(changed, (name) => isFilled || !isSettable(name));
  setTotals(changed, isFilled, isSettable);
  setFigures(work, state);
  if (plan.figures.length > 0) setPlacesLeft(changed, isFilled, isSettable);
  if (isDeepStrictEqual(changed, record)) return record;
  const isSound = (one: MockRecord) => state.kit?.maker.isSound(one) !== false;
  return isSound(changed) ? changed : soundPart(record, changed, isSound);
}

/** Puts the records in that an object in it stands for. */
function embed(work: Work, state: RelatedState, { way, target, properties, id, most }: Embedded): void {
  const { relations, own, record, collection, isFilled } = work;
  if (relations.track(() => relations.stateOf(target)?.kit) === undefined) return;
  const isList = way.at(-1) === '*';
  const below = isList ? recordsBelow(work, target) : undefined;
  if (isList && own.isOverview && !below) {
    const chosen = chosenFor(way.at(-2) ?? '', allOf(relations, target) ?? [], most);
    for (const { holder, name } of chosen ? holdersAt(record, way.slice(0, -1)) : [])
      holder[name] = chosen?.map((one) => embeddedPart(one, properties, undefined));
    if (chosen) return;
  } else if (isList) {
    const children = below ?? childrenOf(work, target);
    // What a client has sent with the record isn't below it yet.
    if (children?.length === 0 && !isFilled && state.isSettable(way[0] as string)) return;
    if (children) {
      for (const { holder, name } of holdersAt(record, way.slice(0, -1))) {
        const listed = holder[name];
        if (Array.isArray(listed))
          holder[name] = children.map((child, index) =>
            embeddedPart(child, properties, listed[index % Math.max(1, listed.length)]),
          );
      }
      return;
    }
  }
  const used = new Set<unknown>();
  for (const { holder, name } of holdersAt(record, way)) {
    const there = holder[name];
    if (!isObject(there)) continue;
    const beside = isList ? undefined : idBeside(work, way, target);
    const known = beside ?? (id === undefined || isFilled ? undefined : there[id]);
    const chosen =
      known ??
      (isFilled ? drawId(relations, target, own, collection, record, isList ? [...way, name] : way, used) : undefined);
    if (chosen === undefined || chosen === null) continue;
    used.add(chosen);
    const other = relations.recordOf(target, chosen, record, collection.path);
    if (other) holder[name] = { ...there, ...embeddedPart(other, properties, there) };
  }
}

/** An object is there if the id beside it is, and not if that is null. */
function setPresence(work: Work, state: RelatedState, { way, target }: Embedded): void {
  const { record, relations } = work;
  const name = way[0] as string;
  const beside = idBeside(work, way, target);
  if (beside === null && isObject(record[name])) {
    record[name] = null;
    if (!state.kit?.maker.isSound(record)) delete record[name];
  } else if (beside !== null && beside !== undefined && !Object.hasOwn(record, name) && !state.isSettable(name)) {
    if (relations.recordOf(target, beside, record, work.collection.path)) record[name] = {};
  }
}

/** The id that stands beside an object: `authorId` beside `author`. */
function idBeside({ plan, record }: Work, way: readonly string[], target: RecordType): unknown {
  const name = compact(wordsOf(way.at(-1) ?? ''));
  // HAL's embedded resources are beside the others.
  const above = way.slice(0, -1).filter((part) => part !== '_embedded');
  const reference = plan.references.find(
    (one) =>
      one.target === target &&
      one.way.slice(0, -1).join() === above.join() &&
      compact(wordsOf(one.way.at(-1) ?? '')).startsWith(name),
  );
  const [found] = reference ? holdersAt(record, reference.way) : [];
  return found?.holder[found.name];
}

/** The records below a record; undefined if no path leads to such. */
function recordsBelow({ relations, own, record, collection }: Work, children: RecordType): MockRecord[] | undefined {
  const only = { [own.id]: record[own.id] };
  const below = relations.track(() => relations.below(children, own, only, collection.path));
  const state = relations.stateOf(children);
  if (below && state) {
    relations.link(state, below);
    relations.track(() => `${below.records.version} ${below.unlisted.size}`);
    return [...shownRecords(below).values()];
  }
  return undefined;
}

/** The records below a record, or those that refer to it; undefined if there is no such relation. */
function childrenOf(work: Work, children: RecordType): MockRecord[] | undefined {
  const listed = recordsBelow(work, children);
  if (listed) return listed;
  const { relations, own, record } = work;
  if (own.isOverview) return allOf(relations, children);
  const state = relations.stateOf(children);
  if (children.isNested) return undefined;
  const back =
    relations.planOf(children).references.find(({ target, way }) => target === own && !way.includes('*')) ??
    relations
      .planOf(children)
      .embedded.find(({ target, way, id }) => target === own && id !== undefined && !way.includes('*'));
  const all = back && relations.track(() => state?.collectionAt({}));
  if (!back || !all || !state) return undefined;
  relations.link(state, all);
  relations.track(() => `${all.records.version} ${all.unlisted.size}`);
  const way = 'id' in back && back.id !== undefined ? [...back.way, back.id] : back.way;
  return [...shownRecords(all).values()].filter((child) =>
    holdersAt(child, way).some(({ holder, name }) => String(holder[name]) === String(record[own.id])),
  );
}

/** All records of a resource, for what tells of them. */
function allOf(relations: RecordLookup, children: RecordType): MockRecord[] | undefined {
  const state = children.isNested ? undefined : relations.stateOf(children);
  const all = state && relations.track(() => state.collectionAt({}));
  if (!state || !all) return undefined;
  relations.bringUpToDate(state, all);
  relations.track(() => `${all.records.version} ${all.unlisted.size}`);
  return [...shownRecords(all).values()];
}

/** What is said of another record beside its id agrees with it: the title in the line of an order, `authorName`. */
function copyFrom(work: Work, state: RelatedState, { way, target }: Reference): void {
  const { relations, own, record, collection, isFilled } = work;
  if (way.at(-1) === '*') return;
  const names = copiedNamesOf(own, way);
  for (const holder of parentsAt(record, way)) {
    const id = holder[way.at(-1) as string];
    const other = id === undefined || id === null ? undefined : relations.recordOf(target, id, record, collection.path);
    if (!other) continue;
    const source = new Map(Object.entries(other).map(([name, value]) => [wordsOf(name), value]));
    const isOfServer = (name: string) => holder === record && !state.isSettable(name);
    const declared = holder === record ? propertyNames(own.schemas).filter(isOfServer) : [];
    for (const name of new Set([...Object.keys(holder), ...declared])) {
      const value = holder[name];
      const asked = names.find(name);
      if (asked === undefined) continue;
      const found = copiedValue(source, asked);
      if (found !== undefined && (value === undefined || typeof found === typeof value))
        if (isFilled || names.isLine || isOfServer(name)) holder[name] = found;
    }
  }
}

/** The records that a record refers to at its top. */
function recordsIn({ relations, plan, record, collection }: Work): MockRecord[] {
  const objects = plan.embedded.flatMap(({ way, target, id }) =>
    id === undefined ? [] : [{ way: [...way, id], target }],
  );
  return [...plan.references, ...objects].flatMap(({ way, target }): MockRecord[] => {
    const [found] = way.length > 2 || way.includes('*') ? [] : holdersAt(record, way);
    const id = found?.holder[found.name];
    const other = id === undefined || id === null ? undefined : relations.recordOf(target, id, record, collection.path);
    return other ? [other] : [];
  });
}

function setFigures(work: Work, state: RelatedState): void {
  for (const { way, children, averageOf, only, by } of work.plan.figures) {
    const isClients = way.length === 1 && state.isSettable(way[0] as string) && !work.isFilled;
    const all = isClients ? undefined : childrenOf(work, children);
    if (!all) continue;
    const isMeant = (child: MockRecord) =>
      holdersAt(child, only?.way ?? []).some(({ holder, name }) => only?.values.has(holder[name]));
    const found = only ? all.filter(isMeant) : all;
    if (by) {
      for (const { holder, name } of holdersAt(work.record, way)) holder[name] = grouped(found, by, holder[name]);
      continue;
    }
    const numbers = averageOf === undefined ? [] : numbersOf(found, averageOf);
    const sum = numbers.reduce((total, value) => total + value, 0);
    const average = numbers.length === 0 ? null : Math.round((sum / numbers.length) * 10) / 10;
    for (const { holder, name } of holdersAt(work.record, way))
      holder[name] = averageOf === undefined ? found.length : average;
  }
}
