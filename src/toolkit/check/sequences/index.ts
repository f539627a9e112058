import type { Resource } from '../../contract/resource/resources.ts';
import type { Session } from '../run/session.ts';
import { runLifeCycle } from './life-cycle.ts';
import { runLists } from './lists.ts';
import { runPreconditions } from './preconditions.ts';
import { runReadOnlyValues } from './read-only-values.ts';
import { ResourceRun } from './resource-run.ts';
import { runUniqueness } from './uniqueness.ts';

/** Sends the requests that depend on each other, for the records of one resource. */
export async function runSequences(session: Session, resource: Resource): Promise<void> {
  const run = new ResourceRun(session, resource);
  const isTested = [...resource.operations.keys()].some((action) => run.operation(action));
  if (!isTested || session.isOver) return;
  await runLifeCycle(run);
  await runLists(run);
  await runUniqueness(run);
  await runReadOnlyValues(run);
  await runPreconditions(run);
}
