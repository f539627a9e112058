/**
 * A receiver of deliveries that costs as little as it can, so that it isn't what is measured: below `/fast` it responds at
 * once, below `/hang` never. It prints its port as JSON. `GET` tells how many requests it had, how many different ids, and when
 * each came to `/fast/timed`; `DELETE` forgets.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';

interface Receipt {
  readonly serial: number;
  /** In milliseconds, on a clock that all processes of the machine share. */
  readonly at: number;
}

let requests = 0;
let hanging = 0;
let lastAt = 0;
let ids = new Set<string>();
let receipts: Receipt[] = [];

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** @param head without the empty line; header names are as undici writes them */
function respond(head: string, body: Buffer): string | undefined {
  const at = Number(process.hrtime.bigint()) / 1e6;
  if (head.startsWith('POST /fast')) {
    lastAt = at;
    requests++;
    ids.add(headerOf(head, 'webhook-id'));
    // A body is an array with one record, whose first field is the serial number.
    if (head.startsWith('POST /fast/timed '))
      receipts.push({ serial: Number.parseInt(body.toString('latin1', 7, 24), 10), at });
    return ok;
  }
  if (head.startsWith('POST')) {
    hanging++;
    return undefined;
  }
  if (head.startsWith('DELETE')) {
    [requests, hanging, ids, receipts] = [0, 0, new Set(), []];
    return ok;
  }
  const isFull = /^GET \S+\?receipts /.test(head);
  const json = JSON.stringify({ requests, hanging, distinct: ids.size, lastAt, ...(isFull && { receipts }) });
  return `HTTP/1.1 200 OK\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
}

function headerOf(head: string, name: string): string {
  const start = head.indexOf(`\r\n${name}: `);
  if (start === -1) return '';
  const value = start + name.length + 4;
  const end = head.indexOf('\r\n', value);
  return end === -1 ? head.slice(value) : head.slice(value, end);
}

function receive(socket: Socket): void {
  let rest: Buffer | undefined;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    let bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) break;
      const head = bytes.toString('latin1', 0, end);
      const next = end + 4 + Number(headerOf(head, 'content-length'));
      if (bytes.length < next) break;
      const response = respond(head, bytes.subarray(end + 4, next));
      if (response !== undefined) socket.write(response);
      bytes = bytes.subarray(next);
    }
    rest = bytes.length > 0 ? bytes : undefined;
  });
}

const server = createServer({ noDelay: true }, receive);
server.listen(0, '127.0.0.1', 4096, () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
);
