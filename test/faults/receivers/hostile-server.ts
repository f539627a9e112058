import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { countWritten, type HostileReceiver } from '../../toolkit/http/hostile-receivers.ts';
import { selfSigned } from '../../toolkit/http/self-signed.ts';

/** Starts a hostile receiver on 127.0.0.1, as receiver.example where it speaks TLS. */
export async function serveHostile({ on, act }: Pick<HostileReceiver, 'on' | 'act'>, isSecure: boolean) {
  const open = new Set<Socket>();
  const written: (() => number)[] = [];
  const onSocket = (socket: Socket) => {
    open.add(socket);
    written.push(countWritten(socket));
    socket.on('error', () => {});
    if (on === 'request') socket.on('data', () => act(socket));
    else act(socket.resume());
  };
  const server = isSecure ? createTlsServer(selfSigned, onSocket) : createServer(onSocket);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as AddressInfo;
  return { port, close, bytes: () => written.reduce((sum, count) => sum + count(), 0) };
}
