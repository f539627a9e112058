import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { HmacKey } from '../../../src/toolkit/http/hmac-key.ts';

const keys = [0, 1, 32, 63, 64, 65, 200].map((length) => Buffer.alloc(length, 'a kéy '));
const messages: (string | Uint8Array)[][] = [
  [''],
  ['id.1700000000.', '[{"Name":"Café 🙈 \ud800"}]'],
  ['id.', Buffer.from([0, 255, 128])],
  [Buffer.alloc(3000, 1), 'é'.repeat(3000)],
  ['x'.repeat(100_000)],
  ['short again'],
];

test.each(keys)('signatures are those of createHmac, with the key %j', (key) => {
  const own = new HmacKey(key);
  for (const message of messages) {
    for (const encoding of ['hex', 'base64'] as const) {
      const hmac = createHmac('sha256', key);
      for (const part of message) hmac.update(part);
      expect(own.sign(message, encoding)).toBe(hmac.digest(encoding));
    }
  }
});
