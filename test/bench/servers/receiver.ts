/**
 * A receiver of deliveries that costs as little as it can: below `/fast` it responds at once, below `/hang` never. It prints
 * its port as JSON. `GET /received` tells how many requests it had, how many different ids, and when each came; `DELETE` forgets.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Receipt {
  readonly serial: number;
  /** In milliseconds since the epoch. */
  readonly at: number;
}

let requests = 0;
let hanging = 0;
let lastAt = 0;
let ids = new Set<string>();
let receipts: Receipt[] = [];

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const { method, url = '', headers } = request;
  if (method !== 'POST') {
    if (method === 'DELETE') {
      [requests, hanging, ids, receipts] = [0, 0, new Set(), []];
      response.end();
      return;
    }
    const isFull = url.endsWith('?receipts');
    response.end(JSON.stringify({ requests, hanging, distinct: ids.size, lastAt, ...(isFull && { receipts }) }));
    return;
  }
  if (url.startsWith('/hang')) {
    hanging++;
    request.resume();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    lastAt = performance.timeOrigin + performance.now();
    requests++;
    ids.add(`${headers['webhook-id']}`);
    // A body is an array with one record, whose first field is the serial number.
    if (url === '/fast/timed')
      receipts.push({ serial: Number.parseInt(body.toString('latin1', 7, 24), 10), at: lastAt });
    response.writeHead(200, { 'Content-Length': '0' }).end();
  });
});
server.listen(0, '127.0.0.1', 4096, () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
);
