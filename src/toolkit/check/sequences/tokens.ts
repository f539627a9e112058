import { valueAt } from '../../contract/document/json-pointer.ts';
import { type LoginRequest, tokenIn } from '../http/login.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import { alteredPasswords } from '../plan/altered-secrets.ts';
import type { Exchange } from '../plan/exchange.ts';
import { withPassword } from '../plan/login-request.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Session } from '../run/session.ts';

/**
 * Checks the response that had the run's token, and requests another token with the refresh token in it. The contract's
 * examples don't have the name and password of a real user.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function runTokens(session: Session, operation: TestedOperation): Promise<void> {
  const { user, tokenResponse, login } = session.parts.identity;
  if (login) {
    if (login.operationId === operation.id) await checkLogin(session, operation, login, tokenResponse);
    return;
  }
  if (!operation.givesTokens || !user) return;
  const request = (title: string, body: Readonly<Record<string, string>>, received?: ReceivedResponse) =>
    requestToken(session, operation, title, body, received);
  const { name: username, password } = user;
  const form = { grant_type: 'password', username, password };
  const first = await request('gets a token for a name and password', form, tokenResponse);
  const refreshToken = valueAt(first?.body, '#/refresh_token');
  if (typeof refreshToken !== 'string') return;
  session.parts.identity.secrets.set(refreshToken, '$REFRESH_TOKEN');
  await request('gets a token for a refresh token', { grant_type: 'refresh_token', refresh_token: refreshToken });
}

/** The password of the run, changed a little: a server that compares all of it gives no token. */
export async function runAlteredPasswords(session: Session, operation: TestedOperation): Promise<void> {
  const { identity, plan } = session.parts;
  const { user, login } = identity;
  if (!user || (login && login.operationId !== operation.id)) return;
  const form = { grant_type: 'password', username: user.name, password: user.password };
  const { parts, tokenPointer } = login ?? { parts: operation.base && { ...operation.base, body: form } };
  const { pointer } = operation.operation;
  for (const [title, password] of alteredPasswords(user.password)) {
    const body = withPassword(parts?.body, password);
    if (!parts || !body) return;
    const testCase = { operation, title: `signs in with ${title}`, expectation: { kind: 'any' }, pointer } as const;
    const sent = await session.execute({ ...testCase, parts: { ...parts, body }, isFilled: true });
    const exchange = sent?.exchange;
    // A response may say in its body that it is a refusal.
    if (!exchange || exchange.received.status >= 300 || !tokenIn(plan.contract, exchange.received, tokenPointer))
      continue;
    const message = `responds with ${exchange.received.status} and a token to ${title}`;
    session.report('wrong-credentials-accepted', message, pointer, exchange);
  }
}

async function checkLogin(
  session: Session,
  operation: TestedOperation,
  { parts }: LoginRequest,
  received: ReceivedResponse | undefined,
): Promise<void> {
  const { pointer } = operation.operation;
  const expectation = { kind: 'accepted' } as const;
  await session.execute({ operation, title: 'signs in', expectation, pointer, parts, isFilled: true, received });
}

async function requestToken(
  session: Session,
  operation: TestedOperation,
  title: string,
  body: Readonly<Record<string, string>>,
  received: ReceivedResponse | undefined,
): Promise<Exchange | undefined> {
  const { instances, maker, base } = operation;
  if (maker.body?.pointer === undefined || !base || !instances.isValid(body, maker.body.pointer)) return undefined;
  const { pointer } = operation.operation;
  const result = await session.execute({
    operation,
    title,
    expectation: { kind: 'accepted' },
    pointer,
    parts: { ...base, body },
    received,
  });
  return result?.exchange;
}
