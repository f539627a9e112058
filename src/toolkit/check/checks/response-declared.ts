import { stringifyExactly } from '../../contract/document/exact-json.ts';
import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import { declaresRefusal } from '../../contract/response/refusals.ts';
import type { ResponseViolation } from '../../contract/response/response.ts';
import type { DefectSubject } from '../findings/defect.ts';
import { isSecret } from '../findings/shown-exchange.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { Check } from './check.ts';

const codes = {
  status: 'undeclared-status',
  header: 'invalid-header',
  mediaType: 'undeclared-media-type',
  body: 'invalid-body',
} as const satisfies Record<ResponseViolation['kind'], string>;

/** Statuses that HTTP itself defines for any server. They need not be declared. */
const protocolStatuses = new Set([405, 406, 408, 411, 413, 414, 415, 417, 421, 426, 429, 431, 503]);

/** The status is declared, and media type, headers and body are valid for it. */
export const responseDeclared: Check = (exchange) => {
  const { case: testCase, received, mediaType, body, unreadable } = exchange;
  const { responses } = testCase.operation;
  const { status } = received;
  const isDeclared = responses.declares(status);
  // Another check reports failures. The contract says nothing about undeclared methods.
  if (status >= 500 && !isDeclared) return [];
  if (testCase.expectation.kind === 'unsupported' && testCase.expectation.what === 'method' && !isDeclared) return [];
  if (protocolStatuses.has(status) && !isDeclared) return [];
  const declared = responses.declared(status);
  if (!declared && status >= 400 && isBroken(exchange) && !declaresRefusal(testCase.operation.operation))
    return [
      { code: 'undeclared-refusal', message: `responds with ${status} to ${testCase.title}`, pointer: '#/paths' },
    ];
  // Only a conditional request gets it, and what `default` says is not about it.
  if (status === 304 && !isDeclared) return [];
  const promises = declared !== undefined && declared.mediaTypes.length > 0 && responses.hasContent(status);
  if (unreadable !== undefined && promises)
    return [
      { code: 'unreadable-body', message: `responds with ${status} and ${unreadable}`, pointer: declared.pointer },
    ];
  if (promises && body !== undefined && mediaType === undefined)
    return [
      {
        code: 'undeclared-media-type',
        message: `responds with ${status} without a Content-Type; declared are ${declared.mediaTypes.join(', ')}`,
        pointer: joinPointer(declared.pointer, 'content'),
        about: { kind: `none of ${declared.mediaTypes.join(', ')}` },
      },
    ];
  // Its Content-Type may be there without content.
  const content = received.bytes.length === 0 && !responses.hasContent(status) ? undefined : body;
  const violations = responses.check({ status, headers: received.headers, mediaType, body: content });
  return violations.map((violation) => ({
    code: codes[violation.kind],
    message: `responds with ${status}, and ${violation.message}${valueShown(violation, exchange)}`,
    pointer: violation.pointer,
    about: subjectOf(violation),
  }));
};

function subjectOf({ kind, message, missing }: ResponseViolation): DefectSubject | undefined {
  if (kind === 'mediaType') return { kind: message };
  return missing === undefined ? undefined : { missing: [missing] };
}

/** Whether a request may be refused for what it says. */
function isBroken({ case: { expectation, operation }, received, hasRecord, namesUnknown, ...rest }: Exchange): boolean {
  const { status } = received;
  const { kind } = expectation;
  if (kind === 'refused' || kind === 'unauthorized' || kind === 'unsupported') return true;
  if (kind === 'status') return expectation.status.startsWith('4');
  if (status === 401 || status === 403) return operation.operation.security.length > 0 && !rest.hasRealCredentials;
  if (status === 404 || status === 410) return !hasRecord;
  return namesUnknown || kind === 'any';
}

/** The value that is not valid, where it is short. */
function valueShown({ kind, bodyPointer }: ResponseViolation, { body, mediaType }: Exchange): string {
  if (kind !== 'body' || bodyPointer === undefined || body === undefined || !isJson(mediaType ?? '')) return '';
  const value = isSecret(bodyPointer) ? undefined : valueAt(body, `#${bodyPointer}`);
  const text = typeof value === 'object' && value !== null ? '' : (stringifyExactly(value) ?? '');
  return text === '' || text.length > 80 ? '' : `, and is ${text}`;
}
