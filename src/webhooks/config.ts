import { type AllowedTarget, CodedError, OutgoingError } from '../http.ts';
import { parseSecretsKeys, type SecretsKey, secretsKeyRule } from './secrets/secrets-key.ts';
import {
  databaseUrlOf,
  databaseUrlRule,
  durationOf,
  durationsOf,
  emailOf,
  integerOf,
  passwordOf,
  passwordRule,
  portOf,
  portsOf,
  proxiesOf,
  secretOf,
  switchOf,
  targetsOf,
  urlOf,
} from './setting-values.ts';

/** All settings, read once from the environment. */
export interface Config {
  /** `PORT`, default 3000; 0 for any free one. */
  readonly port: number;
  /** `HOST`, the address to listen on, default 127.0.0.1. */
  readonly host: string;
  /** `DATA_DIR`, the folder of all data, default `data`. */
  readonly dataDir: string;
  /** `DATABASE_URL`, the PostgreSQL database of all data, in place of `DATA_DIR`; default none. */
  readonly databaseUrl: string | undefined;
  /** `DATABASE_CONNECTIONS`, how many this process has at most, default 10. */
  readonly databaseConnections: number;
  /** `ROLE`, what this process does of the service, default all. */
  readonly role: Role;
  /** `ADMIN_EMAIL`, the administrator that the first start creates, default admin@example.com. */
  readonly adminEmail: string;
  /** `ADMIN_PASSWORD`, the administrator's; by default one is generated and printed once. */
  readonly adminPassword: string | undefined;
  /** `SIGNING_KEY`, signs access tokens, at least 32 characters; by default one is generated and kept in `DATA_DIR`. */
  readonly signingKey: string | undefined;
  /** `SECRETS_KEY`, encrypts secrets; keys to decrypt with follow the first one; by default one is kept in `DATA_DIR`. */
  readonly secretsKey: readonly SecretsKey[];
  /** `SIGNIN_DELAY`, `off` for no delay after failed sign-ins, default on. */
  readonly signInDelay: boolean;
  /** `THROTTLE`, the requests per second that a user may send, or an address without a user; default no limit. */
  readonly throttle: number | undefined;
  /** `TRUST_PROXY`, addresses and ranges of proxies, whose `X-Forwarded-For` names the client; default none. */
  readonly trustProxy: readonly string[];
  /** `METRICS_PORT`, the port of `/metrics`; 0 for any free one; by default there are no metrics. */
  readonly metricsPort: number | undefined;
  /** `METRICS_HOST`, the address that metrics are served on, default 127.0.0.1. */
  readonly metricsHost: string;
  /** `ALLOW_TARGETS`, addresses, ranges and hosts that deliveries may reach although not public; default none. */
  readonly allowTargets: readonly AllowedTarget[];
  /** `ALLOW_PORTS`, the ports that deliveries may reach, default all. */
  readonly allowPorts: readonly number[] | undefined;
  /** `DELIVERIES`, `off` to accept events and send nothing, default on. */
  readonly deliveries: boolean;
  /** `RETRY_SCHEDULE`, the waits between attempts in milliseconds, default 5 s to 8 h in nine steps. */
  readonly retrySchedule: readonly number[];
  /** `DISABLE_AFTER`, how many failed attempts in a row disable a webhook, default 10; 0 for never. */
  readonly disableAfter: number;
  /** `DISABLE_SPAN`, how long ago the first of them has to be, in milliseconds, default 15 minutes. */
  readonly disableSpanMs: number;
  /** `WEBHOOK_CONCURRENCY`, attempts at a time for each webhook, default 8; 1 keeps the order of events. */
  readonly webhookConcurrency: number;
  /** `DELIVERY_CONCURRENCY`, attempts at a time in all, default 512. */
  readonly deliveryConcurrency: number;
  /** `DELIVERY_LOG_SIZE`, how many finished deliveries are kept, default 10,000. */
  readonly deliveryLogSize: number;
  /** `DELIVERY_LOG_AGE`, how long they are kept, in milliseconds, default 7 days. */
  readonly deliveryLogAgeMs: number;
  /** `OPS_WEBHOOK_URL`, where operators are told of disabled webhooks; default nowhere. */
  readonly opsWebhookUrl: string | undefined;
  /** `LOG_LEVEL`, default info. */
  readonly logLevel: LogLevel;
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const roles = ['all', 'api', 'worker'] as const;
/** `api` serves requests, `worker` sends deliveries. */
export type Role = (typeof roles)[number];

export const configErrorCodes = {
  /** A setting can't be used. */
  invalid: 'CONFIG_INVALID',
} as const;

/** Settings that can't be used; the message has a line for each. */
export class ConfigError extends CodedError<'CONFIG_INVALID'> {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(configErrorCodes.invalid, problems.join('\n'));
  }
}

/** @throws {ConfigError} that names every setting that can't be used */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const read = <T>(name: string, otherwise: T, parse: (text: string) => T | undefined, wanted: string): T => {
    const text = env[name];
    if (text === undefined || text === '') return otherwise;
    try {
      const value = parse(text);
      if (value !== undefined) return value;
      problems.push(`${name} must be ${wanted}, and is ${JSON.stringify(isSecret(name) ? '…' : text)}`);
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      problems.push(`${name} must be ${wanted}: ${error.message}`);
    }
    return otherwise;
  };
  const text = (value: string) => value;
  const config: Config = {
    port: read('PORT', 3000, portOf, portRule),
    host: read('HOST', '127.0.0.1', text, 'an address'),
    dataDir: read('DATA_DIR', 'data', text, 'a folder'),
    databaseUrl: read<string | undefined>('DATABASE_URL', undefined, databaseUrlOf, databaseUrlRule),
    databaseConnections: read(
      'DATABASE_CONNECTIONS',
      10,
      (value) => integerOf(value, 4, 1000),
      'a number from 4 to 1000',
    ),
    role: read<Role>('ROLE', 'all', (value) => roles.find((role) => role === value), `one of ${roles.join(', ')}`),
    adminEmail: read('ADMIN_EMAIL', 'admin@example.com', emailOf, 'an e-mail address'),
    adminPassword: read<string | undefined>('ADMIN_PASSWORD', undefined, passwordOf, passwordRule),
    signingKey: read<string | undefined>('SIGNING_KEY', undefined, secretOf, 'at least 32 characters long'),
    secretsKey: read('SECRETS_KEY', [] as SecretsKey[], parseSecretsKeys, secretsKeyRule),
    signInDelay: read('SIGNIN_DELAY', true, switchOf, 'on or off'),
    throttle: read<number | undefined>(
      'THROTTLE',
      undefined,
      (value) => integerOf(value, 1, 1_000_000),
      'a number of requests per second, from 1',
    ),
    trustProxy: read('TRUST_PROXY', [] as string[], proxiesOf, 'addresses and ranges, separated by commas'),
    metricsPort: read<number | undefined>('METRICS_PORT', undefined, portOf, portRule),
    metricsHost: read('METRICS_HOST', '127.0.0.1', text, 'an address'),
    allowTargets: read('ALLOW_TARGETS', [] as AllowedTarget[], targetsOf, 'a list separated by commas'),
    allowPorts: read<readonly number[] | undefined>('ALLOW_PORTS', undefined, portsOf, 'ports, separated by commas'),
    deliveries: read('DELIVERIES', true, switchOf, 'on or off'),
    retrySchedule: read(
      'RETRY_SCHEDULE',
      defaultRetrySchedule,
      durationsOf,
      'waits such as 5s,30s,2m, 1 to 100 of them',
    ),
    disableAfter: read(
      'DISABLE_AFTER',
      10,
      (value) => integerOf(value, 0, 1_000_000),
      'a number of attempts, 0 for never',
    ),
    disableSpanMs: read('DISABLE_SPAN', 15 * minute, durationOf, durationRule),
    webhookConcurrency: read('WEBHOOK_CONCURRENCY', 8, (value) => integerOf(value, 1, 1000), 'a number from 1 to 1000'),
    deliveryConcurrency: read(
      'DELIVERY_CONCURRENCY',
      512,
      (value) => integerOf(value, 8, 10_000),
      'a number from 8 to 10000',
    ),
    deliveryLogSize: read(
      'DELIVERY_LOG_SIZE',
      10_000,
      (value) => integerOf(value, 0, 1_000_000),
      'a number of deliveries, at most 1000000',
    ),
    deliveryLogAgeMs: read('DELIVERY_LOG_AGE', 7 * 24 * hour, durationOf, durationRule),
    opsWebhookUrl: read<string | undefined>(
      'OPS_WEBHOOK_URL',
      undefined,
      urlOf,
      'an http or https URL without credentials',
    ),
    logLevel: read<LogLevel>(
      'LOG_LEVEL',
      'info',
      (value) => logLevels.find((level) => level === value),
      `one of ${logLevels.join(', ')}`,
    ),
  };
  if (config.role !== 'all' && config.databaseUrl === undefined) {
    problems.push(`ROLE=${config.role} needs a DATABASE_URL, as processes share nothing else`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** @throws {ConfigError} if there is a database, whose processes share their keys, and the keys aren't given */
export function requireKeys({ databaseUrl, signingKey, secretsKey }: Config): void {
  if (databaseUrl === undefined) return;
  const problems: string[] = [];
  const missing = (name: string, rule: string) =>
    problems.push(`${name} must be given with DATABASE_URL, the same to all processes: ${rule}`);
  if (signingKey === undefined) missing('SIGNING_KEY', 'at least 32 characters, such as of `openssl rand -base64 32`');
  if (secretsKey.length === 0) missing('SECRETS_KEY', '32 random bytes in base64, of `openssl rand -base64 32`');
  if (problems.length > 0) throw new ConfigError(problems);
}

const portRule = 'a port, 0 to 65535';
const durationRule = 'a time such as 30s, 15m, 2h or 7d';
const [second, minute, hour] = [1000, 60_000, 3_600_000] as const;
const defaultRetrySchedule: readonly number[] = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
];

/** Settings whose values aren't shown; a URL may have a token in it. */
function isSecret(name: string): boolean {
  return /_(PASSWORD|KEY|URL)$/.test(name);
}
