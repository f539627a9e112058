import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/webhooks/config.ts';

test('the defaults', () => {
  expect(readConfig({ PORT: '' })).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: 'data',
    databaseUrl: undefined,
    databaseConnections: 10,
    role: 'all',
    adminEmail: 'admin@example.com',
    adminPassword: undefined,
    signingKey: undefined,
    secretsKey: [],
    signInDelay: true,
    throttle: undefined,
    trustProxy: [],
    metricsPort: undefined,
    metricsHost: '127.0.0.1',
    allowTargets: [],
    allowPorts: undefined,
    deliveries: true,
    retrySchedule: [5000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 28_800_000],
    disableAfter: 10,
    disableSpanMs: 900_000,
    webhookConcurrency: 8,
    deliveryConcurrency: 512,
    deliveryLogSize: 10_000,
    deliveryLogAgeMs: 604_800_000,
    opsWebhookUrl: undefined,
    logLevel: 'info',
  });
});

test('all problems are reported at once, without secrets', () => {
  const env = {
    PORT: '70000',
    DATABASE_URL: 'postgres://user:password@host',
    DATABASE_CONNECTIONS: '1',
    ROLE: 'both',
    ADMIN_EMAIL: 'nobody',
    ADMIN_PASSWORD: 'hunter2',
    SIGNIN_DELAY: 'no',
    THROTTLE: '0',
    TRUST_PROXY: '10.0.0.1,proxy',
    METRICS_PORT: 'x',
    ALLOW_TARGETS: '10.0.0.0/99',
    ALLOW_PORTS: '443,0',
    DELIVERIES: 'no',
    RETRY_SCHEDULE: '5s,soon',
    DISABLE_AFTER: '-1',
    DISABLE_SPAN: '15',
    WEBHOOK_CONCURRENCY: '0',
    DELIVERY_CONCURRENCY: '7',
    DELIVERY_LOG_SIZE: 'all',
    DELIVERY_LOG_AGE: '400d',
    OPS_WEBHOOK_URL: 'https://ops:token@alerts.example',
    SECRETS_KEY: 'short',
    LOG_LEVEL: 'loud',
  };
  expect(() => readConfig(env)).toThrow(
    [
      'PORT must be a port, 0 to 65535, and is "70000"',
      'DATABASE_URL must be of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE, and is "…"',
      'DATABASE_CONNECTIONS must be a number from 4 to 1000, and is "1"',
      'ROLE must be one of all, api, worker, and is "both"',
      'ADMIN_EMAIL must be an e-mail address, and is "nobody"',
      'ADMIN_PASSWORD must be 8 to 1024 characters long, and is "…"',
      'SECRETS_KEY must be 32 random bytes in base64 (`openssl rand -base64 32`), or several of them, the new one first (NEW,OLD), and is "…"',
      'SIGNIN_DELAY must be on or off, and is "no"',
      'THROTTLE must be a number of requests per second, from 1, and is "0"',
      'TRUST_PROXY must be addresses and ranges, separated by commas, and is "10.0.0.1,proxy"',
      'METRICS_PORT must be a port, 0 to 65535, and is "x"',
      'ALLOW_TARGETS must be a list separated by commas: "10.0.0.0/99" is neither an address, a range such as 10.0.0.0/8, nor a host name',
      'ALLOW_PORTS must be ports, separated by commas, and is "443,0"',
      'DELIVERIES must be on or off, and is "no"',
      'RETRY_SCHEDULE must be waits such as 5s,30s,2m, 1 to 100 of them, and is "5s,soon"',
      'DISABLE_AFTER must be a number of attempts, 0 for never, and is "-1"',
      'DISABLE_SPAN must be a time such as 30s, 15m, 2h or 7d, and is "15"',
      'WEBHOOK_CONCURRENCY must be a number from 1 to 1000, and is "0"',
      'DELIVERY_CONCURRENCY must be a number from 8 to 10000, and is "7"',
      'DELIVERY_LOG_SIZE must be a number of deliveries, at most 1000000, and is "all"',
      'DELIVERY_LOG_AGE must be a time such as 30s, 15m, 2h or 7d, and is "400d"',
      'OPS_WEBHOOK_URL must be an http or https URL without credentials, and is "…"',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, and is "loud"',
    ].join('\n'),
  );
});

test.each([
  ['127.0.0.0/8, receiver,', [{ range: [expect.anything(), 8] }, { host: 'receiver' }]],
  [' , ', []],
])('ALLOW_TARGETS %j', (ALLOW_TARGETS, wanted) => {
  expect(readConfig({ ALLOW_TARGETS }).allowTargets).toEqual(wanted);
});

test.each([
  ['10.0.0.1, fd00::/8', ['10.0.0.1', 'fd00::/8']],
  [' , ', []],
])('TRUST_PROXY %j', (TRUST_PROXY, wanted) => {
  expect(readConfig({ TRUST_PROXY }).trustProxy).toEqual(wanted);
});

test.each([
  '0.0.0.0/0',
  '::/0',
  '10.0.0.1:80',
  '[fd00::1]',
  '0x7f.1',
  '127.1',
  'loopback',
  'true',
  '1',
  '10.0.0.0/8/8',
])('TRUST_PROXY %j is refused', (TRUST_PROXY) =>
  expect(() => readConfig({ TRUST_PROXY })).toThrow('TRUST_PROXY must be addresses and ranges'),
);

test.each([
  ['500ms, 5s,2m', [500, 5000, 120_000]],
  ['1h,7d', [3_600_000, 604_800_000]],
])('RETRY_SCHEDULE %j', (RETRY_SCHEDULE, wanted) => {
  expect(readConfig({ RETRY_SCHEDULE }).retrySchedule).toEqual(wanted);
});

test('ALLOW_PORTS is a list', () => {
  expect(readConfig({ ALLOW_PORTS: '443, 8443' }).allowPorts).toEqual([443, 8443]);
});
