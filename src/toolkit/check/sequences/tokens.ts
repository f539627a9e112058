import { valueAt } from '../../contract/document/json-pointer.ts';
import type { Received } from '../http/response-collector.ts';
import type { Exchange } from '../plan/case.ts';
import type { Session } from '../run/session.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/**
 * Looks at the answer that had the run's token, and gets another one for the refresh token that came with it: the
 * contract's own examples are nobody's.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function runTokens(session: Session, operation: TestedOperation): Promise<void> {
  const { user, signedIn } = session.parts.identity;
  if (!operation.givesTokens || !user) return;
  const ask = (title: string, body: Readonly<Record<string, string>>, received?: Received) =>
    askFor(session, operation, title, body, received);
  const { name: username, password } = user;
  const form = { grant_type: 'password', username, password };
  const first = await ask('gets a token for a name and password', form, signedIn);
  const refreshToken = valueAt(first?.body, '#/refresh_token');
  if (typeof refreshToken !== 'string') return;
  session.parts.identity.secrets.set(refreshToken, '$REFRESH_TOKEN');
  await ask('gets a token for a refresh token', { grant_type: 'refresh_token', refresh_token: refreshToken });
}

async function askFor(
  session: Session,
  operation: TestedOperation,
  title: string,
  body: Readonly<Record<string, string>>,
  received: Received | undefined,
): Promise<Exchange | undefined> {
  const { instances, maker, base } = operation;
  if (maker.body?.pointer === undefined || !base || !instances.isValid(body, maker.body.pointer)) return undefined;
  const { pointer } = operation.operation;
  return session.run({
    operation,
    title,
    expectation: { kind: 'accepted' },
    pointer,
    parts: { ...base, body },
    received,
  });
}
