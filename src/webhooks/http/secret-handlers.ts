import type { SecretsHandlers } from '../../../generated/server.ts';
import type { RequestContext } from '../../server.ts';
import type { User } from '../storage.ts';
import { formatTime } from '../webhook.ts';
import { actionResult, attempt, denied } from './responses.ts';

/** What users do with the secrets of locations. Rejects for one that isn't the user's. */
export interface SecretUseCases {
  /** @returns since when the present one is set, in UTC; undefined for none */
  get(businessId: number, user: User): Promise<{ readonly since: string } | undefined>;
  /** @param secret undefined for a new one */
  set(
    businessId: number,
    secret: string | undefined,
    user: User,
  ): Promise<{ readonly secret: string; readonly since: string }>;
  /** @returns whether there was one */
  delete(businessId: number, user: User): Promise<boolean>;
}

/** @param now for the time in the envelope of a write */
export function createSecretHandlers(secrets: SecretUseCases, now: () => Date): SecretsHandlers<RequestContext<User>> {
  return {
    async getWebHookSecret({ path: { businessId } }, { identity }) {
      const result = await attempt(() => secrets.get(businessId, identity));
      if (typeof result === 'string') return denied();
      return {
        status: 200,
        body: { BusinessId: businessId, HasSecret: result !== undefined, Since: result?.since ?? null },
      };
    },

    async updateWebHookSecret({ path: { businessId }, body }, { identity }) {
      const result = await attempt(() => secrets.set(businessId, body.Secret, identity));
      if (typeof result === 'string') return denied();
      // A secret of the client's is never sent back.
      const value = { BusinessId: businessId, Secret: body.Secret === undefined ? result.secret : null };
      return {
        status: 200,
        headers: { 'Cache-Control': 'no-store' },
        body: actionResult('WebHookSecret was successfully updated.', value, formatTime(now()), identity),
      };
    },

    async deleteWebHookSecret({ path: { businessId } }, { identity }) {
      const result = await attempt(() => secrets.delete(businessId, identity));
      if (typeof result === 'string') return denied();
      const value = { BusinessId: businessId, Secret: null };
      const body = actionResult('WebHookSecret was successfully deleted.', value, formatTime(now()), identity);
      return { status: 200, body };
    },
  };
}
