import { valueAt } from '../../contract/document/json-pointer.ts';
import type { ReceivedResponse } from '../http/response-collector.ts';
import type { Exchange } from '../plan/exchange.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { Session } from '../run/session.ts';

/**
 * Checks the response that had the run's token, and requests another token with the refresh token in it. The contract's
 * examples don't have the name and password of a real user.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function runTokens(session: Session, operation: TestedOperation): Promise<void> {
  const { user, tokenResponse } = session.parts.identity;
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
