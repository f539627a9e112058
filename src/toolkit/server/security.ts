import type { Request } from 'express';
import { credentialsOf, schemeOf } from '../contract/document/credentials.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { continueWith } from '../contract/request/continuation.ts';

/** The credentials of a request for one security scheme. */
export interface Credentials {
  /**
   * The token of `bearer`, `oauth2` and `openIdConnect`, the value of an `apiKey`, `name:password` of `basic`, and the
   * rest of the header for other schemes; undefined if the request has none, or one of another kind.
   */
  readonly value: string | undefined;
  /** The operation's scopes: all of them are needed. */
  readonly scopes: readonly string[];
  /** The operation that is requested. */
  readonly operation: Operation;
  /** Express's request. */
  readonly request: Request;
}

/** Returned by a security handler if the client is known and lacks the permission. */
export const forbidden = Symbol('forbidden');

/**
 * Checks the credentials of one security scheme.
 * @returns the client, which handlers get as `context.identity`; undefined gives 401, `forbidden` 403 if the operation
 *   declares it, else 401
 */
export type SecurityHandler<Identity> = (
  credentials: Credentials,
) => Identity | undefined | typeof forbidden | Promise<Identity | undefined | typeof forbidden>;

/** Security handlers by the name of their scheme in `components.securitySchemes`. */
export type SecurityHandlers = Readonly<Record<string, SecurityHandler<unknown>>>;

/** The client, or the status of the rejection. */
export type Verdict = { readonly identity: unknown } | { readonly status: 401 | 403 };

const open: Verdict = { identity: undefined };

/**
 * Makes the check of an operation's requests: one of its requirements has to be met, with each scheme that it names.
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
 */
export function createGuard(
  contract: Contract,
  handlers: SecurityHandlers,
  operation: Operation,
): (request: Request) => Verdict | Promise<Verdict> {
  // The empty requirement goes last, so that a client with credentials is identified even if none are required.
  const alternatives = [...operation.security].sort((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)));
  const requirements = alternatives.map((requirement) =>
    Object.entries(requirement).map(([name, scopes]) => ({
      scheme: schemeOf(contract, name),
      handle: handlers[name] as SecurityHandler<unknown>,
      scopes,
    })),
  );
  if (requirements.length === 0) return () => open;
  /** By the schemes of one requirement, from one of them on. @param first the identity that the first one has found */
  const identify = (
    request: Request,
    requirement: number,
    from: number,
    first: unknown,
  ): Verdict | Promise<Verdict> => {
    const next = requirements[requirement]?.[from];
    if (!next) return { identity: first };
    const { scheme, handle, scopes } = next;
    const found = handle({ value: credentialsOf(scheme, request), scopes, operation, request });
    return continueWith(found, (identity) => {
      if (identity === forbidden) return { status: 403 };
      // A look-up without a result may return null or false.
      if (identity === undefined || identity === null || identity === false) return { status: 401 };
      return identify(request, requirement, from + 1, from === 0 ? identity : first);
    });
  };
  const judge = (request: Request, requirement: number, refused: Verdict): Verdict | Promise<Verdict> => {
    if (requirement === requirements.length) return refused;
    return continueWith(identify(request, requirement, 0, undefined), (verdict) => {
      if ('identity' in verdict) return verdict;
      return judge(request, requirement + 1, verdict.status === 403 ? verdict : refused);
    });
  };
  return (request) => judge(request, 0, { status: 401 });
}

function isEmpty(requirement: object): boolean {
  return Object.keys(requirement).length === 0;
}

/** The names of security schemes that operations require and that have no handler. */
export function unhandledSchemes(contract: Contract, handlers: SecurityHandlers): string[] {
  const asked = contract.operations.flatMap(({ security }) =>
    security.flatMap((requirement) => Object.keys(requirement)),
  );
  return [...new Set(asked)].filter((name) => !Object.hasOwn(handlers, name));
}
