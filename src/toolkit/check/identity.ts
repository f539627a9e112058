import { schemeOf } from '../contract/credentials.ts';
import type { Contract } from '../contract/load-contract.ts';
import type { SecuritySchemeObject } from '../contract/openapi.ts';
import type { Operation } from '../contract/operations.ts';
import { type Credentials, madeUpCredentials, noCredentials } from '../instances/index.ts';
import type { Received } from './client.ts';
import { type SignedIn, signIn } from './sign-in.ts';
import type { TestedOperation } from './tested-operation.ts';

export interface IdentityOptions {
  /** Sent with each request; those that carry credentials only where an operation asks for them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** Who the requests of a run are from. */
export class Identity {
  readonly #contract: Contract;
  readonly #given: Readonly<Record<string, string>>;
  readonly #carriers: ReadonlySet<string>;
  /** The value of an Authorization header that signing in has got. */
  readonly #authorization: string | undefined;
  /** The answer that had its value. */
  readonly signedIn: Received | undefined;
  readonly user: { readonly name: string; readonly password: string } | undefined;

  private constructor(contract: Contract, { headers = {}, user, password = '' }: IdentityOptions, signedIn?: SignedIn) {
    this.#contract = contract;
    this.#given = headers;
    this.#authorization = signedIn?.authorization;
    this.signedIn = signedIn?.received;
    this.user = user === undefined ? undefined : { name: user, password };
    const names = Object.keys(contract.document.components?.securitySchemes ?? {});
    this.#carriers = new Set(names.map((name) => carrierOf(schemeOf(contract, name))));
  }

  /**
   * @param keepsAnswer whether the answer that had the token is to be looked at; else the run asks for another one
   * @throws {CheckError} where a user is given, and can't be signed in
   */
  static async of(contract: Contract, url: string, options: IdentityOptions, keepsAnswer = true): Promise<Identity> {
    if (options.user === undefined) return new Identity(contract, options);
    const { authorization, received } = await signIn(contract, url, options.user, options.password ?? '');
    return new Identity(contract, options, { authorization, received: keepsAnswer ? received : undefined });
  }

  credentialsFor({ operation, excerpt }: TestedOperation): Credentials {
    if (operation.security.length === 0) return this.anonymous;
    const known = this.isReal(operation) ? noCredentials : madeUpCredentials(excerpt);
    const own = this.#authorization === undefined ? {} : { authorization: this.#authorization };
    return { ...known, headers: { ...known.headers, ...this.#given, ...own } };
  }

  /** Whether what an operation asks for was given, and not made up. */
  isReal({ security }: Operation): boolean {
    if (this.#authorization !== undefined) return true;
    const given = new Set(Object.keys(this.#given).map((name) => name.toLowerCase()));
    return security.some((requirement) =>
      Object.keys(requirement).every((name) => given.has(carrierOf(schemeOf(this.#contract, name)))),
    );
  }

  /** The headers that were given, without those that carry credentials. */
  get anonymous(): Credentials {
    const headers = Object.entries(this.#given).filter(([name]) => !this.#carriers.has(name.toLowerCase()));
    return { ...noCredentials, headers: Object.fromEntries(headers) };
  }

  /** What is not to be written down, with the name of a variable to write in its place. */
  get secrets(): ReadonlyMap<string, string> {
    const given = Object.entries(this.#given).filter(([name]) => this.#carriers.has(name.toLowerCase()));
    const values = [...given.map(([, value]) => value), ...(this.#authorization ? [this.#authorization] : [])];
    const secrets = new Map<string, string>(values.map((value) => [value.replace(/^(Bearer|Basic) +/i, ''), '$TOKEN']));
    if (this.user?.password) secrets.set(this.user.password, '$CONCORDAT_PASSWORD');
    return secrets;
  }
}

/** The header that carries a scheme's credentials, in lower case; a query has none. */
function carrierOf(scheme: SecuritySchemeObject | undefined): string {
  if (scheme?.type !== 'apiKey') return 'authorization';
  if (scheme.in === 'cookie') return 'cookie';
  return scheme.in === 'header' ? (scheme.name ?? '').toLowerCase() : '';
}
