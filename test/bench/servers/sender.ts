/** The bare loop that deliveries are compared with: undici's `request`, so many times, so many at a time. Prints the seconds. */
import { Agent, request } from 'undici';

const [, , url = '', count = '', concurrency = '', body = ''] = process.argv;
const dispatcher = new Agent();
let next = 0;

async function work(): Promise<void> {
  while (next < Number(count)) {
    const headers = { 'content-type': 'application/json', 'webhook-id': `${next++}` };
    const response = await request(url, { method: 'POST', headers, body, dispatcher });
    await response.body.dump();
  }
}

async function send(): Promise<void> {
  await Promise.all(Array.from({ length: Number(concurrency) }, work));
}

next = Number(count) - 2000;
await send();
next = 0;
const started = performance.now();
await send();
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
await dispatcher.close();
