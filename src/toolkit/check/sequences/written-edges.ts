import type { Case } from '../case.ts';
import { runAll } from '../run-all.ts';
import { isSendable } from '../sendable.ts';
import type { ResourceRun } from './resource-run.ts';

/** How many records are made for it. */
const most = 60;

/** Creates with each value at its edges, and reads it back: what is cut, rounded or loses its script shows. */
export async function runWrittenEdges(run: ResourceRun): Promise<void> {
  const { session, view } = run;
  const create = run.operation('create');
  if (!create?.base || !view || !run.operation('read')) return;
  const cases: Case[] = [];
  for (const { parts, at } of create.maker.edges(create.base)) {
    if (cases.length === most) break;
    if (!at.startsWith('body') || !isSendable(parts)) continue;
    const title = 'a create with a value at an edge';
    cases.push({
      operation: create,
      title,
      expectation: { kind: 'answered' },
      pointer: create.operation.pointer,
      at,
      parts,
    });
  }
  await runAll(session, cases, async (made) => {
    const exchange = await session.run(made);
    const record = exchange && session.records.noteCreated(exchange);
    const read = record && (await run.read(record, 'reads what was just created with a value at an edge'));
    if (!read) return;
    run.tell(
      'not-read-back',
      'reads',
      view.compare(read.fields, view.fieldsSentBy(create, record.sent)),
      read.exchange,
    );
  });
}
