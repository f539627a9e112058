import { createApp, loadContract } from 'concordat/server';
import { createHandlers } from './handlers.ts';
import { SignIn } from './sign-in.ts';

/** The service: every request and response is validated by the contract. */
export async function createService(user: string, password: string) {
  const signIn = new SignIn(user, password);
  return createApp({
    contract: await loadContract('openapi.yaml'),
    handlers: createHandlers(signIn),
    security: { signIn: ({ value }) => (value === undefined ? undefined : signIn.userOf(value)) },
  });
}
