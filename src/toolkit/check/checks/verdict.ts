import { joinPointer } from '../../contract/document/json-pointer.ts';
import type { Check, Exchange, Found } from '../plan/case.ts';
import { isThrottled } from '../http/retry-after.ts';

/** What the server made of the request: whether it took what is valid, and refused what is not. */
export const verdict: Check = (exchange) => {
  const { status } = exchange.received;
  if (status >= 500 || isThrottled(exchange.received)) return [];
  const { expectation } = exchange.case;
  switch (expectation.kind) {
    case 'accepted':
      return status < 400 ? [] : judgeRefusal(exchange);
    case 'refused':
      return status < 400 ? [acceptedInvalid(exchange)] : [];
    case 'status':
      return matches(expectation.status, status) ? [] : judgeExample(exchange, expectation.status);
    case 'unsupported':
      return status < 300 ? [acceptedUnsupported(exchange, expectation.what)] : [];
    case 'unauthorized':
      return judgeUnauthorized(exchange, expectation.how);
    default:
      return [];
  }
};

/** A request that keeps the contract may still fail for what only the server knows; not for its form. */
function judgeRefusal(exchange: Exchange): Found[] {
  const { case: tested, received, hasRecord, namesUnknown, hasRealCredentials } = exchange;
  const { status } = received;
  const { responses } = tested.operation;
  if (status === 401 || status === 403) {
    if (status === 403 && hasRealCredentials && responses.declares(403)) return [];
    return [credentialsRefused(exchange)];
  }
  if ((status === 404 || status === 410) && !hasRecord) return [];
  if (namesUnknown && [400, 404, 409, 422].includes(status)) return [];
  const depends = [402, 409, 412, 423, 424, 428, 451].includes(status);
  if (depends && responses.declares(status)) return [];
  const message = `refuses a request that keeps the contract with ${status}: ${tested.title}`;
  return [{ code: 'valid-refused', message, pointer: tested.pointer }];
}

function credentialsRefused({ case: { operation }, received: { status }, hasRealCredentials }: Exchange): Found {
  const [scheme] = operation.operation.security.flatMap((requirement) => Object.keys(requirement));
  return {
    code: 'credentials-refused',
    message: hasRealCredentials
      ? `refuses the credentials of the run with ${status}`
      : `asks for credentials (${status}), and the run has none: give --user, or a --header`,
    pointer: scheme === undefined ? operation.operation.pointer : joinPointer('#/components/securitySchemes', scheme),
  };
}

function acceptedInvalid({ case: { title, pointer }, received: { status } }: Exchange): Found {
  return {
    code: 'invalid-accepted',
    message: `answers ${status} to a request that it had to refuse: ${title}`,
    pointer,
  };
}

function judgeExample(exchange: Exchange, wanted: string): Found[] {
  const { case: tested, received, hasRecord, hasRealCredentials } = exchange;
  const { status } = received;
  if (status === 401 && !hasRealCredentials) return [credentialsRefused(exchange)];
  if (wanted.startsWith('2') && status === 404 && !hasRecord) return [];
  const message = `answers ${status} to ${tested.title}, which the contract says gets ${wanted}`;
  return [{ code: 'example-status', message, pointer: tested.pointer }];
}

const unsupported = {
  method: 'undeclared-method-accepted',
  mediaType: 'undeclared-media-type-accepted',
  syntax: 'malformed-body-accepted',
} as const;

function acceptedUnsupported(
  { case: { title, pointer }, received: { status } }: Exchange,
  what: keyof typeof unsupported,
): Found {
  return { code: unsupported[what], message: `answers ${status} to ${title}`, pointer };
}

function judgeUnauthorized({ case: { title, pointer }, received: { status } }: Exchange, how: string): Found[] {
  // Which refusal it is, is for other checks; a redirect leads to where one signs in.
  if (status >= 300) return [];
  const code = how === 'wrong' ? 'wrong-credentials-accepted' : 'credentials-not-required';
  return [{ code, message: `answers ${status} to ${title}`, pointer }];
}

/** Whether a status is the one that a key of `responses` names. */
function matches(key: string, status: number): boolean {
  return key === 'default' || key === String(status) || key.toUpperCase() === `${String(status)[0]}XX`;
}
