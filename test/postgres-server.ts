import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from './free-port.ts';

/** The programs of the newest PostgreSQL on this machine; `POSTGRES_BIN` names another one's folder. */
export const bin = process.env['POSTGRES_BIN'] ?? findBin();

/** Whether there is one. */
export const hasPostgres = bin !== undefined;

/** A PostgreSQL server of this process, with databases that tests have to themselves. */
export interface PostgresServer {
  readonly port: number;
  /** `postgres://postgres@127.0.0.1:PORT/DATABASE` */
  url(database: string): string;
  /** Kills it, and starts it again, which recovers its files. */
  crash(): void;
  /** Ends it at once, and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a server in a temporary folder, on a free port of loopback. It ends with this process, however that ends: a shell
 * waits for the end of a pipe between them.
 * @param settings of `postgresql.conf`, beside those that make tests quick
 * @param parent the folder in which it has its own
 */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
  parent = tmpdir(),
): Promise<PostgresServer> {
  if (bin === undefined) throw new Error('there is no PostgreSQL on this machine');
  const port = await freePort();
  const folder = mkdtempSync(join(parent, 'concordat-postgres-'));
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const all = { port: `${port}`, unix_socket_directories: folder, ...quick, ...settings };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('/bin/sh', ['-c', script, 'sh', bin, folder, ...options], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    ...user,
  });
  const exited = once(child, 'exit');
  const log: string[] = [];
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('database system is ready')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL ended:\n${log.join('\n')}`)));
  });
  lines.removeAllListeners('line').resume();
  child.stdin.on('error', () => {});
  // Nothing of it keeps this process from ending.
  child.unref();
  for (const stream of [child.stdin, child.stderr]) (stream as Readable & { unref(): void }).unref();
  return {
    port,
    url: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    crash: () => void child.stdin.write('crash\n'),
    async stop() {
      child.ref();
      child.stdin.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const script = `
bin=$1 folder=$2; shift 2
"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >&2 || exit 1
start() { "$bin/postgres" -D "$folder/data" "$@" & server=$!; }
start "$@"
while read -r crash; do
  kill -KILL $server
  # It doesn't start while processes of the one before are ending.
  until wait $server; start "$@"; sleep 0.5; kill -0 $server; do :; done
done
kill -QUIT $server; wait $server
rm -rf "$folder"
`;

/** Nothing has to survive the machine. */
const quick = {
  listen_addresses: '127.0.0.1',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  autovacuum: 'off',
  log_min_messages: 'log',
} as const;

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function findBin(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map(Number) : [];
  const [newest] = versions.sort((a, b) => b - a).filter((version) => existsSync(`${debian}/${version}/bin/initdb`));
  if (newest !== undefined) return `${debian}/${newest}/bin`;
  try {
    const folder = execFileSync('pg_config', ['--bindir'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return existsSync(join(folder, 'initdb')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
