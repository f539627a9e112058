import type { Session } from '../run/session.ts';
import { runFilters } from './filters.ts';
import { recordsOn, requestList, type TestedList } from './list-requests.ts';
import { largestPage } from './page-sizes.ts';
import { runPages } from './pages.ts';
import { runQueries } from './queries.ts';
import { ResourceRun } from './resource-run.ts';
import { checkTotal } from './totals.ts';

/** Pages, filters, sorts and searches lists of what no operation creates, by the records that are there. */
export async function runReadLists(session: Session): Promise<void> {
  const { plan } = session.parts;
  for (const operation of plan.readLists) {
    // Below which record there are some isn't known.
    if (operation.path.includes('{')) continue;
    const list = plan.tested(operation);
    const view = list.listView;
    const resource = list.part?.resource;
    if (!list.base || !view || !resource) continue;
    await queryList({ run: new ResourceRun(session, resource), list, view, record: undefined });
  }
}

/** Pages, filters, sorts and searches a list by the records that it has. */
export async function queryList(tested: TestedList): Promise<void> {
  const { list, view } = tested;
  const size = largestPage(list);
  const all = await requestList(tested, size);
  const records = recordsOn(view, all) ?? [];
  if (!all || records.length === 0) return;
  await runPages(tested, all);
  await checkTotal(tested, all, { size, own: [] });
  await runFilters(tested, all);
  await runQueries(tested, records);
}
