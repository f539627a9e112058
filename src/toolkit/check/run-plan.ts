import { casesOf } from './cases/index.ts';
import type { Case } from './plan/case.ts';
import { runAll } from './run/run-all.ts';
import type { Session } from './run/session.ts';
import { runActions } from './sequences/actions.ts';
import { runAddedRecords } from './sequences/added-records.ts';
import { runChildren } from './sequences/children.ts';
import { runSequences } from './sequences/index.ts';
import { runQueryDefaults } from './sequences/query-defaults.ts';
import { ReadingBack } from './sequences/read-back.ts';
import { runReadLists } from './sequences/read-lists.ts';
import { runSingletons } from './sequences/singletons.ts';
import { runAlteredPasswords, runTokens } from './sequences/tokens.ts';
import { runUnknownReferences } from './sequences/unknown-references.ts';
import { runUploads } from './sequences/uploads.ts';
import { runUpserts } from './sequences/upserts.ts';

/**
 * Sends everything that isn't random: first the sequences, while there are few records to list, and then the cases of each
 * operation.
 */
export async function runPlan(session: Session, onProgress: (text: string) => void): Promise<void> {
  const { plan } = session.parts;
  const tokens = plan.operations
    .filter(plan.givesTokens)
    .map((operation) => runTokens(session, plan.tested(operation)));
  for (const resource of plan.resources) {
    onProgress(`records of ${resource.path}`);
    await runSequences(session, resource);
  }
  onProgress('records that only lists show');
  await runAddedRecords(session);
  onProgress('records below others');
  await runChildren(session);
  onProgress('actions');
  await runActions(session);
  onProgress('records that others name');
  await runUnknownReferences(session);
  onProgress('records that a PUT creates');
  await runUpserts(session);
  onProgress('files');
  await runUploads(session);
  onProgress('what there is one of');
  await runSingletons(session);
  await runAll(new ReadingBack(session), everyCase(session, onProgress));
  await runReadLists(session);
  await runQueryDefaults(session);
  await Promise.all(tokens);
  for (const operation of plan.operations.filter(plan.givesTokens))
    await runAlteredPasswords(session, plan.tested(operation));
}

/** The cases of all operations, which are prepared one after the other. */
function* everyCase(session: Session, onProgress: (text: string) => void): Generator<Case> {
  const { plan, identity } = session.parts;
  // Verifying a password takes a server long: the requests to other operations are sent meanwhile.
  const operations = plan.operations.toSorted((a, b) => Number(plan.givesTokens(b)) - Number(plan.givesTokens(a)));
  for (const [index, operation] of operations.entries()) {
    onProgress(`${operation.operationId} (${index + 1} of ${operations.length})`);
    const tested = plan.tested(operation);
    session.coverage.open(
      tested,
      tested.base ? undefined : 'no valid request could be made: nothing satisfies its schemas that can be sent',
    );
    yield* casesOf(tested, plan, identity);
  }
}
