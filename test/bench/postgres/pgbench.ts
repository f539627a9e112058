import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bin } from '../../postgres-server.ts';

/** Has PostgreSQL's own program send a statement, each client the next one when the one before is done; each is prepared once. */
export async function pgbench(
  databaseUrl: string,
  sql: string,
  clients: number,
  seconds: number,
): Promise<{ readonly perSecond: number; readonly ms: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-pgbench-'));
  try {
    const script = join(folder, 'statement.sql');
    // A line is a statement.
    writeFileSync(script, `${sql.replaceAll(/\s+/g, ' ')};\n`);
    const options = ['-n', '-M', 'prepared', '-c', `${clients}`, '-j', `${Math.min(clients, 2)}`, '-T', `${seconds}`];
    const { stdout } = await promisify(execFile)(`${bin}/pgbench`, [...options, '-f', script, databaseUrl]);
    const find = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]);
    return { perSecond: find(/^tps = ([\d.]+)/m), ms: find(/^latency average = ([\d.]+) ms/m) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
