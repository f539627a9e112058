import { describe, expect, test } from '@jest/globals';
import { isAllowedAddress, judgeUrl, parseAllowedTargets, type UrlVerdict } from '../../../src/http.ts';
import { forbiddenAddresses, spellings } from './forbidden-targets.ts';

/** What a user may write for an address of this machine. */
const thisMachine = [
  'http://127.0.0.1/',
  'http://127.255.255.254/',
  'http://127.1/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://2130706433/',
  'http://127.0.0.1./',
  'http://%31%32%37.0.0.1/',
  'http://１２７.0.0.1/',
  'http://[::1]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://localhost/',
  'http://localhost./',
  'http://LOCALHOST:8080/',
];

/** What is neither this machine nor public. */
const nobodys = [
  'http://0.0.0.0/',
  'http://0/',
  'http://10.1.2.3/',
  'http://10.66051/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://0300.0250.1.1/',
  'http://100.64.0.1/',
  'http://169.254.169.254/',
  'http://2852039166/',
  'http://192.0.2.1/',
  'http://192.88.99.1/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[::]/',
  'http://[::127.0.0.1]/',
  'http://[fe80::1]/',
  'http://[fd00::1]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:0:127.0.0.1]/',
  // NAT64, with the well-known prefix and a local one
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b:1::a00:1]/',
  // 6to4
  'http://[2002:7f00:1::]/',
  'http://[2002:a00:1::1]/',
  // Teredo
  'http://[2001:0:53aa:64c:0:fbff:f5ff:fffe]/',
  'http://[2001:db8::1]/',
  'http://[100::1]/',
  'http://[5f00::1]/',
];

const publicAddresses = [
  'http://8.8.8.8/',
  'http://8.8.8.8\\@127.0.0.1/',
  'http://134744072/',
  'http://[2606:4700::1111]/',
  'https://1.1.1.1:8443/x',
];

/** Names whose addresses decide, whatever the policy. */
const names = ['https://crm.example/hooks', 'https://crm.example./', 'http://127.0.0.1.example/'];

const localNames = [
  'http://intranet/',
  'http://a.localhost/',
  'http://printer.local/',
  'http://db.internal./',
  'http://nas.home.arpa/',
];

const notHttp = [
  'ftp://127.0.0.1/',
  'ftp://8.8.8.8/',
  'file:///etc/passwd',
  'http://user@127.0.0.1/',
  'https://user:secret@8.8.8.8/',
  'https://:secret@8.8.8.8/',
  'nowhere',
];

describe.each<[reach: 'public' | 'loopback', verdicts: [what: string, urls: string[], wanted: UrlVerdict][]]>([
  [
    'public',
    [
      ['this machine', thisMachine, 'refused'],
      ['a special address', nobodys, 'refused'],
      ['a public address', publicAddresses, 'allowed'],
      ['a name', names, 'unresolved'],
      ['a local name', localNames, 'refused'],
      ['no plain http URL', notHttp, 'refused'],
    ],
  ],
  [
    'loopback',
    [
      ['this machine', thisMachine, 'allowed'],
      ['a special address', nobodys, 'refused'],
      ['a public address', publicAddresses, 'refused'],
      ['a name', names, 'unresolved'],
      ['a local name', localNames, 'unresolved'],
      ['no plain http URL', notHttp, 'refused'],
    ],
  ],
])('the policy %s', (reach, verdicts) => {
  test.each(verdicts.flatMap(([what, urls, wanted]) => urls.map((url) => [what, url, wanted] as const)))(
    '%s: %s is %s',
    (_what, url, wanted) => {
      expect(judgeUrl(url, { reach, allowed: [] })).toBe(wanted);
    },
  );
});

test.each(forbiddenAddresses)('the address %s is not public', (address) => {
  const policy = { reach: 'public', allowed: [] } as const;
  const host = address.includes(':') ? `[${address}]` : address;
  expect(isAllowedAddress(address, new URL('https://crm.example/'), policy)).toBe(false);
  expect(judgeUrl(`http://${host}/`, policy)).toBe('refused');
});

test.each(spellings)('the host %j is refused', (host) => {
  expect(judgeUrl(`http://${host}/`, { reach: 'public', allowed: [] })).toBe('refused');
});

test.each<[url: string, allowed: string, wanted: UrlVerdict]>([
  ['http://localhost:4000/', '127.0.0.0/8', 'unresolved'],
  ['http://localhost./', '::1', 'unresolved'],
  ['http://a.localhost/', '127.0.0.1', 'unresolved'],
  ['http://localhost:4000/', '127.0.0.1:4000', 'unresolved'],
  ['http://localhost:4001/', '127.0.0.1:4000', 'refused'],
  ['http://localhost/', '10.0.0.0/8', 'refused'],
  ['http://receiver/', '10.0.0.0/8', 'unresolved'],
  ['http://crm.internal/', 'fd00::/8', 'unresolved'],
  // Neither is one of this machine.
  ['http://receiver/', '127.0.0.0/8', 'refused'],
  ['http://crm.internal/', '::1/128', 'refused'],
  ['http://127.0.0.1/', '127.0.0.1', 'allowed'],
  ['http://127.1/', '127.0.0.1', 'allowed'],
  ['http://[::ffff:127.0.0.1]/', '127.0.0.1', 'allowed'],
  ['http://127.0.0.2/', '127.0.0.1', 'refused'],
  ['http://10.1.2.3/', '10.0.0.0/8', 'allowed'],
  ['http://172.16.2.3/', '10.0.0.0/8', 'refused'],
  ['http://[fd00::5]/', 'fd00::/8', 'allowed'],
  ['http://[::1]/', '::1', 'allowed'],
  ['http://[::1]/', '[::1]', 'allowed'],
  ['http://localhost:8080/', 'localhost', 'allowed'],
  ['http://localhost./', 'LocalHost', 'allowed'],
  ['http://evil.localhost/', 'localhost', 'refused'],
  ['http://my_receiver/', 'my_receiver', 'allowed'],
  ['http://receiver:8080/', 'receiver:8080', 'allowed'],
  ['http://receiver:8081/', 'receiver:8080', 'refused'],
  ['http://receiver/', 'receiver:80', 'allowed'],
  ['https://receiver/', 'receiver:443', 'allowed'],
  ['http://10.0.0.5:8080/', '10.0.0.5:8080', 'allowed'],
  ['http://10.0.0.5/', '10.0.0.5:8080', 'refused'],
  ['http://[fd00::5]:8080/', '[fd00::5]:8080', 'allowed'],
  ['http://[fd00::5]/', '[fd00::5]:8080', 'refused'],
  ['http://user@receiver/', 'receiver', 'refused'],
])('public, %s with %s allowed: %s', (url, allowed, wanted) => {
  expect(judgeUrl(url, { reach: 'public', allowed: parseAllowedTargets([allowed]) })).toBe(wanted);
});

test.each<[address: string, host: string, allowed: string[], isPublic: boolean, isLoopback: boolean]>([
  ['8.8.8.8', 'crm.example', [], true, false],
  ['2606:4700::1111', 'crm.example', [], true, false],
  ['10.0.0.1', 'crm.example', [], false, false],
  ['127.0.0.1', 'crm.example', [], false, true],
  ['::ffff:127.0.0.1', 'crm.example', [], false, true],
  ['fe80::1%eth0', 'crm.example', [], false, false],
  ['', 'crm.example', [], false, false],
  ['10.0.0.1', 'crm.example', ['10.0.0.0/8'], true, true],
  ['10.0.0.1', 'crm.example', ['10.0.0.1:8080'], false, false],
  ['10.0.0.1', 'receiver', ['receiver'], true, true],
  ['10.0.0.1', 'other', ['receiver'], false, false],
])('%s, which %s resolves to, with %j allowed', (address, host, allowed, isPublic, isLoopback) => {
  const judge = (reach: 'public' | 'loopback') =>
    isAllowedAddress(address, new URL(`http://${host}/`), { reach, allowed: parseAllowedTargets(allowed) });
  expect([judge('public'), judge('loopback')]).toEqual([isPublic, isLoopback]);
});

test.each(['10.0.0.0/99', 'http://receiver', '-receiver', 'a b', '', 'receiver:99999', '[::1', 'user@receiver'])(
  'an allow-list with %j is refused',
  (entry) => {
    expect(() => parseAllowedTargets(['127.0.0.1', entry])).toThrow(
      `${JSON.stringify(entry)} is neither an address, a range such as 10.0.0.0/8, nor a host name`,
    );
  },
);

test.each<[url: string, ports: number[] | undefined, allowed: string[], wanted: UrlVerdict]>([
  ['https://8.8.8.8/', undefined, [], 'allowed'],
  ['https://8.8.8.8/', [443], [], 'allowed'],
  ['http://8.8.8.8/', [443], [], 'refused'],
  ['https://crm.example:8443/', [443, 8443], [], 'unresolved'],
  ['https://crm.example:22/', [443, 8443], [], 'refused'],
  ['https://crm.example/', [], [], 'refused'],
  ['http://10.0.0.1:8080/', [443], ['10.0.0.1'], 'refused'],
  ['http://10.0.0.1:8080/', [443], ['10.0.0.1:8080'], 'allowed'],
  ['http://receiver:8080/', [443], ['receiver:8080'], 'allowed'],
  ['http://crm.example:8080/', [443], ['10.0.0.1:8080'], 'unresolved'],
  ['http://crm.example:8080/', [443], ['10.0.0.1'], 'refused'],
  // The port is opened for that entry only.
  ['http://8.8.8.8:8080/', [443], ['receiver:8080'], 'refused'],
])('%s with the ports %j and %j allowed: %s', (url, ports, allowed, wanted) => {
  expect(judgeUrl(url, { reach: 'public', allowed: parseAllowedTargets(allowed), ports })).toBe(wanted);
});

test.each<[address: string, url: string, isAllowed: boolean]>([
  ['10.0.0.1', 'http://crm.example:8080/', true],
  ['8.8.8.8', 'http://crm.example:8080/', false],
  ['8.8.8.8', 'https://crm.example/', true],
  ['10.0.0.1', 'https://crm.example/', false],
])('%s for %s, where port 443 and 10.0.0.1:8080 are allowed: %s', (address, url, isAllowed) => {
  const policy = { reach: 'public', allowed: parseAllowedTargets(['10.0.0.1:8080']), ports: [443] } as const;
  expect(isAllowedAddress(address, new URL(url), policy)).toBe(isAllowed);
});
