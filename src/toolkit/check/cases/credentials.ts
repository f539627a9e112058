import { schemeOf } from '../../contract/document/credentials.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { Credentials } from '../../instances/index.ts';
import type { Case, Expectation } from '../plan/case.ts';
import type { Identity } from '../http/identity.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

type How = Extract<Expectation, { kind: 'unauthorized' }>['how'];

/** A good request without credentials, with what is none, with those of another scheme, and with those of nobody. */
export function* credentialsCases(operation: TestedOperation, identity: Identity, contract: Contract): Generator<Case> {
  const { base, operation: node } = operation;
  const { security } = node;
  if (!base || security.length === 0 || security.some((requirement) => Object.keys(requirement).length === 0)) return;
  const schemes = security.flatMap((requirement) => Object.keys(requirement).map((name) => schemeOf(contract, name)));
  if (schemes.some((scheme) => scheme === undefined || scheme.type === 'mutualTLS')) return;
  const { anonymous } = identity;
  const with_ = (authorization: string): Credentials => ({
    ...anonymous,
    headers: { ...anonymous.headers, authorization },
  });
  const kinds = new Set(
    schemes.map((scheme) => (scheme?.type === 'apiKey' ? 'apikey' : (scheme?.scheme ?? 'bearer').toLowerCase())),
  );
  const trials: [How, string, Credentials][] = [['missing', 'a request without credentials', anonymous]];
  if (!kinds.has('apikey')) trials.push(['malformed', 'a request with credentials that are none', with_('nonsense')]);
  if (!kinds.has('basic'))
    trials.push(['otherScheme', 'a request with credentials of another scheme', with_('Basic bm9ib2R5Om5vdGhpbmc=')]);
  else if (!kinds.has('bearer'))
    trials.push(['otherScheme', 'a request with credentials of another scheme', with_('Bearer nobody')]);
  // Where the run has no credentials that are good, those that it makes up have to do.
  if (identity.isReal(node))
    trials.push(['wrong', 'a request with credentials of nobody', wrongCredentials(operation, identity)]);
  for (const [how, title, credentials] of trials) {
    const pointer = node.node.security === undefined ? '#/security' : `${node.pointer}/security`;
    yield { operation, title, expectation: { kind: 'unauthorized', how }, pointer, parts: base, credentials };
  }
}

/** As the run's own, but with the last characters turned around. */
function wrongCredentials(operation: TestedOperation, identity: Identity): Credentials {
  const own = identity.credentialsFor(operation);
  const kept = identity.anonymous.headers;
  const headers = Object.entries(own.headers).map(([name, value]) => [name, name in kept ? value : spoil(value)]);
  return {
    ...own,
    headers: Object.fromEntries(headers) as Record<string, string>,
    query: own.query.map((pair) => new URLSearchParams([...new URLSearchParams(pair)].map(spoilPair)).toString()),
  };
}

function spoil(value: string): string {
  // Of several cookies it can't be told which one it is.
  if (/^[^=;\s]+=[^;]*;/.test(value)) return value.split(/; */).map(spoilCookie).join('; ');
  if (/^[^=;\s]+=/.test(value)) return spoilCookie(value);
  const [, kind = '', secret = ''] = /^((?:Bearer|Basic) +)?(.*)$/is.exec(value) ?? [];
  if (/^basic/i.test(kind)) return `${kind}${Buffer.from('nobody:nothing').toString('base64')}`;
  const tail = secret.slice(-8);
  return `${kind}${secret.slice(0, -8)}${tail === '' ? 'nobody' : [...tail].reverse().join('')}x`;
}

function spoilPair([name, value]: [string, string]): [string, string] {
  return [name, spoil(value)];
}

function spoilCookie(pair: string): string {
  const [name = '', ...rest] = pair.split('=');
  return `${name}=${spoil(rest.join(''))}`;
}
