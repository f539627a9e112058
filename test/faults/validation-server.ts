/** Serves a contract for validation.ts, and tells the longest time in which nothing else ran. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createMock } from '../../src/mock.ts';
import { createApp, loadContract } from '../../src/server.ts';

const [, , kind, file = ''] = process.argv;
const contract = await loadContract(file);

/** In CPU time, since the machine may be busy. */
let last = cpuMs();
let longest = 0;
setInterval(() => {
  const now = cpuMs();
  longest = Math.max(longest, now - last);
  last = now;
}, 1);

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** `GET /` gives the longest time since the last call, `POST /` how long `JSON.parse` takes here on a body. */
const meter = createServer(async (request, response) => {
  if (request.method === 'POST') {
    const body = await text(request);
    const started = cpuMs();
    JSON.parse(body);
    response.end(String(cpuMs() - started));
  } else response.end(String(longest));
  longest = 0;
  last = cpuMs();
});
meter.listen(0, '127.0.0.1', async () => {
  const { port } = meter.address() as { port: number };
  console.log(JSON.stringify({ url: await serve(), meter: `http://127.0.0.1:${port}` }));
});

async function serve(): Promise<string> {
  if (kind === 'mock') return (await createMock({ contract, onWarning: () => {} })).url;
  const handlers = Object.fromEntries(
    contract.operations.map(({ operationId }) => [operationId, () => ({ status: 204 })]),
  );
  const server = createServer(createApp({ contract, handlers, onWarning: () => {} }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
