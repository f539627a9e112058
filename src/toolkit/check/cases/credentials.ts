import { schemeOf } from '../../contract/document/credentials.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { SecuritySchemeObject } from '../../contract/document/openapi.ts';
import type { Credentials } from '../../instances/index.ts';
import type { Identity } from '../http/identity.ts';
import type { Case, Expectation } from '../plan/case.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { alteredCredentials } from './altered-credentials.ts';

type How = Extract<Expectation, { kind: 'unauthorized' }>['how'];

/** Valid requests without credentials, and with malformed ones, ones of another scheme, and unknown ones. */
export function* credentialsCases(operation: TestedOperation, identity: Identity, contract: Contract): Generator<Case> {
  const { base, operation: node } = operation;
  const { security } = node;
  if (!base || security.length === 0 || security.some((requirement) => Object.keys(requirement).length === 0)) return;
  const schemes = security.flatMap((requirement) => Object.keys(requirement).map((name) => schemeOf(contract, name)));
  if (schemes.some((scheme) => scheme === undefined || scheme.type === 'mutualTLS')) return;
  const { anonymous } = identity;
  const authorizedBy = (authorization: string): Credentials => ({
    ...anonymous,
    headers: { ...anonymous.headers, authorization },
  });
  const kinds = new Set(
    schemes.map((scheme) => (scheme?.type === 'apiKey' ? 'apikey' : (scheme?.scheme ?? 'bearer').toLowerCase())),
  );
  const attempts: [How, string, Credentials][] = [['missing', 'a request without credentials', anonymous]];
  if (!kinds.has('apikey'))
    attempts.push(['malformed', 'a request with malformed credentials', authorizedBy('nonsense')]);
  // An API key in this header may look like anything.
  const takesAny = schemes.some(
    (scheme) => scheme?.type === 'apiKey' && scheme.in === 'header' && /^authorization$/i.test(scheme.name ?? ''),
  );
  if (!takesAny && !kinds.has('basic'))
    attempts.push([
      'otherScheme',
      'a request with credentials of another scheme',
      authorizedBy('Basic bm9ib2R5Om5vdGhpbmc='),
    ]);
  else if (!takesAny && !kinds.has('bearer'))
    attempts.push(['otherScheme', 'a request with credentials of another scheme', authorizedBy('Bearer unknown')]);
  // Altering made-up credentials would show nothing.
  if (identity.hasRealCredentials(node)) {
    attempts.push(['wrong', 'a request with unknown credentials', wrongCredentials(operation, identity)]);
    const isFirst = contract.operations.find((other) => other.security.length > 0) === node;
    const known = schemes as SecuritySchemeObject[];
    for (const [title, credentials] of alteredCredentials(operation, identity, known, isFirst))
      attempts.push(['wrong', `a request with ${title}`, credentials]);
  }
  for (const [how, title, credentials] of attempts) {
    const pointer = node.node.security === undefined ? '#/security' : `${node.pointer}/security`;
    yield { operation, title, expectation: { kind: 'unauthorized', how }, pointer, parts: base, credentials };
  }
}

/** The run's credentials with their last characters reversed. */
function wrongCredentials(operation: TestedOperation, identity: Identity): Credentials {
  const own = identity.credentialsFor(operation);
  const others = identity.anonymous.headers;
  const headers = Object.entries(own.headers).map(([name, value]) => [name, name in others ? value : corrupt(value)]);
  return {
    ...own,
    headers: Object.fromEntries(headers) as Record<string, string>,
    query: own.query.map((pair) => new URLSearchParams([...new URLSearchParams(pair)].map(corruptPair)).toString()),
  };
}

function corrupt(value: string): string {
  // Any of several cookies may be the credentials.
  if (/^[^=;\s]+=[^;]*;/.test(value)) return value.split(/; */).map(corruptCookie).join('; ');
  if (/^[^=;\s]+=/.test(value)) return corruptCookie(value);
  const [, kind = '', secret = ''] = /^((?:Bearer|Basic) +)?(.*)$/is.exec(value) ?? [];
  if (/^basic/i.test(kind)) return `${kind}${Buffer.from('nobody:nothing').toString('base64')}`;
  const tail = secret.slice(-8);
  return `${kind}${secret.slice(0, -8)}${tail === '' ? 'nobody' : [...tail].reverse().join('')}x`;
}

function corruptPair([name, value]: [string, string]): [string, string] {
  return [name, corrupt(value)];
}

function corruptCookie(pair: string): string {
  const [name = '', ...rest] = pair.split('=');
  return `${name}=${corrupt(rest.join(''))}`;
}
