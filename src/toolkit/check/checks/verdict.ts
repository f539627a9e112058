import { isObject } from '../../contract/document/is-object.ts';
import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { Operation } from '../../contract/document/operations.ts';
import type { Defect } from '../findings/defect.ts';
import { isThrottled } from '../http/retry-after.ts';
import { isStatusOf } from '../plan/case.ts';
import type { Exchange } from '../plan/exchange.ts';
import { namesOutside } from '../plan/outside-keys.ts';
import { mayNotGoTogether } from '../plan/value-order.ts';
import type { Check } from './check.ts';

/** The server accepts valid requests, and refuses invalid ones. */
export const verdict: Check = (exchange) => {
  const { status } = exchange.received;
  if (status >= 500 || isThrottled(exchange.received)) return [];
  const { expectation } = exchange.case;
  switch (expectation.kind) {
    case 'accepted':
      return status < 400 ? [] : judgeRefusal(exchange);
    case 'refused':
      return status < 400 && isShown(expectation.unlessTrimmed, exchange.body) ? [acceptedInvalid(exchange)] : [];
    case 'status':
      return isStatusOf(expectation.status, status) ? [] : judgeExample(exchange, expectation.status);
    case 'unsupported':
      return status < 300 ? [acceptedUnsupported(exchange, expectation.what)] : [];
    case 'unauthorized':
      return judgeUnauthorized(exchange, expectation.how);
    default:
      return [];
  }
};

/** A valid request may be refused for the state of the server, not for its form. */
function judgeRefusal(exchange: Exchange): Defect[] {
  const { case: testCase, received, hasRecord, namesUnknown, hasRealCredentials } = exchange;
  const { status } = received;
  const { responses, operation } = testCase.operation;
  // The contract knows no other response than this refusal.
  if (!declaresSuccess(operation) && responses.declares(status)) return [];
  if (status === 401 || status === 403) {
    if (isSignIn(exchange)) return [];
    // Where no credentials are asked for, they are not what is missing.
    const isOfState = hasRealCredentials || testCase.operation.operation.security.length === 0;
    if (status === 403 && isOfState && responses.declares(403)) return [];
    return [credentialsRefused(exchange)];
  }
  const mayBeMissing = !hasRecord || (testCase.operation.isMadeByPut && responses.declares(status));
  if ((status === 404 || status === 410) && mayBeMissing) return [];
  if (namesUnknown && [400, 404, 409, 422].includes(status)) return [];
  if (namesOutside(exchange)) return [];
  if (responses.declared(status) !== undefined && isOfUnknownId(exchange)) return [];
  const isOfState = [402, 409, 412, 423, 424, 428, 451].includes(status);
  if (isOfState && responses.declared(status) !== undefined) return [];
  const isOfForm = (status === 400 || status === 422) && responses.declared(status) !== undefined;
  if (isOfForm && mayNotGoTogether(testCase)) return [];
  const message = `refuses a valid request with ${status}: ${testCase.title}`;
  return [{ code: 'valid-refused', message, pointer: testCase.pointer }];
}

const saysMissing = /not (be )?found|no such|n[o']t exist|non-?existent|an existing|invalid (id|reference)\b/i;

/** Whether a refusal may be about an id in the body whose kind isn't known: `reviewer_id`, `{ reviewer: { id: 1 } }`. */
function isOfUnknownId({ case: { parts }, received: { status, bytes } }: Exchange): boolean {
  const saysSo = [400, 422].includes(status) && saysMissing.test(bytes.toString('utf8', 0, 2000));
  return (status === 404 || saysSo) && namesOthers(parts.body);
}

const idsOfOthers = /(._id|[a-z\d]I[dD])s?$/;

/** Whether a value has ids of others: at its top, also in a list or in `data`, an `id` is its own. */
function namesOthers(value: unknown, isWithin = false): boolean {
  if (Array.isArray(value)) return value.some((item) => namesOthers(item, isWithin));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, inner]) => {
    const isId = idsOfOthers.test(name) || (isWithin && /^_?id$/.test(name));
    return (isId && ![inner].flat().some(isObject)) || namesOthers(inner, isWithin || name !== 'data');
  });
}

/** Where no credentials are asked for, a declared 401 is about what the request says: a name and a password, a code. */
function isSignIn({ case: { operation }, received: { status } }: Exchange): boolean {
  const { security, parameters } = operation.operation;
  const hasInput = operation.maker.body !== undefined || parameters.length > 0;
  const isOpen = security.every((requirement) => Object.keys(requirement).length === 0);
  return isOpen && hasInput && operation.responses.declared(status) !== undefined;
}

function declaresSuccess({ node }: Operation): boolean {
  return Object.keys(node.responses ?? {}).some((key) => /^([123]|default$)/i.test(key));
}

function credentialsRefused({ case: { operation }, received: { status }, hasRealCredentials }: Exchange): Defect {
  const [scheme] = operation.operation.security.flatMap((requirement) => Object.keys(requirement));
  return {
    code: 'credentials-refused',
    message: hasRealCredentials
      ? `refuses the credentials of the run with ${status}`
      : `requires credentials (${status}), and the run has none: give --user, or a --header`,
    pointer: scheme === undefined ? operation.operation.pointer : joinPointer('#/components/securitySchemes', scheme),
  };
}

function isShown(text: string | undefined, body: unknown): boolean {
  if (text === undefined || body === text) return true;
  return typeof body === 'object' && body !== null && Object.values(body).some((inner) => isShown(text, inner));
}

function acceptedInvalid({ case: { title, pointer }, received: { status } }: Exchange): Defect {
  return {
    code: 'invalid-accepted',
    message: `responds with ${status} to an invalid request: ${title}`,
    pointer,
  };
}

function judgeExample(exchange: Exchange, wanted: string): Defect[] {
  const { case: testCase, received, hasRecord, hasRealCredentials } = exchange;
  const { status } = received;
  if (status === 401 && isSignIn(exchange)) return [];
  if (status === 401 && !hasRealCredentials) return [credentialsRefused(exchange)];
  if (wanted.startsWith('2') && status === 404 && !hasRecord) return [];
  const message = `responds with ${status} to ${testCase.title}, where the contract has ${wanted}`;
  return [{ code: 'example-status', message, pointer: testCase.pointer }];
}

const unsupported = {
  method: 'undeclared-method-accepted',
  mediaType: 'undeclared-media-type-accepted',
  syntax: 'malformed-body-accepted',
  encoding: 'malformed-body-accepted',
} as const;

function acceptedUnsupported(
  { case: { title, pointer }, received: { status } }: Exchange,
  what: keyof typeof unsupported,
): Defect {
  const message = `responds with ${status} to ${title}`;
  const about = what === 'method' ? undefined : { kind: title };
  const defect = { code: unsupported[what], message, pointer, about };
  // RFC 8259, section 9: a parser may accept what isn't JSON. Many replace such bytes, so that the text is another one.
  return what === 'encoding' ? { ...defect, severity: 'warning' } : defect;
}

function judgeUnauthorized({ case: { title, pointer }, received: { status } }: Exchange, how: string): Defect[] {
  // Other checks look at the kind of refusal. A redirect may go to a sign-in page.
  if (status >= 300) return [];
  const code = how === 'wrong' ? 'wrong-credentials-accepted' : 'credentials-not-required';
  return [{ code, message: `responds with ${status} to ${title}`, pointer }];
}
