import { parseCookie } from 'cookie';
import type { SecuritySchemeObject } from './openapi.ts';
import { type ContractDocument, type Operation, resolveReference } from './operations.ts';
import { ownProperty } from './own-property.ts';

/** The value of `WWW-Authenticate` in a 401 of the operation. @see https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate */
export function challengesOf(contract: ContractDocument, operation: Operation): string {
  const schemes = operation.security.flatMap((requirement) => Object.keys(requirement));
  const challenges = schemes.map((name) => {
    const scheme = schemeOf(contract, name);
    if (scheme?.type === 'http') return capitalise(scheme.scheme ?? 'Bearer');
    return scheme?.type === 'apiKey' ? `ApiKey name="${scheme.name}"` : 'Bearer';
  });
  return [...new Set(challenges)].join(', ');
}

/** A security scheme by its name in the contract. */
export function schemeOf({ document }: ContractDocument, name: string): SecuritySchemeObject | undefined {
  const written = document.components?.securitySchemes?.[name];
  return written && resolveReference<SecuritySchemeObject>(document, written);
}

/** All security schemes of the contract. */
export function schemesOf(contract: ContractDocument): SecuritySchemeObject[] {
  const names = Object.keys(contract.document.components?.securitySchemes ?? {});
  return names.flatMap((name) => schemeOf(contract, name) ?? []);
}

/** What of a request may hold credentials. */
export interface CredentialsRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * The credentials of a request for a scheme: the token of `bearer`, `oauth2` and `openIdConnect`, the value of an
 * `apiKey`, `name:password` of `basic`, the rest of the header of other schemes.
 * @returns undefined if the request has none of this scheme
 */
export function credentialsOf(
  scheme: SecuritySchemeObject | undefined,
  request: CredentialsRequest,
): string | undefined {
  if (scheme?.type === 'apiKey') return apiKeyOf(scheme, request);
  const header = request.headers['authorization'] as string | undefined;
  if (header === undefined) return undefined;
  const [kind = '', value] = header.split(/ +(.*)/s);
  const wanted = scheme?.type === 'http' ? (scheme.scheme ?? 'bearer') : 'bearer';
  if (kind.toLowerCase() !== wanted.toLowerCase() || !value) return undefined;
  return wanted.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString() : value.trim();
}

function apiKeyOf({ name = '', in: location }: SecuritySchemeObject, request: CredentialsRequest): string | undefined {
  if (location === 'cookie') return ownProperty(parseCookie(String(request.headers['cookie'] ?? '')), name);
  if (location === 'header') return ownProperty(request.headers, name.toLowerCase())?.toString();
  return new URLSearchParams(request.url.replace(/^[^?]*/, '')).get(name) ?? undefined;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
