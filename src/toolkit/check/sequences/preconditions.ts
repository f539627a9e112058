import { withParameter } from '../../instances/index.ts';
import { isPrecondition } from '../plan/tested-operation.ts';
import type { ResourceRun } from './resource-run.ts';

/** Entity tags that no representation has: some servers have them without quotes. */
const unknownTags = ['"concordat-none"', 'concordat-none'];

/**
 * A change with an `If-Match` of another version is refused where a 412 is declared for it.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export async function runPreconditions(run: ResourceRun): Promise<void> {
  const { session, resource } = run;
  for (const action of ['replace', 'patch', 'delete'] as const) {
    const operation = run.operation(action);
    const subject = operation?.maker.subjects.find(({ parameter }) => isPrecondition(parameter));
    const tag = subject && unknownTags.find((one) => operation?.instances.isValid(one, subject.pointer));
    const isDeclared = Object.hasOwn(operation?.operation.node.responses ?? {}, '412');
    if (session.isOver || !operation?.base || !subject || tag === undefined || !isDeclared) continue;
    const record = await session.records.fresh(resource);
    if (!record) return;
    const pointer = operation.maker.body?.pointer;
    // Its own values aren't taken by another record.
    const isOwn = pointer !== undefined && operation.instances.isValid(record.sent, pointer);
    const base = isOwn ? { ...operation.base, body: record.sent } : operation.base;
    const parts = withParameter(base, subject.parameter, tag);
    const testCase = run.caseOf(action, record, 'has an If-Match of another version', { kind: 'any' }, parts);
    const result = testCase && (await session.sendOnce(testCase));
    if (result) session.record(result);
    const exchange = result?.exchange;
    if (!exchange || exchange.received.status >= 300) continue;
    const message = `responds with ${exchange.received.status} to an If-Match that no version of the record has`;
    session.report('precondition-ignored', message, operation.operation.pointer, exchange);
  }
}
