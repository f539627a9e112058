import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/webhooks/config.ts';
import { isAllowedUrl, parseAllowedTargets } from '../../src/webhooks/targets.ts';

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
    allowTargets: [],
    logLevel: 'info',
  });
});

test('every problem is named at once, and no secret is', () => {
  const env = {
    PORT: '70000',
    ADMIN_EMAIL: 'nobody',
    ADMIN_PASSWORD: 'hunter2',
    SIGNIN_DELAY: 'no',
    THROTTLE: '0',
    ALLOW_TARGETS: '10.0.0.0/99',
    LOG_LEVEL: 'loud',
  };
  expect(() => readConfig(env)).toThrow(
    [
      'PORT must be a port, 0 to 65535, and is "70000"',
      'ADMIN_EMAIL must be an e-mail address, and is "nobody"',
      'ADMIN_PASSWORD must be 8 to 1024 characters long, and is "…"',
      'SIGNIN_DELAY must be on or off, and is "no"',
      'THROTTLE must be how many requests a second are allowed, from 1, and is "0"',
      'ALLOW_TARGETS must be a list separated by commas: "10.0.0.0/99" is no address, no range such as 10.0.0.0/8, and no host name',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, and is "loud"',
    ].join('\n'),
  );
});

test.each<[url: string, allowed: string, wanted: boolean]>([
  ['https://crm.example/hooks', '', true],
  ['http://8.8.8.8/', '', true],
  ['http://[2606:4700::1111]/', '', true],
  ['https://crm.example./', '', true],
  ['ftp://crm.example/', '', false],
  ['https://user@crm.example/', '', false],
  ['http://127.0.0.1/', '', false],
  ['http://2130706433/', '', false],
  ['http://0177.0.0.1/', '', false],
  ['http://0/', '', false],
  ['http://192.168.1.1/', '', false],
  ['http://100.64.0.1/', '', false],
  ['http://169.254.169.254/', '', false],
  ['http://224.0.0.1/', '', false],
  ['http://255.255.255.255/', '', false],
  ['http://[::1]/', '', false],
  ['http://[::]/', '', false],
  ['http://[fe80::1]/', '', false],
  ['http://[fd00::1]/', '', false],
  ['http://[::ffff:127.0.0.1]/', '', false],
  ['http://[64:ff9b::7f00:1]/', '', false],
  ['http://[2002:7f00:1::]/', '', false],
  ['http://localhost./', '', false],
  ['http://a.localhost/', '', false],
  ['http://printer.local/', '', false],
  ['http://intranet/', '', false],
  ['http://127.0.0.1/', '127.0.0.1', true],
  ['http://10.1.2.3/', '10.0.0.0/8', true],
  ['http://[::1]/', '::1', true],
  ['http://localhost:8080/', 'localhost', true],
  ['http://evil.localhost/', 'localhost', false],
])('%s with ALLOW_TARGETS %j: %j', (url, allowed, wanted) => {
  expect(isAllowedUrl(url, parseAllowedTargets(allowed))).toBe(wanted);
});
