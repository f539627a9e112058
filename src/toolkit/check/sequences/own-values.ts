import { replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import { isSecretName } from '../http/secrets.ts';
import type { Exchange } from '../plan/exchange.ts';
import { leavesOf } from '../plan/leaves.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { variedParts } from '../plan/varied-parts.ts';
import { otherParts, type ResourceRun } from './resource-run.ts';

/** Values that may have to be others each time. */
const mustDiffer = /version|revision|etag|nonce|idempotency|sequence|serial|pin$|otp|code_?verifier/i;
const saysTaken = /taken|unique|duplicate|already|exist|in use|conflict/i;

/**
 * A PUT or a PATCH that keeps the record's own texts isn't refused: a value that has to be unique is not taken by the record
 * itself. Only what is accepted with other texts can show that.
 * @param own what the record has, as a body of the write has it
 * @returns whether the record may have changed
 */
export async function keepOwnValues(
  run: ResourceRun,
  action: 'replace' | 'patch',
  record: TestRecord,
  own: unknown,
): Promise<boolean> {
  const operation = run.operation(action);
  const other = operation && otherParts(operation, `own values ${action}`);
  if (!operation || !other) return false;
  const keeping = (from: unknown) => ({ ...other, body: withTextsOf(from, other.body) });
  const send = async (title: string, parts: typeof other) => {
    const testCase = run.caseOf(action, record, title, undefined, parts);
    return testCase && (await run.session.execute({ ...testCase, isExact: true }))?.exchange;
  };
  const isWanted = (place: string, value: unknown) => typeof value === 'string' && isFree(place);
  const vary = (parts: typeof other) =>
    variedParts(operation, parts, { serial: run.session.records.nextSerial(), isWanted });
  const kept = keeping(own);
  const pointer = operation.maker.body?.pointer;
  if (pointer === undefined || !operation.instances.isValid(kept.body, pointer) || vary(kept) === kept) return false;
  const refused = await send('keeps the texts that the record has', kept);
  if (!refused || !isOfUniqueness(refused)) return refused !== undefined && refused.received.status < 300;
  const accepted = await send('changes the texts that the record has', vary(kept));
  const again =
    accepted && accepted.received.status < 300
      ? await send('keeps the texts that the record has', keeping(accepted.case.parts.body))
      : undefined;
  if (!accepted || !again || again.received.status !== refused.received.status) return true;
  const message = `refuses with ${again.received.status} what keeps the record's own values, and accepts it with others: a value that has to be unique is not taken by the record itself`;
  run.session.report('valid-refused', message, operation.operation.pointer, again, [accepted]);
  return true;
}

function isFree(place: string): boolean {
  const name = place.slice(place.lastIndexOf('/') + 1);
  return !place.includes('*') && !isSecretName(name) && !mustDiffer.test(name);
}

/** A body with the texts of another one, where both have one. */
export function withTextsOf(other: unknown, body: unknown): unknown {
  let own = body;
  for (const { path, place, value } of leavesOf(body)) {
    const text = valueAt(other, `#${path}`);
    if (typeof value === 'string' && typeof text === 'string' && isFree(place))
      own = replaceAt(own, tokensIn(own, path), text);
  }
  return own;
}

function isOfUniqueness({ received: { status, bytes } }: Exchange): boolean {
  return status === 409 || ((status === 400 || status === 422) && saysTaken.test(bytes.toString('utf8', 0, 2000)));
}
