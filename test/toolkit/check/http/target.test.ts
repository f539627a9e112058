import { expect, test } from '@jest/globals';
import { checkTarget } from '../../../../src/toolkit/check/http/target.ts';

test.each<[url: string, allowed: string[]]>([
  ['http://127.0.0.1:3000/api', []],
  ['http://127.1/', []],
  ['http://localhost', []],
  ['http://[::1]:3000', []],
  ['https://API.example/', ['api.example']],
  ['http://api.example:8080', ['Api.Example:8080']],
  ['http://10.1.2.3', ['10.0.0.0/8']],
])('%s may be tested where %j is allowed', (url, allowed) => {
  expect(checkTarget(`${url}/`, allowed)).toBe(url.replace(/\/$/, ''));
});

test.each<[url: string, allowed: string[], message: RegExp]>([
  ['http://192.0.2.1/', [], /^192\.0\.2\.1 is not this machine.*--allow-target 192\.0\.2\.1$/],
  ['http://localhost.example', [], /is not this machine/],
  ['http://api.example:8080', ['api.example:80'], /is not this machine/],
  ['http://api.example', ['a b'], /"a b" is neither an address, a range such as 10\.0\.0\.0\/8, nor a host name/],
  ['http://me:secret@127.0.0.1', [], /is not the URL of a server/],
  ['http://127.0.0.1/?a=b', [], /is not the URL of a server/],
  ['127.0.0.1:3000', [], /is not the URL of a server/],
  ['ftp://127.0.0.1', [], /is not the URL of a server/],
])('%s may not be tested where %j is allowed', (url, allowed, message) => {
  const refused = expect.objectContaining({ code: 'CHECK_TARGET', message: expect.stringMatching(message) });
  expect(() => checkTarget(url, allowed)).toThrow(refused as never);
});
