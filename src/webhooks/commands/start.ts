import { setFlagsFromString } from 'node:v8';
import pino from 'pino';
import { type Config, readConfig } from '../config.ts';
import type { Register } from './exit-codes.ts';
import { describeFirstSteps } from './first-steps.ts';

const settings = `
Settings, from the environment:
  PORT            the port (3000); 0 for any free one
  HOST            the address to listen on (127.0.0.1)
  DATA_DIR        the folder that everything is kept in (data)
  ADMIN_EMAIL     the administrator that the first start makes (admin@example.com)
  ADMIN_PASSWORD  their password; without it one is made, and printed once
  SIGNING_KEY     what access tokens are signed with, 32 characters or more; without it one is kept in DATA_DIR
  SIGNIN_DELAY    off: failed sign-ins may be repeated at once (on)
  THROTTLE        how many requests a second a user may make (no limit)
  ALLOW_TARGETS   addresses, ranges and hosts, separated by commas, that deliveries may reach although not public (none)
  LOG_LEVEL       trace, debug, info, warn, error, fatal or silent (info); the log goes to standard error`;

export const registerStart: Register = (program) => {
  program
    .command('start')
    .description('Run the service until it gets SIGTERM or SIGINT.')
    .addHelpText('after', settings)
    .action(async () => {
      // A third less memory at the peak, for less than a tenth of the speed: what requests leave behind goes sooner.
      setFlagsFromString('--semi-space-growth-factor=1');
      const config = readConfig(process.env);
      // Other commands don't wait for Express to load.
      const { startService } = await import('../index.ts');
      const signalled = untilSignalled();
      // What is written here may hold passwords and keys: it is nobody else's.
      process.umask(0o077);
      const logger = createLogger(config);
      const service = await startService(config, logger);
      process.stdout.write(describeFirstSteps(service));
      await signalled;
      await service.stop();
      logger.flush();
    });
};

function createLogger({ logLevel }: Config) {
  return pino(
    { level: logLevel, redact: ['*.password', '*.refresh_token', '*.authorization'] },
    pino.destination({ fd: 2, sync: false }),
  );
}

/** A second signal ends the process as it would have without us. */
function untilSignalled(): Promise<void> {
  return new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
