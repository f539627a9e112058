import { schemeOf } from '../contract/credentials.ts';
import type { Contract } from '../contract/load-contract.ts';
import type { SecuritySchemeObject } from '../contract/openapi.ts';
import type { Operation } from '../contract/operations.ts';
import { serverPathOf } from '../contract/server-path.ts';
import { tokenEndpointsOf } from '../contract/token-endpoints.ts';
import { type Credentials, madeUpCredentials, noCredentials } from '../instances/index.ts';
import { CheckError, checkErrorCodes } from './check-error.ts';
import { Client, type NoAnswer, type Received } from './client.ts';
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
  readonly user: { readonly name: string; readonly password: string } | undefined;

  private constructor(
    contract: Contract,
    { headers = {}, user, password = '' }: IdentityOptions,
    authorization?: string,
  ) {
    this.#contract = contract;
    this.#given = headers;
    this.#authorization = authorization;
    this.user = user === undefined ? undefined : { name: user, password };
    const names = Object.keys(contract.document.components?.securitySchemes ?? {});
    this.#carriers = new Set(names.map((name) => carrierOf(schemeOf(contract, name))));
  }

  /** @throws {CheckError} where a user is given, and can't be signed in */
  static async of(contract: Contract, url: string, options: IdentityOptions): Promise<Identity> {
    if (options.user === undefined) return new Identity(contract, options);
    return new Identity(contract, options, await signIn(contract, url, options.user, options.password ?? ''));
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

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3 */
async function signIn(contract: Contract, url: string, user: string, password: string): Promise<string> {
  const endpoint = tokenEndpointsOf(contract.document).find(({ flow }) => flow === 'password');
  if (!endpoint) {
    const names = Object.keys(contract.document.components?.securitySchemes ?? {});
    const isBasic = names.some((name) => schemeOf(contract, name)?.scheme?.toLowerCase() === 'basic');
    if (isBasic) return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    throw new CheckError(
      checkErrorCodes.signIn,
      'the contract has neither a password flow nor basic authentication to sign in with: give a header, ' +
        "such as --header 'Authorization: Bearer …'",
    );
  }
  const below = serverPathOf(contract.document);
  const isBelow = endpoint.path.startsWith(`${below}/`);
  const target = isBelow ? endpoint.path.slice(below.length) : endpoint.path;
  const client = new Client(isBelow ? url : new URL(url).origin, { timeout: 10_000, connections: 1 });
  try {
    const answer = await client.send({
      method: 'POST',
      target,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'password', username: user, password }).toString(),
    });
    return tokenIn(answer, client.url + target, user);
  } finally {
    await client.close();
  }
}

function tokenIn(answer: Received | NoAnswer, where: string, user: string): string {
  const refuse = (why: string): never => {
    throw new CheckError(checkErrorCodes.signIn, `${user} could not be signed in at ${where}: ${why}`);
  };
  if ('reason' in answer) return refuse(answer.message);
  const text = answer.bytes.toString();
  const wait = answer.headers['retry-after'];
  if (answer.status !== 200)
    return refuse(`${answer.status} ${text.slice(0, 300)}${wait ? ` (try again in ${wait} s)` : ''}`);
  try {
    const { access_token: token } = JSON.parse(text) as { access_token?: unknown };
    return typeof token === 'string' ? `Bearer ${token}` : refuse('the answer has no access_token');
  } catch {
    return refuse('the answer is no JSON');
  }
}
