import type { Operation } from '../../contract/document/operations.ts';
import { continuesTemplate, variableNames } from '../../contract/document/path-template.ts';
import type { Case } from '../plan/case.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestRecord } from '../plan/test-record.ts';
import { canName, placeId } from './place-id.ts';

/** How many are tried. */
const maxTried = 6;

/** The operations that act on a record: `POST /orders/{id}/cancel`. */
export function actionsOn(plan: Plan, recordPath: string): Operation[] {
  const variables = variableNames(recordPath).length;
  return plan.operations.filter(
    ({ method, path }) =>
      method === 'post' && continuesTemplate(path, recordPath) && variableNames(path).length === variables,
  );
}

/**
 * The actions of which one may have to come before another one: what is submitted can be approved.
 * @param known what is known to come before an action
 */
export function mayComeBefore(
  plan: Plan,
  { path }: Operation,
  known: (action: Operation) => readonly Operation[],
): (readonly Operation[])[] {
  const recordPath = /^(.*\{[^{}]+\})[/:][^{}]+$/.exec(path)?.[1];
  if (recordPath === undefined) return [];
  const others = actionsOn(plan, recordPath).filter((one) => one.path !== path);
  return others.map((one) => [...known(one), one]).slice(0, maxTried);
}

/** The case for an action that comes before what is done with a record; undefined if it can't be sent. */
export function earlierAction(plan: Plan, action: Operation, record: TestRecord): Case | undefined {
  const operation = plan.tested(action);
  if (!operation.base || !canName(operation, record)) return undefined;
  return {
    operation,
    title: 'does what comes before it',
    expectation: { kind: 'any' },
    pointer: action.pointer,
    parts: placeId(operation, operation.base, record).parts,
    isFilled: true,
    isAwaited: true,
    isControl: true,
    record,
  };
}
