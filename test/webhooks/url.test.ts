/** The contract's pattern for URLs, beside the guard: what passes it is refused only for what no pattern can say. */
import { mkdir } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ipaddr from 'ipaddr.js';
import { judgeUrl, parseAllowedTargets } from '../../src/http.ts';
import { loadContract } from '../../src/server.ts';
import { seededChoices } from '../../src/toolkit/instances/choices.ts';
import { makePatternText } from '../../src/toolkit/instances/pattern-text.ts';
import { LowdbStore } from '../../src/webhooks/store/lowdb-store.ts';
import { Random } from '../faults/random.ts';
import { inFolder } from '../files.ts';
import { webhook } from './records.ts';
import { startInFolder } from './service.ts';

const contract = await loadContract(join(import.meta.dirname, '../../openapi.yaml'));
const { schemas } = contract.document.components as never as { schemas: { URL: { pattern: string } } };
const { URL: schema } = schemas;
const pattern = new RegExp(schema.pattern, 'u');

const policy = { reach: 'public', allowed: [] } as const;
const everyAddress = { reach: 'public', allowed: parseAllowedTargets(['0.0.0.0/0', '::/0']) } as const;

/** What only a look at the world tells: the name is a local one, or Punycode that isn't any. */
function isBeyondPatterns(host: string): boolean {
  return !host.includes('.') || /\.(local|internal|intranet|lan|home|corp|arpa|localdomain|localhost)$/i.test(host);
}

/** Why a URL that passes the pattern must not be refused; undefined if it may be. */
function judge(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url) return /[/.]xn--/i.test(text) ? undefined : `${text} can't be parsed`;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host)) {
    const isSpelledOut = text.toLowerCase().includes(host) || isIP(host) === 6;
    if (!isSpelledOut) return `${text} is ${host}`;
    return judgeUrl(url, everyAddress) === 'refused' ? `${text} is refused as an address` : undefined;
  }
  if (host !== /^https?:..([^:/?#]+)/.exec(text)?.[1]?.toLowerCase()) return `${text} is ${host}`;
  return judgeUrl(url, policy) === 'refused' && !isBeyondPatterns(host) ? `${text} is refused` : undefined;
}

test('of 10,000 texts that the pattern allows', () => {
  const kinds = { address: 0, public: 0, local: 0, name: 0 };
  for (let seed = 0; seed < 10_000; seed++) {
    const text = makePatternText(schema.pattern, seededChoices(seed), 0, 2048);
    expect([text, pattern.test(text), judge(text)]).toEqual([text, true, undefined]);
    const host = (URL.parse(text)?.hostname ?? '').replace(/^\[(.*)\]$/, '$1');
    const isPublic = ipaddr.isValid(host) && ipaddr.process(host).range() === 'unicast';
    kinds[isPublic ? 'public' : isIP(host) ? 'address' : isBeyondPatterns(host) ? 'local' : 'name']++;
  }
  for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(200);
});

test('of 100,000 URLs with a few characters changed', () => {
  const random = new Random(15);
  const characters = [...'aZ09.-:/?#@%[]\\_~ \t\u00e9x', 'xn--', '0x', '..', '127', '::', '//', '\u3002'];
  const urls = [
    'https://crm.example/hooks',
    'http://192.0.2.1:8080/',
    'http://[2001:db8::1]/x?y#z',
    'http://receiver:80',
  ];
  let allowed = 0;
  for (let round = 0; round < 100_000; round++) {
    let text = random.pick(urls);
    for (let changes = 1 + Math.floor(random.next() * 3); changes > 0; changes--) {
      const at = Math.floor(random.next() * (text.length + 1));
      text = text.slice(0, at) + random.pick(characters) + text.slice(at + Math.floor(random.next() * 3));
    }
    if (!pattern.test(text)) continue;
    allowed++;
    expect([text, judge(text)]).toEqual([text, undefined]);
  }
  expect(allowed).toBeGreaterThan(10_000);
});

test.each([
  'https://crm.example/hooks/bookings',
  'http://crm.example',
  'https://CRM.Example:8443?x=1',
  'https://crm.example#x',
  "https://a-b.c--d.example/%7Bid%7D/!$&'()*+,;=:@-._~?a%5B%5D=/1?#b/c?",
  'https://xn--bcher-kva.example/',
  'https://1.2.3.example/',
  'https://0x7f.example/',
  'http://8.8.8.8/',
  'http://127.0.0.1:8080/x',
  'http://[::1]:65535/',
  'http://[2606:4700:4700::1111]/',
  'http://[1:2:3:4:5:6:7:8]/',
  'http://[1:2:3:4:5:6:7::]/',
  'http://[::2:3:4:5:6:7:8]/',
  'http://localhost:3000/',
  'http://receiver/x',
])('%s passes', (url) => {
  expect([pattern.test(url), judge(url)]).toEqual([true, undefined]);
});

test.each([
  // Found by Schemathesis.
  `http://0?${'0'.repeat(100)}`,
  'http://5BQP0I#T<!C:a?0',
  "http://[63:0:4B:0:F:b254:A51:CD4B]/Y]=y'FcrUp>f]Mq",
  // What a URL has to have percent-encoded.
  ...[...'"<>[]{}|^`\\ '].map((character) => `https://crm.example/a${character}b`),
  ...[...'"<>[]{}|^`\\#'].map((character) => `https://crm.example?a#${character}b`),
  'https://crm.example/%',
  'https://crm.example/?a=%zz',
  // Other spellings of addresses.
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://127.0.0.1./',
  'http://127.0.0.01/',
  'http://crm.0x10/',
  'http://crm.example.7/',
  'http://256.1.1.1/',
  'http://1.2.3/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::1%25eth0]/',
  'http://[1::2::3]/',
  'http://[1:2:3:4:5:6:7:8:9]/',
  'http://[12345::]/',
  'http://[]/',
  // Hosts that are none.
  'http://',
  'http:///x',
  'http://.example/',
  'http://crm..example/',
  'http://crm.example./',
  'http://-crm.example/',
  'http://crm-.example/',
  'http://crm_1.example/',
  'http://b\u00fccher.example/',
  'http://crm\u3002example/',
  'http://crm%2eexample/',
  'http://crm.example\\@127.0.0.1/',
  'http://ann:secret@crm.example/',
  'http://@crm.example/',
  'http://crm.example:/',
  'http://crm.example:0/',
  'http://crm.example:080/',
  'http://crm.example:65536/',
  'http://crm.example:99999/',
  // No URL of the kind, or no printable ASCII.
  'ftp://crm.example/',
  'HTTP://crm.example/',
  '//crm.example/',
  'crm.example',
  ' http://crm.example/',
  'http://crm.example/ x',
  'http://crm.example/\n',
  'http://crm.example/\u00e9',
])('%j does not', (url) => {
  expect(pattern.test(url)).toBe(false);
});

test('a record with a URL that is refused by now is read and listed, and can get another one', () =>
  inFolder({}, async (folder) => {
    await mkdir(`${folder}/data`, { mode: 0o700 });
    const store = await LowdbStore.open(`${folder}/data`);
    await store.create((id) => webhook(id, { URL: 'http://crm..example/hooks' }));
    await store.close();
    const { client, stop } = await startInFolder(folder, {});
    try {
      const read = await client.ask('GET', '/sys/webhooks/1');
      expect([read.status, read.body.URL]).toEqual([200, 'http://crm..example/hooks']);
      expect((await client.ask('GET', '/sys/webhooks')).body.TotalItems).toBe(1);
      expect((await client.ask('PUT', '/sys/webhooks', { body: read.body })).status).toBe(400);
      const body = { ...read.body, URL: 'http://crm.example/hooks' };
      expect((await client.ask('PUT', '/sys/webhooks', { body })).status).toBe(200);
    } finally {
      await stop();
    }
  }));
