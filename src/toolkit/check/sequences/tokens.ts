import { valueAt } from '../../contract/json-pointer.ts';
import type { Exchange } from '../case.ts';
import type { Session } from '../session.ts';
import type { TestedOperation } from '../tested-operation.ts';

/**
 * Gets a token with the name and password of the run, and another one for the refresh token that comes with it: the
 * contract's own examples are nobody's.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 */
export async function runTokens(session: Session, operation: TestedOperation): Promise<void> {
  const { user } = session.parts.identity;
  if (!operation.givesTokens || !user || !operation.base) return;
  const ask = (title: string, body: Readonly<Record<string, string>>): Promise<Exchange | undefined> => {
    const { instances, maker, base } = operation;
    if (maker.body?.pointer === undefined || !base || !instances.isValid(body, maker.body.pointer))
      return Promise.resolve(undefined);
    const { pointer } = operation.operation;
    return session.run({ operation, title, expectation: { kind: 'accepted' }, pointer, parts: { ...base, body } });
  };
  const signedIn = await ask('gets a token for a name and password', {
    grant_type: 'password',
    username: user.name,
    password: user.password,
  });
  const refreshToken = valueAt(signedIn?.body, '#/refresh_token');
  if (typeof refreshToken === 'string')
    await ask('gets a token for a refresh token', { grant_type: 'refresh_token', refresh_token: refreshToken });
}
