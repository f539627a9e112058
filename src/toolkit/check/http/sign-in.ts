import { schemesOf } from '../../contract/document/credentials.ts';
import { valueAt } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { serverPathOf } from '../../contract/document/server-path.ts';
import { tokenEndpointsOf } from '../../contract/document/token-endpoints.ts';
import { escapeLine } from '../../encoding/printable.ts';
import { CheckError, checkErrorCodes } from './check-error.ts';
import { Client, defaultTimeoutMs } from './client.ts';
import { type ReceivedResponse, TransportError } from './response-collector.ts';

/** The result of signing in. */
export interface SignedIn {
  /** The value of an Authorization header. */
  readonly authorization: string;
  /** The response that had the token; undefined if none was asked for. */
  readonly received: ReceivedResponse | undefined;
}

/**
 * Gets a token for a name and a password through the contract's password flow. The path of its token URL is resolved against
 * the URL in use. If the contract has basic authentication only, the name and password themselves are the credentials.
 * @throws {CheckError} if the contract has neither, or no token is issued
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.3
 */
export async function signIn(contract: Contract, url: string, user: string, password: string): Promise<SignedIn> {
  const endpoint = tokenEndpointsOf(contract.document).find(({ flow }) => flow === 'password');
  if (!endpoint) {
    const isBasic = schemesOf(contract).some(({ scheme }) => scheme?.toLowerCase() === 'basic');
    if (isBasic)
      return {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        received: undefined,
      };
    throw new CheckError(
      checkErrorCodes.signIn,
      'the contract has neither a password flow nor basic authentication to sign in with: give a header, ' +
        "such as --header 'Authorization: Bearer …', or the operation that signs in, with --login",
    );
  }
  const serverPath = serverPathOf(contract.document);
  const isBelow = endpoint.path.startsWith(`${serverPath}/`);
  const target = isBelow ? endpoint.path.slice(serverPath.length) : endpoint.path;
  const client = new Client(isBelow ? url : new URL(url).origin, { timeoutMs: defaultTimeoutMs, connections: 1 });
  try {
    const received = await client.send({
      method: 'POST',
      target,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'password', username: user, password }).toString(),
    });
    const fail = (why: string, cause?: Error): never => {
      const message = `${user} could not be signed in at ${client.url}${target}: ${why}`;
      throw new CheckError(checkErrorCodes.signIn, message, { cause });
    };
    if (received instanceof TransportError) return fail(received.message, received);
    return { authorization: `Bearer ${readToken(received, fail)}`, received };
  } finally {
    await client.close();
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1 */
function readToken({ status, headers, bytes }: ReceivedResponse, fail: (why: string, cause?: Error) => never): string {
  const text = bytes.toString();
  const delay = headers['retry-after'];
  // A wrong name or password is not a 404: the token URL's path is not there.
  const advice =
    status === 404
      ? "Check the path of the URL, which replaces that of the contract's server"
      : 'Check --user and CONCORDAT_PASSWORD';
  if (status !== 200)
    return fail(
      `${status} ${escapeLine(text.slice(0, 300))}${delay ? ` (try again in ${escapeLine(String(delay))} s)` : ''}. ${advice}`,
    );
  try {
    const token = valueAt(JSON.parse(text), '#/access_token');
    return typeof token === 'string' ? token : fail('the response has no access_token');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail('the response is not JSON', error);
  }
}
