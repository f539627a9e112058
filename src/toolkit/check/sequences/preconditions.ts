import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../contract/document/is-object.ts';
import { type RequestParts, withParameter } from '../../instances/index.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { anyTag, isPrecondition } from '../plan/tested-operation.ts';
import { variedParts } from '../plan/varied-parts.ts';
import type { ResourceRun } from './resource-run.ts';

/** Entity tags that no representation has: some servers have them without quotes. */
const unknownTags = ['"concordat-none"', 'concordat-none'];

/**
 * A change with an `If-Match` of another version is refused where a 412 is declared for it, and one with that of this version isn't.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
 */
export async function runPreconditions(run: ResourceRun): Promise<void> {
  const { session, resource } = run;
  for (const action of ['replace', 'patch', 'delete'] as const) {
    const operation = run.operation(action);
    const subject = operation?.maker.subjects.find(({ parameter }) => isPrecondition(parameter));
    const unknownTag = subject && unknownTags.find((one) => operation?.instances.isValid(one, subject.pointer));
    const isDeclared = Object.hasOwn(operation?.operation.node.responses ?? {}, '412');
    if (session.isOver || !operation?.base || !subject || unknownTag === undefined || !isDeclared) continue;
    const record = await session.records.fresh(resource);
    if (!record) return;
    const pointer = operation.maker.body?.pointer;
    const own = withOwn(operation.base.body, record.sent);
    const isOwn = pointer !== undefined && operation.instances.isValid(own, pointer);
    const base = isOwn ? { ...operation.base, body: own } : operation.base;
    const change: Change = (title, tag, { tagOf, isVaried } = {}) => {
      const parts = isVaried ? variedParts(operation, base, { serial: session.records.nextSerial() }) : base;
      return send(run, action, record, title, withParameter(parts, subject.parameter, tag), tagOf);
    };
    const refused = await change('has an If-Match of another version', unknownTag);
    if (!refused) continue;
    const { status } = refused.received;
    if (status < 300) {
      const message = `responds with ${status} to an If-Match that no version of the record has`;
      session.report('precondition-ignored', message, operation.operation.pointer, refused);
    } else if (status !== 412) session.coverage.skip(refused, `${status}: it is not refused for its If-Match`);
    else if (action !== 'delete') await checkTags(run, record, change);
  }
}

type Change = (
  title: string,
  tag: string,
  /** What has the tag in its response; and whether all values are others. */
  options?: { readonly tagOf?: Exchange; readonly isVaried?: boolean },
) => Promise<Exchange | undefined>;

/** The tag that the response to a change has is that of the record from then on, and that of before isn't. A weak one matches nothing. */
async function checkTags(run: ResourceRun, record: TestRecord, change: Change): Promise<void> {
  const before = await run.read(record, 'reads the entity tag before a change');
  const first = await change('has an If-Match of any version', anyTag, { isVaried: true });
  const tag = first && tagIn(first);
  const after = await run.read(record, 'reads the entity tag after a change');
  const current = after && tagIn(after.exchange);
  if (!first || !before || !after || current === undefined || current.startsWith('W/')) return;
  const { operation, parts } = first.case;
  const { pointer } = operation.operation;
  const read = after.exchange;
  // What else a response has may be another one each time.
  const sent = first.received.status < 300 ? Object.keys(run.view?.fieldsSentBy(operation, parts.body) ?? {}) : [];
  const isChanged = sent.some((name) => !isDeepStrictEqual(before.fields[name], after.fields[name]));
  if (isChanged && tagIn(before.exchange) === current) {
    const message = `reads another record than before the change, with the same ETag ${current}: an If-Match can't tell them apart`;
    return run.session.report('precondition-ignored', message, pointer, read, [before.exchange, first]);
  }
  if (tag !== undefined && tag !== current && !tag.startsWith('W/')) {
    const second = await change('has the If-Match that the change before it responded with', tag, { tagOf: first });
    const isRefused = second?.received.status === 412;
    const third = isRefused ? await change('has the If-Match of a read', current, { tagOf: read }) : undefined;
    if (!second || !third || third.received.status >= 300) return;
    const message = `refuses with 412 an If-Match with the ETag ${tag}, with which the change before it has responded; a read has ${current}, which is accepted`;
    return run.session.report('valid-refused', message, pointer, second, [first]);
  }
  const own = await change('has the If-Match of a read', current, { tagOf: read });
  if (own?.received.status !== 412) return;
  const message = `refuses with 412 an If-Match with the ETag ${current}, which a read has`;
  run.session.report('valid-refused', message, pointer, own);
}

/** @param tagOf what has the tag in its response */
async function send(
  run: ResourceRun,
  action: 'replace' | 'patch' | 'delete',
  record: TestRecord,
  title: string,
  parts: RequestParts,
  tagOf?: Exchange,
): Promise<Exchange | undefined> {
  const testCase = run.caseOf(action, record, title, { kind: 'any' }, parts);
  const result =
    testCase &&
    (await run.session.sendOnce(
      tagOf ? { ...testCase, change: (request) => ({ ...request, tagRead: tagOf.request }) } : testCase,
    ));
  if (result) run.session.record(result);
  return result?.exchange;
}

function tagIn({ received: { status, headers } }: Exchange): string | undefined {
  const { etag } = headers;
  return status < 300 && typeof etag === 'string' ? etag : undefined;
}

/** A body with the record's own values, which aren't taken by another record. */
function withOwn(body: unknown, sent: unknown): unknown {
  if (!isObject(body) || !isObject(sent)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, sent[name] ?? value]));
}
