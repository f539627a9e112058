import { ClientError } from './client-error.ts';
import type { CallInput } from './request.ts';
import type { AnyResult } from './response.ts';
import { type BaseOptions, type CallOptions, Session } from './session.ts';
import type { ContractTable } from './table.ts';
import type { SignIn, Tokens } from './tokens.ts';

const sessions = new WeakMap<object, Session>();

/** @returns a function for each operation, by its operationId */
export function createClientOf(contract: ContractTable, options: BaseOptions): object {
  const session = new Session(contract, options);
  const client = Object.fromEntries(
    Object.entries(contract.operations).map(([id, entry]) => [
      id,
      (input?: CallInput, callOptions?: CallOptions) => session.call(id, entry, input, callOptions),
    ]),
  );
  sessions.set(client, session);
  return client;
}

function sessionOf(client: object): Session {
  const session = sessions.get(client);
  if (session === undefined) throw new TypeError('this is no client of createClient');
  return session;
}

/**
 * Gets tokens for a name and a password, which the client then sends, and replaces before they expire or when they are refused.
 * @throws {ClientError} `SIGN_IN_FAILED`, with the response
 */
export function signIn(client: object, credentials: SignIn): Promise<Tokens> {
  return sessionOf(client).signIn(credentials);
}

/** Forgets the tokens of `signIn`. */
export function signOut(client: object): void {
  sessionOf(client).signOut();
}

/**
 * The body of a successful response.
 * @throws {ClientError} `UNSUCCESSFUL` for any other, with its status and body
 */
export async function unwrap<R extends AnyResult>(call: R | Promise<R>): Promise<Extract<R, { ok: true }>['body']> {
  const result = await call;
  if (result.ok) return result.body as Extract<R, { ok: true }>['body'];
  const { response, body, status } = result;
  throw new ClientError('UNSUCCESSFUL', `${response.url.split('?', 1)[0]} responded with ${status}`, {
    response,
    body,
  });
}
