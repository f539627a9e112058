import { isIP } from 'node:net';
import { type AllowedTarget, CodedError, OutgoingError, parseAllowedTargets } from '../http.ts';

/** All settings, read once from the environment. */
export interface Config {
  /** `PORT`, default 3000; 0 for any free one. */
  readonly port: number;
  /** `HOST`, the address to listen on, default 127.0.0.1. */
  readonly host: string;
  /** `DATA_DIR`, the folder of all data, default `data`. */
  readonly dataDir: string;
  /** `ADMIN_EMAIL`, the administrator that the first start creates, default admin@example.com. */
  readonly adminEmail: string;
  /** `ADMIN_PASSWORD`, the administrator's; by default one is generated and printed once. */
  readonly adminPassword: string | undefined;
  /** `SIGNING_KEY`, signs access tokens, at least 32 characters; by default one is generated and kept in `DATA_DIR`. */
  readonly signingKey: string | undefined;
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
  /** `LOG_LEVEL`, default info. */
  readonly logLevel: LogLevel;
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

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
      problems.push(`${name} must be ${wanted}, and is ${JSON.stringify(secrets.has(name) ? '…' : text)}`);
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
    adminEmail: read('ADMIN_EMAIL', 'admin@example.com', emailOf, 'an e-mail address'),
    adminPassword: read<string | undefined>('ADMIN_PASSWORD', undefined, passwordOf, passwordRule),
    signingKey: read<string | undefined>('SIGNING_KEY', undefined, keyOf, 'at least 32 characters long'),
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
    logLevel: read<LogLevel>(
      'LOG_LEVEL',
      'info',
      (value) => logLevels.find((level) => level === value),
      `one of ${logLevels.join(', ')}`,
    ),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

const portRule = 'a port, 0 to 65535';

function portOf(value: string): number | undefined {
  return integerOf(value, 0, 65_535);
}

const secrets = new Set(['ADMIN_PASSWORD', 'SIGNING_KEY']);

export const passwordRule = '8 to 1024 characters long';

export function passwordOf(value: string): string | undefined {
  return value.length >= 8 && value.length <= 1024 ? value : undefined;
}

/** An e-mail address in lower case, which is the user's key; undefined if it is none. */
export function emailOf(value: string): string | undefined {
  return /^[^\s@]+@[^\s@]+$/.test(value) && value.length <= 255 ? value.toLowerCase() : undefined;
}

/** Proxies can't be named by host, nor be all addresses: then anybody could name themselves. */
function proxiesOf(value: string): string[] | undefined {
  const entries = value.split(',').flatMap((entry) => entry.trim() || []);
  const isRange = (entry: string) => isIP(entry) > 0 || /\/[1-9]\d*$/.test(entry);
  const areRanges = parseAllowedTargets(entries).every((target) => 'range' in target);
  return areRanges && entries.every(isRange) ? entries : undefined;
}

function targetsOf(value: string): AllowedTarget[] {
  return parseAllowedTargets(value.split(',').filter((entry) => entry.trim() !== ''));
}

function keyOf(value: string): string | undefined {
  return value.length >= 32 ? value : undefined;
}

function switchOf(value: string): boolean | undefined {
  return value === 'on' || value === 'off' ? value === 'on' : undefined;
}

function integerOf(value: string, minimum: number, maximum: number): number | undefined {
  const number = Number(value);
  return /^\d+$/.test(value) && number >= minimum && number <= maximum ? number : undefined;
}
