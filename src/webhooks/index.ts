import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { judgeUrl, OutgoingClient, type TargetPolicy } from '../http.ts';
import { type Contract, guardConnections, loadContract, serverLimits } from '../server.ts';
import { AccessTokens } from './auth/access-tokens.ts';
import { createAuthorizer } from './auth/authorize.ts';
import { RefreshTokens } from './auth/refresh-tokens.ts';
import { SignInDelay } from './auth/sign-in-delay.ts';
import { SignInQueue } from './auth/sign-in-queue.ts';
import { keepSigningKey } from './auth/signing-key.ts';
import { createThrottle } from './auth/throttle.ts';
import { TokenService } from './auth/token-service.ts';
import { type Config, ConfigError, type Role, requireKeys } from './config.ts';
import { confirmKeys } from './confirm-keys.ts';
import { serveControl } from './control/server.ts';
import { startDeliveries } from './delivery/deliveries.ts';
import { attemptDeadlines } from './delivery/settings.ts';
import { signDelivery } from './delivery/signature.ts';
import { DeliveryService } from './delivery-service.ts';
import { createHttpApp } from './http/app.ts';
import { createHandlers } from './http/handlers.ts';
import { createWorkerApp } from './http/health.ts';
import { Metrics } from './http/metrics.ts';
import { serveMetrics } from './http/metrics-server.ts';
import { openStore } from './open-store.ts';
import { hasStore } from './store/store-files.ts';
import { UserError, type UserService, userErrorCodes } from './user-service.ts';
import { WebHookService } from './webhook-service.ts';

export interface RunningService {
  /** Where the API is: `http://127.0.0.1:3000/api`. */
  readonly url: string;
  /** What this process does of it. */
  readonly role: Role;
  /** Where the metrics are, if anywhere: `http://127.0.0.1:9464/metrics`. */
  readonly metricsUrl: string | undefined;
  /** The administrator that this start created, if any; the password only if it was generated. */
  readonly administrator: { readonly email: string; readonly password: string | undefined } | undefined;
  /** Waits for requests in flight, then closes the store. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** How long requests in flight may take when the service stops. Default: 7000. */
  readonly gracePeriodMs?: number | undefined;
  /** Default: scrypt, which takes a few hundredths of a second on purpose. */
  readonly hashPassword?: (password: string) => Promise<string>;
  /** Default: it is loaded. */
  readonly contract?: Contract;
}

/** Loads the contract that the service keeps. */
export function loadOwnContract(): Promise<Contract> {
  return loadContract(fileURLToPath(import.meta.resolve('concordat/openapi.yaml')));
}

const day = 86_400_000;
const defaultGracePeriodMs = 7000;
/** How long the database has for a response, for the service to be ready. */
const probeMs = 2000;

/**
 * Starts the WebHooks service.
 * @throws {StoreError} if the store can't be opened; {ConfigError} if `OPS_WEBHOOK_URL` may not be reached; a system error if
 * the port can't be used
 */
export async function startService(
  config: Config,
  logger: Logger,
  { gracePeriodMs = defaultGracePeriodMs, hashPassword, contract }: ServiceOptions = {},
): Promise<RunningService> {
  const policy: TargetPolicy = { reach: 'public', allowed: config.allowTargets, ports: config.allowPorts };
  const isTarget = (url: string) => judgeUrl(url, policy) !== 'refused';
  const { opsWebhookUrl } = config;
  if (opsWebhookUrl !== undefined && !isTarget(opsWebhookUrl)) {
    throw new ConfigError([
      'OPS_WEBHOOK_URL names an address that is not public, or a port that is not in ALLOW_PORTS: ALLOW_TARGETS makes exceptions',
    ]);
  }
  requireKeys(config);
  const { store, shared, users, sealed, secrets, control } = await openStore(config, logger, hashPassword);
  const started = new AsyncDisposableStack();
  started.defer(() => store.close());
  try {
    const now = () => new Date();
    // First, as a wrong key has to be noticed before anything is changed.
    if (!shared) await sealed.prepare();
    const key = config.signingKey === undefined ? await keepSigningKey(config.dataDir) : Buffer.from(config.signingKey);
    if (shared) {
      await confirmKeys(shared, key, sealed);
      await logWhichStore(config, shared.database.where, logger);
    }
    const accessTokens = new AccessTokens(key, store, now);
    const delay = config.signInDelay ? (shared?.signInDelay ?? new SignInDelay()) : undefined;
    const refreshTokens = new RefreshTokens(store, now, ({ email }) =>
      logger.warn({ user: email }, 'a refresh token was used again: its family is void'),
    );
    const queue = new SignInQueue();
    const tokens = new TokenService({ storage: store, accessTokens, refreshTokens, queue, delay });
    const metrics = new Metrics(
      async () => (await store.list('webhooks', { limit: 0 })).total,
      () => store.deliveries.pending(),
    );
    const webhooks = new WebHookService({ storage: store, now, makeUniqueId: randomUUID, isTarget });
    const deliveries = new DeliveryService({ storage: store, log: store.deliveries, now, makeId: randomUUID });
    let isStopping = false;
    const isReady = async () => !isStopping && (await isAvailable(shared?.database));
    const makeThrottle = shared ? shared.createThrottle.bind(shared) : createThrottle;
    const app =
      config.role === 'worker'
        ? createWorkerApp(isReady)
        : createHttpApp({
            contract: contract ?? (await loadOwnContract()),
            handlers: createHandlers({ webhooks, deliveries, secrets, tokens, now }),
            authorize: createAuthorizer(accessTokens),
            throttle: config.throttle === undefined ? undefined : makeThrottle(config.throttle),
            logger,
            metrics,
            trustProxy: config.trustProxy,
            isReady,
          });
    const removeExpired = async () => {
      await refreshTokens.removeExpired();
      await shared?.removeExpired();
    };
    await removeExpired();
    const metricsServer = await serveMetrics(metrics, config);
    started.defer(() => metricsServer?.close());
    // Commands reach a database themselves.
    const controlServer = shared
      ? undefined
      : await serveControl(config.dataDir, control, (error) =>
          logger.error({ err: error }, 'a command over the control socket failed'),
        );
    started.defer(() => controlServer?.close(gracePeriodMs));
    const administrator = config.role === 'worker' ? undefined : await ensureAdministrator(users, config);
    // A generated password is shown once, and only by a service that has started: the next start makes another one.
    if (administrator) started.defer(() => users.remove(administrator.email));
    const client = new OutgoingClient({ policy, ...attemptDeadlines });
    started.defer(() => client.close());
    const sends = config.deliveries && config.role !== 'api';
    const sending = sends
      ? startDeliveries({
          queue: store.deliveries,
          client,
          sign: signDelivery,
          secretsOf: (businessId) => secrets.secretsOf(businessId),
          settings: {
            retrySchedule: config.retrySchedule,
            webhookConcurrency: config.webhookConcurrency,
            concurrency: config.deliveryConcurrency,
            operatorUrl: opsWebhookUrl,
          },
          clock: { now, monotonicMs: () => performance.now() },
          logger,
          observer: metrics.deliveries,
          // A transaction costs more than a line in the journal.
          recordIntervalMs: shared ? 20 : undefined,
          // Others hear of what is due by NOTIFY, and claim it, in a few milliseconds.
          share: shared && { endpoints: 4, pauseMs: 5 },
        })
      : undefined;
    started.defer(() => sending?.stop(gracePeriodMs));
    if (!config.deliveries) logger.warn({}, 'DELIVERIES is off: events are accepted, and nothing is sent');
    // Last, since whoever finds the port open can sign in.
    const server = createServer(serverLimits, app);
    const closeServer = guardConnections(server);
    await listen(server, config);
    const cleaning = setInterval(() => {
      removeExpired().catch((error) => logger.error({ err: error }, 'expired tokens could not be removed'));
    }, day);
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}/api`,
      role: config.role,
      metricsUrl: metricsServer?.url,
      administrator,
      async stop() {
        isStopping = true;
        clearInterval(cleaning);
        await Promise.all([
          closeServer(gracePeriodMs),
          controlServer?.close(gracePeriodMs),
          sending?.stop(gracePeriodMs),
        ]);
        await client.close();
        await metricsServer?.close();
        await store.close();
      },
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function ensureAdministrator(users: UserService, config: Config): Promise<RunningService['administrator']> {
  if ((await users.list()).length > 0) return undefined;
  const password = config.adminPassword ?? randomBytes(12).toString('base64url');
  try {
    const { email } = await users.add({ email: config.adminEmail, password, admin: true });
    return { email, password: config.adminPassword === undefined ? password : undefined };
  } catch (error) {
    // Another process has created it in the meantime.
    if (error instanceof UserError && error.code === userErrorCodes.exists) return undefined;
    throw error;
  }
}

/** Which of two stores is used, if there are two. */
async function logWhichStore({ dataDir }: Config, database: string, logger: Logger): Promise<void> {
  if (await hasStore(dataDir)) {
    const remedy = '`concordat-webhooks store import --from DIR` brings it over';
    logger.warn(
      { database, dataDir },
      `the database of DATABASE_URL is used, and not the store in DATA_DIR: ${remedy}`,
    );
  } else logger.info({ database }, 'the database of DATABASE_URL is used');
}

/** Probes don't wait for long. A store in a folder always is available. */
async function isAvailable(database: { isAvailable(): Promise<boolean> } | undefined): Promise<boolean> {
  if (!database) return true;
  const late = new AbortController();
  const answer = Promise.race([database.isAvailable(), wait(probeMs, false, { signal: late.signal })]);
  return answer.finally(() => late.abort());
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
