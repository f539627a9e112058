import type { Request } from 'express';
import { credentialsOf, schemeOf } from '../contract/document/credentials.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';

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
  return async (request) => {
    let refused: Verdict = { status: 401 };
    for (const schemes of requirements) {
      const identities: unknown[] = [];
      for (const { scheme, handle, scopes } of schemes) {
        const identity = await handle({ value: credentialsOf(scheme, request), scopes, operation, request });
        if (identity === forbidden) refused = { status: 403 };
        // A look-up without a result may return null or false.
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

/** The names of security schemes that operations require and that have no handler. */
export function unhandledSchemes(contract: Contract, handlers: SecurityHandlers): string[] {
  const asked = contract.operations.flatMap(({ security }) =>
    security.flatMap((requirement) => Object.keys(requirement)),
  );
  return [...new Set(asked)].filter((name) => !Object.hasOwn(handlers, name));
}
