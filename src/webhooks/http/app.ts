import type { RequestListener } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { pathOf } from '../../http.ts';
import { type Contract, createApp, type SecurityHandler } from '../../server.ts';
import { networkOf } from '../auth/client-network.ts';
import type { User } from '../storage.ts';
import type { createHandlers } from './handlers.ts';
import { serveHealth } from './health.ts';
import type { Metrics } from './metrics.ts';
import { createObserver } from './observe.ts';
import { handlersWithOutages, withOutages } from './outages.ts';

export interface HttpParts {
  readonly contract: Contract;
  readonly handlers: ReturnType<typeof createHandlers>;
  readonly authorize: SecurityHandler<User>;
  /** Undefined for no limit. */
  readonly throttle: ((who: string) => Promise<number>) | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Addresses and ranges of proxies, whose `X-Forwarded-For` names the client. */
  readonly trustProxy: readonly string[];
  /** Whether requests can be served. */
  readonly isReady: () => Promise<boolean>;
}

/** The API, and `/livez` and `/readyz` for operators. */
export function createHttpApp(parts: HttpParts): RequestListener {
  const { contract, handlers, authorize, throttle, logger, metrics, trustProxy, isReady } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustProxy);
  serveHealth(app, isReady);
  app.get('/metrics', (_request, response) => {
    response.status(404).type('text').send('Metrics are on a port of their own: set METRICS_PORT.\n');
  });
  app.use(createObserver(logger, metrics));
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    }),
  );
  app.use(
    createApp({
      contract,
      handlers: handlersWithOutages(handlers),
      security: { bearer: withOutages(authorize) },
      onError: ({ error, message, ...incident }) => logger.error({ ...incident, err: error }, message),
      ...(throttle && {
        beforeBody: withOutages(async ({ identity, request }) => {
          const wait = await throttle((identity as User | undefined)?.id ?? networkOf(request.ip ?? ''));
          return wait > 0 ? { status: 409, headers: { 'Retry-After': wait } } : undefined;
        }),
      }),
    }),
  );
  return (request, response) => {
    const { url = '/' } = request;
    // Express gives targets in absolute form to `url.parse`, which prints some that it can't read, with their password.
    const absolute = url.startsWith('/') ? undefined : URL.parse(url);
    if (absolute) request.url = absolute.pathname + absolute.search;
    else if (!url.startsWith('/')) request.url = pathOf(url);
    app(request, response);
  };
}
