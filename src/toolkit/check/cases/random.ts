import type { Choices } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { takesJsonPatch } from '../plan/json-patch.ts';
import { isSendable } from '../plan/sendable.ts';
import { isPrecondition, type TestedOperation } from '../plan/tested-operation.ts';
import { isCursor } from './valid.ts';

/** A valid request made by choices; undefined if it can't be made or sent. */
export function randomCase(operation: TestedOperation, choices: Choices): Case | undefined {
  const made = operation.maker.parts(choices);
  if (!made) return undefined;
  const parameters = new Map(made.parameters);
  for (const parameter of made.parameters.keys()) {
    const written = operation.base?.parameters.get(parameter);
    if (isPrecondition(parameter) && written !== undefined) parameters.set(parameter, written);
    else if (isPrecondition(parameter) || isCursor(`${parameter.in}/${parameter.name}`)) parameters.delete(parameter);
  }
  const parts = { ...made, parameters };
  if (!isSendable(parts, operation.maker)) return undefined;
  const { pointer } = operation.operation;
  const kind = takesJsonPatch(operation) ? 'any' : 'accepted';
  return { operation, title: 'a random request', expectation: { kind }, pointer, parts, isRandom: true };
}
