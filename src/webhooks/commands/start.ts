import pino, { type Logger } from 'pino';
import { escapeJson } from '../../http.ts';
import { type Config, readConfig } from '../config.ts';
import { type CommandContext, printLines } from './context.ts';
import { describeFirstSteps } from './first-steps.ts';
import type { Register } from './register.ts';

const settings = `
Settings, from the environment:
  PORT                  the port (3000); 0 for any free one
  HOST                  the address to listen on (127.0.0.1)
  DATA_DIR              the folder of all data (data)
  DATABASE_URL          a PostgreSQL database for all data, in place of DATA_DIR, which several processes can share (none)
  DATABASE_CONNECTIONS  how many connections this process has to it at most (10)
  ROLE                  all; api: serve requests, send nothing; worker: send deliveries, serve no API (all)
  ADMIN_EMAIL           the administrator that the first start creates (admin@example.com)
  ADMIN_PASSWORD        the administrator's password (generated, and printed once)
  SIGNING_KEY           signs access tokens, 32 characters or more (generated, and stored in DATA_DIR)
  SECRETS_KEY           encrypts the secrets of locations, 32 bytes in base64 (generated, and stored in DATA_DIR)
  SIGNIN_DELAY          off: no delay after failed sign-ins (on)
  THROTTLE              requests per second of a user, or of an address without a user (no limit)
  TRUST_PROXY           addresses and ranges of proxies, whose X-Forwarded-For names the client (none)
  METRICS_PORT          the port of /metrics, for Prometheus; 0 for any free one (no metrics)
  METRICS_HOST          the address that metrics are served on (127.0.0.1)
  LOG_LEVEL             trace, debug, info, warn, error, fatal or silent (info); the log goes to standard error

Deliveries:
  DELIVERIES            off: events are accepted, and nothing is sent (on)
  ALLOW_TARGETS         addresses, ranges and hosts that may be reached although they are not public (none)
  ALLOW_PORTS           the ports that may be reached (all)
  RETRY_SCHEDULE        the waits between attempts (5s,30s,2m,10m,30m,1h,2h,4h,8h)
  DISABLE_AFTER         failed attempts in a row that disable a webhook (10); 0 for never
  DISABLE_SPAN          how long ago the first of them has to be (15m)
  WEBHOOK_CONCURRENCY   attempts at a time for each webhook (8); 1 keeps the order of events
  DELIVERY_CONCURRENCY  attempts at a time in all (512)
  DELIVERY_LOG_SIZE     how many finished deliveries are kept (10000)
  DELIVERY_LOG_AGE      how long they are kept (7d)
  OPS_WEBHOOK_URL       where operators are told of disabled webhooks (nowhere)

Lists are separated by commas.`;

export const registerStart: Register = (program, context) => {
  program
    .command('start')
    .description('Run the service until it gets SIGTERM or SIGINT.')
    .addHelpText('after', settings)
    .action(async () => {
      const config = readConfig(context.env);
      // Other commands don't wait for Express to load.
      const { startService } = await import('../index.ts');
      const stopped = context.untilStopped();
      const logger = createLogger(config, context);
      const service = await startService(config, logger, { gracePeriodMs: context.gracePeriodMs });
      printLines(context.stdout, describeFirstSteps(service, context.env));
      await stopped;
      await service.stop();
      logger.flush();
    });
};

function createLogger({ logLevel }: Config, { stderr }: CommandContext): Logger {
  const options = {
    level: logLevel,
    redact: ['*.password', '*.refresh_token', '*.authorization'],
    hooks: { streamWrite: escapeJson },
  };
  return pino(options, stderr.fd === undefined ? stderr : pino.destination({ fd: stderr.fd, sync: false }));
}
