import type { Socket } from 'node:net';
import type { buildConnector, Client } from 'undici';
import { createConnector, type GuardOptions } from './guarded-connector.ts';

/** For how long connections are kept, and how many. */
interface PoolOptions extends GuardOptions {
  /** Connections that nothing uses, to all origins together; beyond that, the one that waits longest is closed. */
  readonly maxIdleConnections: number;
}

/** What is needed of undici, which is loaded when the first request is sent. */
interface Undici {
  readonly Client: typeof Client;
  readonly buildConnector: typeof buildConnector;
}

/** A receiver's `Keep-Alive: timeout=` is honoured up to this. Without one, undici closes idle connections after 4 s. */
const maxIdleMs = 30_000;

/** A name may get another address: a connection that is always in use would never notice. */
const maxAgeMs = 300_000;

const maxConnectors = 1000;

/**
 * One connection to an origin, which carries one request at a time.
 *
 * undici's own pool doesn't tell which connection carries a request, nor whether it carried others before.
 */
export class Connection {
  readonly origin: string;
  readonly client: Client;
  /** Since it was last connected. */
  responses = 0;
  isIdle = false;
  /** Is called for each piece of data that arrives. */
  onData: (() => void) | undefined;
  #socket: Socket | undefined;
  #openedAt = performance.now();

  constructor(origin: string, connect: buildConnector.connector, { Client }: Undici) {
    this.origin = origin;
    this.client = new Client(origin, {
      // The deadline is for the whole exchange. undici's own are for the time between two bytes.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveMaxTimeout: maxIdleMs,
      connect: (target, callback) => {
        this.responses = 0;
        this.#openedAt = performance.now();
        const socket: unknown = connect(target, (...[error, connected]) => {
          connected?.on('readable', () => this.onData?.());
          if (error) callback(error, null);
          else callback(null, connected);
        });
        this.#socket = socket as Socket;
        // undici takes it to cancel an attempt to connect.
        return socket as undefined;
      },
    });
  }

  get isOld(): boolean {
    return performance.now() - this.#openedAt > maxAgeMs;
  }

  /** All that came over the connection, in bytes: also what HTTP ignores, such as the extensions of chunks. */
  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  /** Closes it at once, also while it is being opened. */
  destroy(): void {
    this.#socket?.destroy();
    void this.client.destroy();
  }
}

/** Connections to any number of origins. One that was used last is used first, so that others become idle and are closed. */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #undici: Undici;
  readonly #all = new Set<Connection>();
  #isClosed = false;
  /** In the order in which they became idle. */
  readonly #idle = new Set<Connection>();
  readonly #idleOf = new Map<string, Connection[]>();
  readonly #connectors = new Map<string, buildConnector.connector>();

  constructor(options: PoolOptions, undici: Undici) {
    this.#options = options;
    this.#undici = undici;
  }

  /** @param isFresh whether it must not have carried a request before */
  take(origin: string, isFresh = false): Connection {
    const idle = isFresh ? undefined : this.#idleOf.get(origin)?.at(-1);
    if (idle) {
      this.#forget(idle);
      return idle;
    }
    const connection = new Connection(origin, this.#connectorTo(origin), this.#undici);
    connection.client.on('disconnect', () => {
      connection.responses = 0;
      // undici connects again if a request waits.
      if (connection.isIdle) this.discard(connection);
    });
    this.#all.add(connection);
    return connection;
  }

  /** Gives back a connection whose exchange is over. */
  release(connection: Connection): void {
    if (connection.isOld || connection.client.destroyed) {
      this.discard(connection);
      return;
    }
    const idle = this.#idleOf.get(connection.origin);
    if (idle) idle.push(connection);
    else this.#idleOf.set(connection.origin, [connection]);
    connection.isIdle = true;
    this.#idle.add(connection);
    const [oldest] = this.#idle;
    if (oldest && this.#idle.size > this.#options.maxIdleConnections) this.discard(oldest);
  }

  discard(connection: Connection): void {
    if (connection.isIdle) this.#forget(connection);
    this.#all.delete(connection);
    connection.destroy();
  }

  /** Closes all connections. Requests that are under way fail. */
  close(): void {
    this.#isClosed = true;
    for (const connection of this.#all) this.discard(connection);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get size(): { readonly open: number; readonly idle: number; readonly origins: number } {
    return { open: this.#all.size, idle: this.#idle.size, origins: this.#idleOf.size };
  }

  /** TLS sessions are resumed within a connector. */
  #connectorTo(origin: string): buildConnector.connector {
    const known = this.#connectors.get(origin);
    if (known) return known;
    const connector = createConnector(new URL(origin), this.#options, this.#undici.buildConnector);
    if (this.#connectors.size >= maxConnectors) this.#connectors.clear();
    this.#connectors.set(origin, connector);
    return connector;
  }

  #forget(connection: Connection): void {
    connection.isIdle = false;
    this.#idle.delete(connection);
    const idle = this.#idleOf.get(connection.origin) ?? [];
    idle.splice(idle.lastIndexOf(connection), 1);
    if (idle.length === 0) this.#idleOf.delete(connection.origin);
  }
}
