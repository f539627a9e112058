import type { Choices } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { isSendable } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { isCursor } from './valid.ts';

/** A valid request made by choices; undefined if it can't be made or sent. */
export function randomCase(operation: TestedOperation, choices: Choices): Case | undefined {
  const made = operation.maker.parts(choices);
  if (!made) return undefined;
  const known = [...made.parameters].filter(([{ name, in: kind }]) => !isCursor(`${kind}/${name}`));
  const parts = { ...made, parameters: new Map(known) };
  if (!isSendable(parts, operation.maker)) return undefined;
  const { pointer } = operation.operation;
  return { operation, title: 'a random request', expectation: { kind: 'accepted' }, pointer, parts };
}
