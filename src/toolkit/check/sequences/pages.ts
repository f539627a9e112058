import type { Exchange } from '../plan/exchange.ts';
import type { Fields } from '../plan/fields.ts';
import { type ListView, listIn } from '../plan/list-view.ts';
import { orderedWithTies } from './list-orders.ts';
import { describeQuery, recordsOn, requestList, type TestedList } from './list-requests.ts';
import { previousPageOf, statedPages } from './next-page.ts';
import { isPageable, largestPage, type PageSizes, pageSizesOf, smallSizes } from './page-sizes.ts';
import { idsOf, requestPage, type Walk, type Way, walkPages } from './page-walk.ts';

interface PageBreak {
  readonly code: 'list-page' | 'list-total' | 'not-listed';
  readonly message: string;
  readonly exchange: Exchange;
}

/**
 * Small pages together have the records that a large page has, each of them once, also where they are sorted.
 * @param all a large page
 * @returns whether there are pages
 */
export async function runPages(tested: TestedList, all: Exchange | undefined): Promise<boolean> {
  const { list, view } = tested;
  const sizes = pageSizesOf(list);
  if (!sizes || !isPageable(list)) return false;
  // Others may have written meanwhile.
  const requestAll = () => requestList(tested, largestPage(list));
  let walkable: Way | undefined;
  for (const way of ['next', 'position'] as const) {
    const first = await findBreak(tested, way, sizes, all);
    walkable ??= first.isWalkable ? way : undefined;
    const again = first.found && (await findBreak(tested, way, sizes, await requestAll())).found;
    if (again) report(tested, again);
  }
  const sorted = walkable && orderedWithTies(list, view, recordsOn(view, all) ?? []);
  if (!walkable || !sorted) return true;
  const found = await findSortedBreak(tested, walkable, sizes, all, sorted);
  const again = found && (await findSortedBreak(tested, walkable, sizes, await requestAll(), sorted));
  if (again) report(tested, again);
  return true;
}

function report({ run, list, view }: TestedList, { code, message, exchange }: PageBreak): void {
  const pointer = (code === 'list-total' ? view.total?.pointer : undefined) ?? list.operation.pointer;
  run.session.report(code, message, pointer, exchange);
}

async function findBreak(
  tested: TestedList,
  way: Way,
  sizes: PageSizes,
  large: Exchange | undefined,
): Promise<{ readonly isWalkable: boolean; readonly found?: PageBreak | undefined }> {
  const { view } = tested;
  const wanted = large && idsOf(view, large);
  let isWalkable = false;
  for (const size of wanted ? smallSizes(wanted.length, sizes) : []) {
    const walk = await walkPages(tested, way, [sizes.name, size]);
    if (!walk) break;
    isWalkable = true;
    const found =
      breakOf(view, walk, wanted as string[], { ...sizes, size }) ??
      totalBreakOf(view, walk, large as Exchange, { ...sizes, size }) ??
      (way === 'next' ? await previousBreakOf(tested, walk, { [sizes.name]: size }) : undefined);
    if (found) return { isWalkable, found };
  }
  return { isWalkable };
}

/** In another order, the pages have the same records, and those with the same value are not on two of them. */
async function findSortedBreak(
  tested: TestedList,
  way: Way,
  sizes: PageSizes,
  large: Exchange | undefined,
  query: Fields,
): Promise<PageBreak | undefined> {
  const wanted = large && idsOf(tested.view, large);
  const walk = wanted && (await walkPages(tested, way, [sizes.name, sizes.least], query));
  const asked = `, ${describeQuery(query)}`;
  return walk && breakOf(tested.view, walk, walk.isWhole ? wanted : [], { ...sizes, size: sizes.least, asked });
}

interface WalkedSize extends PageSizes {
  readonly size: number;
  /** What else the pages were asked, in words. */
  readonly asked?: string;
}

function breakOf(
  view: ListView,
  walk: Walk,
  wanted: readonly string[],
  { name, size, most, asked = '' }: WalkedSize,
): PageBreak | undefined {
  const page = walk.pages.at(-1);
  // A page that is larger than was asked repeats the next one's records: `list-size` tells the cause.
  if (!page || walk.pages.some((one) => (idsOf(view, one)?.length ?? 0) > size)) return undefined;
  const twice = walk.ids.find((id, index) => walk.ids.indexOf(id) !== index);
  if (twice !== undefined) {
    const at = walk.pages.findLast((one) => idsOf(view, one)?.includes(twice)) ?? page;
    return {
      code: 'list-page',
      message: `has the record ${twice} on two pages of ${name}=${size}${asked}`,
      exchange: at,
    };
  }
  const covered = walk.isWhole ? wanted : wanted.slice(0, walk.ids.length);
  const index = covered.findIndex((id) => !walk.ids.includes(id));
  if (index === -1) return undefined;
  const message = `has the record ${covered[index]} on a page of ${name}=${most}, and on none of the pages of ${name}=${size}${asked}`;
  return { code: 'not-listed', message, exchange: walk.pages[Math.floor(index / size)] ?? page };
}

/** All pages state the same total, and the number of pages that follows from it. */
function totalBreakOf(view: ListView, walk: Walk, large: Exchange, { name, size }: WalkedSize): PageBreak | undefined {
  const total = listIn(view, large)?.total;
  if (!view.total?.isExact || total === undefined) return undefined;
  const other = walk.pages.find((page) => {
    const own = listIn(view, page)?.total;
    return own !== undefined && own !== total;
  });
  const code = 'list-total';
  if (other) {
    const message = `states a total of ${listIn(view, other)?.total} on a page of ${name}=${size}, and of ${total} on a larger one`;
    return { code, message, exchange: other };
  }
  const [first] = walk.pages;
  const isFull = first && recordsOn(view, first)?.length === size;
  const stated = isFull ? statedPages(view, first) : undefined;
  if (!first || !stated || stated.includes(Math.ceil(total / size))) return undefined;
  return { code, message: `states ${stated[0]} pages for a total of ${total} and ${name}=${size}`, exchange: first };
}

/** The page before one has the records that led to it. */
async function previousBreakOf(tested: TestedList, { pages }: Walk, asked: Fields): Promise<PageBreak | undefined> {
  const { list, view } = tested;
  const [before, last] = pages.slice(-2);
  const previous = pages.length > 2 && last ? previousPageOf(list, view, last) : undefined;
  const exchange = previous && (await requestPage(tested, asked, previous));
  const [wanted, found] = [before, exchange].map((one) => one && idsOf(view, one));
  if (!exchange || !wanted || !found || found.length === 0 || wanted.every((id) => found.includes(id)))
    return undefined;
  return {
    code: 'list-page',
    message: `leads back to a page that isn't the one before: it lacks the record ${wanted.find((id) => !found.includes(id))}`,
    exchange,
  };
}
