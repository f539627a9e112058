import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** When a connection is cut: before these bytes are passed on, after that, or when they were responded to. */
export type Cut = 'before' | 'after' | 'responded';

export interface CuttingProxy {
  readonly port: number;
  close(): void;
}

/**
 * Passes connections on to a server on loopback, and cuts some of them.
 * @param cutAt decides by what a client sends; undefined for not cutting
 */
export async function startCuttingProxy(
  port: number,
  cutAt: (bytes: Buffer) => Cut | undefined,
): Promise<CuttingProxy> {
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1');
    let isCut = false;
    const cut = () => {
      client.destroy();
      behind.destroy();
    };
    const end = (socket: Socket) => socket.on('error', cut).on('close', cut);
    end(client);
    end(behind);
    client.on('data', (bytes) => {
      const moment = cutAt(bytes);
      if (moment === 'before') return cut();
      isCut ||= moment !== undefined;
      behind.write(bytes, moment === 'after' ? cut : undefined);
    });
    behind.on('data', (bytes) => {
      if (isCut) cut();
      else client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
