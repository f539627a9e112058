import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/webhooks/config.ts';

test('the defaults', () => {
  expect(readConfig({ PORT: '' })).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: 'data',
    adminEmail: 'admin@example.com',
    adminPassword: undefined,
    signingKey: undefined,
    signInDelay: true,
    throttle: undefined,
    trustProxy: [],
    metricsPort: undefined,
    metricsHost: '127.0.0.1',
    allowTargets: [],
    logLevel: 'info',
  });
});

test('all problems are reported at once, without secrets', () => {
  const env = {
    PORT: '70000',
    ADMIN_EMAIL: 'nobody',
    ADMIN_PASSWORD: 'hunter2',
    SIGNIN_DELAY: 'no',
    THROTTLE: '0',
    TRUST_PROXY: '10.0.0.1,proxy',
    METRICS_PORT: 'x',
    ALLOW_TARGETS: '10.0.0.0/99',
    LOG_LEVEL: 'loud',
  };
  expect(() => readConfig(env)).toThrow(
    [
      'PORT must be a port, 0 to 65535, and is "70000"',
      'ADMIN_EMAIL must be an e-mail address, and is "nobody"',
      'ADMIN_PASSWORD must be 8 to 1024 characters long, and is "…"',
      'SIGNIN_DELAY must be on or off, and is "no"',
      'THROTTLE must be a number of requests per second, from 1, and is "0"',
      'TRUST_PROXY must be addresses and ranges, separated by commas, and is "10.0.0.1,proxy"',
      'METRICS_PORT must be a port, 0 to 65535, and is "x"',
      'ALLOW_TARGETS must be a list separated by commas: "10.0.0.0/99" is neither an address, a range such as 10.0.0.0/8, nor a host name',
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
