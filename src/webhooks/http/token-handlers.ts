import type { TokensHandlers } from '../../../generated/server.ts';
import type { RequestContext } from '../../server.ts';
import { networkOf } from '../auth/client-network.ts';
import type { TokenService } from '../auth/token-service.ts';

export function createTokenHandlers(tokens: TokenService): TokensHandlers<RequestContext<undefined>> {
  return {
    async createToken({ body }, { request }) {
      const isGone = () => request.socket.destroyed;
      const issued = await tokens.issue(body, { network: networkOf(request.ip ?? ''), isGone });
      if ('wait' in issued) return { status: 409, headers: { 'Retry-After': issued.wait } };
      if ('failure' in issued) return { status: 400, body: issued.failure };
      return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: issued.token };
    },
  };
}
