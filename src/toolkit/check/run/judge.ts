import { checks } from '../checks/index.ts';
import type { CheckCode } from '../findings/codes.ts';
import type { Defect } from '../findings/defect.ts';
import type { Exchange } from '../plan/exchange.ts';

const acceptedWrongly = new Set<CheckCode>([
  'invalid-accepted',
  'malformed-body-accepted',
  'undeclared-media-type-accepted',
]);

/**
 * A body that a check can't handle, such as one that is nested too deeply, is a defect as well. What the response to a request
 * has in it that should have been refused is no defect of its own.
 */
export function judge(exchange: Exchange): Defect[] {
  try {
    const defects = checks.flatMap((check) => check(exchange));
    const accepted = defects.filter(({ code }) => acceptedWrongly.has(code));
    return accepted.length === 0
      ? defects
      : [...accepted, ...defects.filter(({ code }) => code === 'leaked-internals')];
  } catch (error) {
    const message = `has a body that cannot be checked: ${(error as Error).message}`;
    return [{ code: 'unreadable-body', message, pointer: exchange.case.operation.operation.pointer }];
  }
}
