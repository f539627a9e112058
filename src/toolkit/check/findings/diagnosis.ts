import { schemesOf } from '../../contract/document/credentials.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { serverPathOf } from '../../contract/document/server-path.ts';
import type { Defect } from './defect.ts';
import type { Refusals } from './refusals.ts';

/**
 * The likely cause where every valid request gets the same refusal: a base path that is missing, no credentials, or a redirect.
 * @param url that the run was given
 * @returns undefined if the requests had different responses, or the cause isn't clear
 */
export function diagnose(contract: Contract, url: string, { uniform, operations }: Refusals): Defect | undefined {
  if (!uniform) return undefined;
  const { status, headers } = uniform.received;
  const all = `responds with ${status}, as to every valid request of the run: `;
  const path = status === 404 ? missingPath(contract, url) : undefined;
  if (path?.isLikely || (path && operations > 1)) return neverSucceeded(all + path.message);
  // Of a single operation, this is what is wrong with it.
  if (operations < 2) return undefined;
  if ([301, 302, 303, 307, 308].includes(status)) return neverSucceeded(all + redirected(url, headers['location']));
  if (status !== 401) return undefined;
  const why = uniform.hasRealCredentials
    ? 'the credentials of the run are not accepted'
    : `the run has no credentials: give ${credentialsOf(contract)}`;
  return {
    code: 'credentials-refused',
    message: all + why,
    pointer: contract.document.security === undefined ? '#/paths' : '#/security',
  };
}

function neverSucceeded(message: string): Defect {
  return { code: 'never-succeeded', message, pointer: '#/paths', severity: 'error' };
}

function missingPath(contract: Contract, url: string): { message: string; isLikely: boolean } {
  const declared = serverPathOf(contract.document);
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/$/, '');
  if (path !== declared) {
    const has = declared === '' ? 'no path' : declared;
    return { message: `the contract's server has ${has}: did you mean ${origin}${declared}?`, isLikely: true };
  }
  const where = path === '' ? 'at its root' : `below ${path}`;
  return { message: `does this server have the API ${where}? The path belongs to the URL`, isLikely: false };
}

function redirected(url: string, header: string | string[] | undefined): string {
  const location = URL.parse(String([header].flat()[0] ?? ''), url);
  if (!location) return 'it redirects, and redirects are not followed';
  const given = new URL(url);
  if (location.protocol === 'https:' && given.protocol === 'http:')
    return `it redirects to https: did you mean https://${location.host}${given.pathname.replace(/\/$/, '')}?`;
  if (location.host !== given.host) return `it redirects to ${location.origin}: did you mean that server?`;
  return `it redirects to ${location.pathname}, and redirects are not followed: a sign-in page, or another path?`;
}

function credentialsOf(contract: Contract): string {
  const schemes = schemesOf(contract);
  const key = schemes.find((scheme) => scheme.type === 'apiKey' && scheme.in !== 'cookie');
  if (key?.name !== undefined) return `--header '${key.name}: …'`;
  if (schemes.some((scheme) => scheme.flows?.['password'] || scheme.scheme?.toLowerCase() === 'basic'))
    return '--user, with the password in CONCORDAT_PASSWORD';
  return "--header 'Authorization: Bearer …', or --login OPERATION with --user";
}
