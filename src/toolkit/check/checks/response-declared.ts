import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import type { ResponseViolation } from '../../contract/response/response.ts';
import type { Check, Exchange } from '../plan/case.ts';
import { isSecret } from '../findings/shown-exchange.ts';

const codes = {
  status: 'undeclared-status',
  header: 'invalid-header',
  mediaType: 'undeclared-media-type',
  body: 'invalid-body',
} as const satisfies Record<ResponseViolation['kind'], string>;

/** What HTTP itself has a server say, whether its contract mentions it or not. */
const protocolStatuses = new Set([405, 406, 408, 411, 413, 414, 415, 417, 421, 426, 429, 431, 503]);

/** The status is declared; media type, headers and body are as the contract says for it. */
export const answerDeclared: Check = (exchange) => {
  const { case: tested, received, mediaType, body, unreadable } = exchange;
  const { responses, operation } = tested.operation;
  const { status } = received;
  const isDeclared = responses.declares(status);
  // Failures are told as such, and nothing is declared of methods that aren't.
  if (status >= 500 && !isDeclared) return [];
  if (tested.expectation.kind === 'unsupported' && tested.expectation.what === 'method' && !isDeclared) return [];
  if (protocolStatuses.has(status) && !isDeclared) return [];
  const declared = responses.declared(status);
  if (status === 304) return [];
  if (unreadable !== undefined && declared)
    return [{ code: 'unreadable-body', message: `answers ${status} with ${unreadable}`, pointer: declared.pointer }];
  if (declared && body !== undefined && mediaType === undefined && declared.mediaTypes.length > 0)
    return [
      {
        code: 'undeclared-media-type',
        message: `answers ${status} without a Content-Type; declared are ${declared.mediaTypes.join(', ')}`,
        pointer: joinPointer(declared.pointer, 'content'),
      },
    ];
  const all = responses.check({ status, headers: received.headers, mediaType, body });
  // An answer to HEAD has no body, whatever is declared.
  const violations = operation.method === 'head' ? all.filter(({ kind }) => kind !== 'body') : all;
  return violations.map((violation) => ({
    code: codes[violation.kind],
    message: `answers ${status}, and ${violation.message}${valueShown(violation, exchange)}`,
    pointer: violation.pointer,
  }));
};

/** What is there instead, where it is short. */
function valueShown({ kind, bodyPointer }: ResponseViolation, { body, mediaType }: Exchange): string {
  if (kind !== 'body' || bodyPointer === undefined || body === undefined || !isJson(mediaType ?? '')) return '';
  const value = isSecret(bodyPointer) ? undefined : valueAt(body, `#${bodyPointer}`);
  const text = typeof value === 'object' && value !== null ? '' : (JSON.stringify(value) ?? '');
  return text === '' || text.length > 80 ? '' : `, and is ${text}`;
}
