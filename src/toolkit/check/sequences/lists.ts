import { offsetNames, pageNames, sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasInPlace } from '../../contract/schema/schema-shape.ts';
import { withParameter } from '../../instances/index.ts';
import type { Exchange } from '../plan/case.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import { placeId, type TestRecord } from '../run/records.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { ResourceRun } from './resource-run.ts';

/** How many pages are looked through for a record. */
const mostPages = 50;

/** What is created is listed, and counted; what is deleted is not any more; pages have each their own records. */
export async function runLists(run: ResourceRun): Promise<void> {
  const { session, resource } = run;
  const list = run.operation('list');
  const view = list?.listView;
  if (!list?.base || !view) return;
  const record = await session.records.fresh(resource);
  const second = await session.records.fresh(resource);
  if (!record || !second) return;
  const before = await ask(run, list, record, {});
  let wasListed = false;
  // A list that hides some of its records may hide these.
  for (const made of mayHide(list, view) ? [] : [record, second]) {
    const found = before && (await find(run, list, view, made));
    wasListed ||= found === 'there' && made === record;
    if (before && found === 'missing') {
      const message = `has the record ${JSON.stringify(made.id)}, which was just created, on none of its pages`;
      session.report('not-listed', message, list.operation.pointer, before);
    }
  }
  await comparePages(run, list, view, record, before && listIn(view, before.body)?.total);
  const total = before && listIn(view, before.body)?.total;
  const deleted = await run.act('delete', record, 'deletes a record that is in a list', { kind: 'accepted' });
  if (!before || !deleted || deleted.received.status >= 300) return;
  session.records.noteDeleted(record);
  const after = await ask(run, list, second, {});
  const left = after && listIn(view, after.body);
  if (!left) return;
  if (left.records.some((other) => String(other[view.id]) === String(record.id)))
    session.report('not-deleted', 'still has a record that was deleted', list.operation.pointer, after);
  if (wasListed && total !== undefined && left.total !== undefined && left.total !== total - 1) {
    const message = `counts ${left.total} in all after one of ${total} was deleted`;
    session.report('list-total', message, view.totalPointer ?? list.operation.pointer, after);
  }
}

/** Asks for the list that a record is in. */
function ask(
  run: ResourceRun,
  list: TestedOperation,
  record: TestRecord,
  query: Readonly<Record<string, unknown>>,
): Promise<Exchange | undefined> {
  let parts = list.base as NonNullable<TestedOperation['base']>;
  for (const parameter of list.excerpt.operation.parameters)
    if (parameter.in === 'query' && parameter.name in query)
      parts = withParameter(parts, parameter, query[parameter.name]);
  // The variables of its path are those of the create's.
  parts = placeId(list, parts, record).parts;
  const { pointer } = list.operation;
  return run.session.run({
    operation: list,
    title: 'lists records',
    expectation: { kind: 'answered' },
    pointer,
    parts,
    isFilled: true,
  });
}

/** The query parameter that says which part of a list is asked for. */
function parameterNamed(list: TestedOperation, names: ReadonlySet<string>): string | undefined {
  return list.excerpt.operation.parameters.find((other) => other.in === 'query' && names.has(normalizeName(other.name)))
    ?.name;
}

/** Looks through the pages; `unknown` where it can't be said whether all were seen. */
async function find(
  run: ResourceRun,
  list: TestedOperation,
  view: ListView,
  record: TestRecord,
): Promise<'there' | 'missing' | 'unknown'> {
  const [page, offset] = [parameterNamed(list, pageNames), parameterNamed(list, offsetNames)];
  let seen = 0;
  const start = page ? firstOf(list, page, 1) : firstOf(list, offset, 0);
  for (let number = 0; number < mostPages; number++) {
    const query = { ...(page && { [page]: start + number }), ...(!page && offset && { [offset]: start + seen }) };
    const exchange = await ask(run, list, record, query);
    const found = exchange && exchange.received.status < 300 ? listIn(view, exchange.body) : undefined;
    if (!found) return 'unknown';
    if (found.records.some((other) => String(other[view.id]) === String(record.id))) return 'there';
    seen += found.records.length;
    const isLast = found.records.length === 0 || (found.total !== undefined && seen >= found.total);
    if (!page && !offset) return isLast || found.total === undefined ? isCut(list, found.records.length) : 'unknown';
    if (isLast) return 'missing';
  }
  return 'unknown';
}

/** A list without pages is whole, unless there is something by which it may have been cut. */
function isCut(list: TestedOperation, length: number): 'missing' | 'unknown' {
  const others = list.excerpt.operation.parameters.filter((other) => other.in === 'query');
  const cuts = others.some(({ name }) => sizeNames.has(normalizeName(name)) || /cursor|after|token|marker/i.test(name));
  return cuts && length > 0 ? 'unknown' : 'missing';
}

async function comparePages(
  run: ResourceRun,
  list: TestedOperation,
  view: ListView,
  record: TestRecord,
  total: number | undefined,
): Promise<void> {
  const size = parameterNamed(list, sizeNames);
  const [page, offset] = [parameterNamed(list, pageNames), parameterNamed(list, offsetNames)];
  const turn = page ?? offset;
  if (size === undefined || turn === undefined) return;
  const start = firstOf(list, turn, page ? 1 : 0);
  const turns = [start, start + 1];
  const pages = turns.map((number) => ask(run, list, record, { [size]: 1, [turn]: number }));
  const [one, two] = await Promise.all(pages);
  const [first, second] = [one, two].map((exchange) => exchange && listIn(view, exchange.body));
  const [a, b] = [first?.records[0], second?.records[0]];
  if (two && a && b && String(a[view.id]) === String(b[view.id])) {
    const message = `has the same record for ${turn}=${turns[0]} and ${turn}=${turns[1]}`;
    run.session.report('list-page', message, list.operation.pointer, two);
  }
  if (one && total !== undefined && first?.total !== undefined && first.total !== total) {
    const message = `counts ${first.total} in all where a page has one record, and ${total} where it has more`;
    run.session.report('list-total', message, view.totalPointer ?? list.operation.pointer, one);
  }
}

/** The number of the first page, or of the first record: as the contract has it by default, or at least. */
function firstOf(list: TestedOperation, name: string | undefined, usual: number): number {
  const schema = list.excerpt.operation.parameters.find((other) => other.in === 'query' && other.name === name)?.schema;
  const parts = schemasInPlace(list.excerpt.document, schema);
  const written = (keyword: string) => parts.map((part) => part[keyword]).find((value) => typeof value === 'number');
  return (
    (written('default') as number | undefined) ?? Math.max(usual, (written('minimum') as number | undefined) ?? usual)
  );
}

/** Whether something filters that wasn't asked for: a parameter that has to be there, or has a default. */
function mayHide(list: TestedOperation, view: ListView): boolean {
  return list.excerpt.operation.parameters.some(({ name, in: location, required, schema }) => {
    const parts = schemasInPlace(list.excerpt.document, schema);
    const standard = parts.map((part) => part['default']).find((value) => value !== undefined);
    const value = standard ?? (required === true ? parts.flatMap((part) => part.enum ?? [])[0] : undefined);
    const paging = [pageNames, sizeNames, offsetNames].some((names) => names.has(normalizeName(name)));
    return location === 'query' && !paging && value !== undefined && (view.isFilter(name, value) || required === true);
  });
}
