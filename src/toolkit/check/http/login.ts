import { schemesOf } from '../../contract/document/credentials.ts';
import { valueAt } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import { escapeLine } from '../../encoding/printable.ts';
import { type Credentials, type MadeRequest, noCredentials, type RequestParts } from '../../instances/index.ts';
import { CheckError, checkErrorCodes } from './check-error.ts';
import { Client, defaultTimeoutMs } from './client.ts';
import { readBody } from './read-body.ts';
import { type ReceivedResponse, TransportError } from './response-collector.ts';

/** A request to an operation of the contract that signs in. */
export interface LoginRequest {
  readonly operationId: string;
  readonly request: MadeRequest;
  readonly parts: RequestParts;
  /** A JSON pointer to the token in the response body. Default: it is found by its name. */
  readonly tokenPointer: string | undefined;
}

/** What an operation that signs in has given. */
export interface LoggedIn {
  readonly token: string;
  readonly credentials: Credentials;
  readonly received: ReceivedResponse;
}

/**
 * Signs in through an operation of the contract. The token is sent as the contract's security schemes say: in the
 * Authorization header, in a header or a query parameter of its own, or in a cookie.
 * @throws {CheckError} if the operation refuses, or its response has no token
 */
export async function logIn(contract: Contract, url: string, login: LoginRequest): Promise<LoggedIn> {
  const { operationId, request, tokenPointer } = login;
  const client = new Client(url, { timeoutMs: defaultTimeoutMs, connections: 1 });
  const fail = (why: string, cause?: Error): never => {
    const message = `${operationId} did not sign in at ${client.url}${request.target}: ${why}`;
    throw new CheckError(checkErrorCodes.signIn, escapeLine(message), { cause });
  };
  try {
    const received = await client.send(request);
    if (received instanceof TransportError) return fail(received.message, received);
    const { status, bytes } = received;
    if (status >= 300) return fail(`${status} ${bytes.toString('utf8', 0, 300)}`);
    const found = tokenIn(contract, received, tokenPointer);
    if (found) return { ...found, received };
    const { body, mediaType } = readBody(received);
    const names = typeof body === 'object' && body !== null ? Object.keys(body).join(', ') : (mediaType ?? 'no body');
    return fail(
      tokenPointer === undefined
        ? `no token was found in the response (${names}): say where it is, such as --login-token /data/token`
        : `the response has no text at ${tokenPointer} (${names})`,
    );
  } finally {
    await client.close();
  }
}

/** The token in a response, and how it is sent; undefined if there is none. @param tokenPointer default: it is found by its name */
export function tokenIn(
  contract: Contract,
  received: ReceivedResponse,
  tokenPointer: string | undefined,
): Omit<LoggedIn, 'received'> | undefined {
  const inCookie = tokenPointer === undefined ? cookieOf(contract, received) : undefined;
  if (inCookie) return inCookie;
  const { body } = readBody(received);
  const token = tokenPointer === undefined ? findToken(body) : valueAt(body, `#${tokenPointer.replace(/^#/, '')}`);
  return typeof token === 'string' && token !== '' ? { token, credentials: carry(contract, token) } : undefined;
}

/** From the most telling name to the least. */
const tokenNames =
  /^(access_?token|jwt|id_?token|auth_?token|bearer(_?token)?|session_?token|token|access|api_?key|session(_?id)?)$/i;
const maxDepth = 3;

/** The token in a body: the text itself, or the property that is called like one and is closest to the top. */
function findToken(body: unknown): string | undefined {
  if (typeof body === 'string') return /^[\w.~+/=-]{8,}$/.test(body.trim()) ? body.trim() : undefined;
  let level: unknown[] = [body];
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const entries = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.entries(value as Record<string, unknown>) : [],
    );
    const named = entries.filter(([name, value]) => tokenNames.test(name) && typeof value === 'string' && value !== '');
    const [best] = named.sort(([a], [b]) => rankOf(a) - rankOf(b));
    if (best) return best[1] as string;
    level = entries.map(([, value]) => value);
  }
  return undefined;
}

function rankOf(name: string): number {
  const order = [/^access_?token$/i, /^(jwt|(auth|bearer)_?token)$/i, /^token$/i, /^access$/i, /^id_?token$/i];
  const rank = order.findIndex((pattern) => pattern.test(name));
  return rank === -1 ? order.length : rank;
}

/** The cookie of a scheme that the response has set. @see https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object */
function cookieOf(contract: Contract, { headers }: ReceivedResponse): Omit<LoggedIn, 'received'> | undefined {
  const set = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '');
  for (const { type, in: place, name } of schemesOf(contract)) {
    const pair = set.find((cookie) => type === 'apiKey' && place === 'cookie' && cookie.startsWith(`${name}=`));
    if (!pair) continue;
    return {
      token: pair.slice(pair.indexOf('=') + 1),
      credentials: { ...noCredentials, headers: { cookie: set.join('; ') } },
    };
  }
  return undefined;
}

function carry(contract: Contract, token: string): Credentials {
  const schemes = schemesOf(contract);
  const isBearer = schemes.some(({ type, scheme = '' }) => type !== 'apiKey' && scheme.toLowerCase() !== 'basic');
  const key = schemes.find(({ type }) => type === 'apiKey');
  if (isBearer || key?.name === undefined || /^authorization$/i.test(key.name)) {
    const authorization = /^\w+ /.test(token) ? token : `Bearer ${token}`;
    return { ...noCredentials, headers: { authorization } };
  }
  if (key.in === 'query')
    return { ...noCredentials, query: [`${encodeURIComponent(key.name)}=${encodeURIComponent(token)}`] };
  if (key.in === 'cookie') return { ...noCredentials, headers: { cookie: `${key.name}=${token}` } };
  return { ...noCredentials, headers: { [key.name.toLowerCase()]: token } };
}
