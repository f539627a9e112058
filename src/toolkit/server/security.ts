import { parseCookie } from 'cookie';
import type { Request } from 'express';
import type { Contract } from '../contract/load-contract.ts';
import type { SecuritySchemeObject } from '../contract/openapi.ts';
import { type Operation, resolveReference } from '../contract/operations.ts';

/** What a security handler decides by. */
export interface Credentials {
  /**
   * The token of `bearer`, `oauth2` and `openIdConnect`, the value of an `apiKey`, `name:password` of `basic`, and the
   * rest of the header for other schemes; undefined where the request has none, or one of another kind.
   */
  readonly value: string | undefined;
  /** The operation's scopes: all of them are needed. */
  readonly scopes: readonly string[];
  readonly operation: Operation;
  readonly request: Request;
}

/** What a security handler answers where it knows who asks, and they may not. */
export const forbidden = Symbol('forbidden');

/**
 * Judges the credentials of one security scheme.
 * @returns who asks, as handlers find it in `context.identity`; undefined is answered 401, `forbidden` 403 where the
 *   operation declares it, else 401
 */
export type SecurityHandler<Identity> = (
  credentials: Credentials,
) => Identity | undefined | typeof forbidden | Promise<Identity | undefined | typeof forbidden>;

export type SecurityHandlers = Readonly<Record<string, SecurityHandler<unknown>>>;

/** Who asks, or the status of the refusal. */
export type Verdict = { readonly identity: unknown } | { readonly status: 401 | 403 };

const open: Verdict = { identity: undefined };

/**
 * Judges an operation's requests: one of its requirements has to be met, with each scheme that it names.
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
 */
export function createGuard(
  contract: Contract,
  handlers: SecurityHandlers,
  operation: Operation,
): (request: Request) => Verdict | Promise<Verdict> {
  // Who has credentials is known by them, also where none are needed.
  const alternatives = [...operation.security].sort((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)));
  const requirements = alternatives.map((requirement) =>
    Object.entries(requirement).map(([name, scopes]) => ({
      scheme: schemeOf(contract, name),
      handle: handlers[name] as SecurityHandler<unknown>,
      scopes,
    })),
  );
  if (requirements.length === 0) return () => open;
  return async (request) => {
    let refused: Verdict = { status: 401 };
    for (const schemes of requirements) {
      const identities: unknown[] = [];
      for (const { scheme, handle, scopes } of schemes) {
        const identity = await handle({ value: credentialsOf(scheme, request), scopes, operation, request });
        if (identity === forbidden) refused = { status: 403 };
        // A look-up that finds nobody may say so with null or false.
        if (identity === undefined || identity === null || identity === false || identity === forbidden) break;
        identities.push(identity);
      }
      if (identities.length === schemes.length) return { identity: identities[0] };
    }
    return refused;
  };
}

function isEmpty(requirement: object): boolean {
  return Object.keys(requirement).length === 0;
}

/** The challenges for a 401 of the operation. @see https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate */
export function challengesOf(contract: Contract, operation: Operation): string {
  const schemes = operation.security.flatMap((requirement) => Object.keys(requirement));
  const challenges = schemes.map((name) => {
    const scheme = schemeOf(contract, name);
    if (scheme?.type === 'http') return capitalise(scheme.scheme ?? 'Bearer');
    return scheme?.type === 'apiKey' ? `ApiKey name="${scheme.name}"` : 'Bearer';
  });
  return [...new Set(challenges)].join(', ');
}

/** The names of schemes that operations ask for and nobody handles. */
export function unhandledSchemes(contract: Contract, handlers: SecurityHandlers): string[] {
  const asked = contract.operations.flatMap(({ security }) =>
    security.flatMap((requirement) => Object.keys(requirement)),
  );
  return [...new Set(asked)].filter((name) => !Object.hasOwn(handlers, name));
}

function schemeOf({ document }: Contract, name: string): SecuritySchemeObject | undefined {
  const written = document.components?.securitySchemes?.[name];
  return written && resolveReference<SecuritySchemeObject>(document, written);
}

function credentialsOf(scheme: SecuritySchemeObject | undefined, request: Request): string | undefined {
  if (scheme?.type === 'apiKey') return apiKeyOf(scheme, request);
  const [kind = '', value] = request.headers.authorization?.split(/ +(.*)/s) ?? [];
  const wanted = scheme?.type === 'http' ? (scheme.scheme ?? 'bearer') : 'bearer';
  if (kind.toLowerCase() !== wanted.toLowerCase() || !value) return undefined;
  return wanted.toLowerCase() === 'basic' ? Buffer.from(value, 'base64').toString() : value.trim();
}

function apiKeyOf({ name = '', in: location }: SecuritySchemeObject, request: Request): string | undefined {
  if (location === 'cookie') return parseCookie(request.headers.cookie ?? '')[name];
  if (location === 'header') return request.get(name);
  return new URLSearchParams(request.url.replace(/^[^?]*/, '')).get(name) ?? undefined;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
