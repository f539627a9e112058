/** What a process of Node holds in memory, garbage not counted, asked over its inspector, which SIGUSR1 opens. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** For `NODE_OPTIONS` of a process that will be asked. */
export async function reserveInspector(): Promise<{ readonly port: number; readonly options: string }> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return { port, options: `--inspect-port=127.0.0.1:${port} --inspect-publish-uid=http` };
}

/** In bytes: JavaScript's heap and what it holds outside of it. */
export async function liveMemory(pid: number, port: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await inspectorUrl(port));
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const call = (method: string, params: object = {}) =>
    new Promise<{ result: { result?: { value?: number } } }>((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data))), { once: true });
      socket.send(JSON.stringify({ id: 1, method, params }));
    });
  await call('HeapProfiler.collectGarbage');
  await call('HeapProfiler.collectGarbage');
  const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())';
  const { result } = await call('Runtime.evaluate', { expression });
  socket.close();
  return Number(result.result?.value);
}

async function inspectorUrl(port: number): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      if (target) return target.webSocketDebuggerUrl;
    } catch (error) {
      if (tries > 50) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
