/**
 * The bare loop that deliveries are compared with: undici's `request`, so many times, so many at a time, with headers as long
 * as those of a signed delivery. Prints how long it took, and its processor time, in milliseconds.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';

const [, , url = '', count = '', concurrency = '', body = ''] = process.argv;
const dispatcher = new Agent();
const prefix = randomUUID().slice(0, 24);

async function send(total: number): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < total) {
      const headers = {
        'webhook-id': prefix + String(next++).padStart(12, '0'),
        'webhook-timestamp': '1764164000',
        'webhook-signature': 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
        'X-Nexudus-Hook-Action': '6',
        'X-Nexudus-Hook-Signature': '2B1C9F6D0E8A47531F2E3D4C5B6A79880F1E2D3C4B5A69788796A5B4C3D2E1F0',
        'content-type': 'application/json',
        'user-agent': 'concordat-webhooks',
      };
      const response = await request(url, { method: 'POST', headers, body, dispatcher });
      await response.body.dump();
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, work));
}

// Until it is compiled.
await send(5000);
const cpu = process.cpuUsage();
const started = performance.now();
await send(Number(count));
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ ms: performance.now() - started, cpuMs: (user + system) / 1000 }));
await dispatcher.close();
