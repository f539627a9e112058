import { schemeOf } from '../../contract/document/credentials.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { serverPathOf } from '../../contract/document/server-path.ts';
import { tokenEndpointsOf } from '../../contract/document/token-endpoints.ts';
import type { NoAnswer, Received } from './response-collector.ts';
import { CheckError, checkErrorCodes } from './check-error.ts';
import { Client } from './client.ts';

/** Who was signed in. */
export interface SignedIn {
  /** The value of an Authorization header. */
  readonly authorization: string;
  /** The answer that had the token; undefined where none was asked for. */
  readonly received: Received | undefined;
}

/**
 * Gets a token for a name and a password through the contract's password flow, whose token URL's path is taken against the
 * URL in use; where there is only basic authentication, the name and password themselves.
 * @throws {CheckError} where that isn't possible, or is refused
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3
 */
export async function signIn(contract: Contract, url: string, user: string, password: string): Promise<SignedIn> {
  const endpoint = tokenEndpointsOf(contract.document).find(({ flow }) => flow === 'password');
  if (!endpoint) {
    const names = Object.keys(contract.document.components?.securitySchemes ?? {});
    const isBasic = names.some((name) => schemeOf(contract, name)?.scheme?.toLowerCase() === 'basic');
    if (isBasic)
      return {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        received: undefined,
      };
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
    const authorization = tokenIn(answer, client.url + target, user);
    return { authorization, received: 'reason' in answer ? undefined : answer };
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
