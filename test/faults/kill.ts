/**
 * Clients create, update and delete while the process is killed at a random moment and started again. Every acknowledged
 * change has to be there; a change without a response is there whole or not at all.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn, startProcess } from './process.ts';

const runs = Number(process.argv[2] ?? 200);
const clients = 16;
const folder = mkdtempSync(join(tmpdir(), 'concordat-kill-'));

/** The name of each record; undefined for a deleted one. */
const acknowledged = new Map<number, string | undefined>();
/** Changes without a response, which may or may not have happened. */
const uncertain = new Map<number | string, string | undefined>();
let changes = 0;
let looked = 0;
let found = 0;
let serial = 0;
const wrong: string[] = [];

async function work(url: string, token: string, own: number[]): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as { Value: { Id: number } };
  };
  for (;;) {
    const name = `name ${++serial}`;
    const body = {
      BusinessId: 1,
      Name: name,
      Action: 6,
      URL: 'https://crm.example/hooks',
      Description: name.repeat(20),
    };
    const id = own[Math.floor(Math.random() * own.length)];
    const kind = id === undefined || own.length < 20 ? 'create' : Math.random() < 0.6 ? 'update' : 'delete';
    if (kind === 'create' || id === undefined) {
      uncertain.set(name, name);
      const { Value } = await send('POST', '/sys/webhooks', body);
      uncertain.delete(name);
      if (acknowledged.has(Value.Id)) wrong.push(`the id ${Value.Id} was given twice`);
      acknowledged.set(Value.Id, name);
      own.push(Value.Id);
    } else {
      uncertain.set(id, kind === 'update' ? name : undefined);
      await (kind === 'update'
        ? send('PUT', '/sys/webhooks', { ...body, Id: id })
        : send('DELETE', `/sys/webhooks/${id}`));
      uncertain.delete(id);
      acknowledged.set(id, kind === 'update' ? name : undefined);
      if (kind === 'delete') own.splice(own.indexOf(id), 1);
    }
    changes++;
  }
}

async function readAll(url: string, token: string): Promise<Map<number, string>> {
  const records = new Map<number, string>();
  for (let page = 1; ; page++) {
    const response = await fetch(`${url}/sys/webhooks?size=1000&page=${page}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { Records, HasNextPage } = (await response.json()) as {
      Records: { Id: number; Name: string }[];
      HasNextPage: boolean;
    };
    for (const { Id, Name } of Records) records.set(Id, Name);
    if (!HasNextPage) return records;
  }
}

/** Compares the records with what is known, and takes them for known from now on. */
function compare(records: ReadonlyMap<number, string>, run: number): void {
  for (const [id, name] of acknowledged) {
    const actual = records.get(id);
    looked++;
    if (actual === name || (uncertain.has(id) && actual === uncertain.get(id))) found++;
    else wrong.push(`run ${run}: the record ${id} is ${actual}, and ${name} was acknowledged`);
    acknowledged.set(id, actual);
  }
  for (const [id, name] of records) {
    if (acknowledged.has(id)) continue;
    if (uncertain.has(name)) acknowledged.set(id, name);
    else wrong.push(`run ${run}: no request created the record ${id}, ${name}`);
  }
  uncertain.clear();
}

try {
  let token: string | undefined;
  for (let run = 1; run <= runs && wrong.length === 0; run++) {
    const service = await startProcess({ DATA_DIR: join(folder, 'data') });
    token ??= await signIn(service.url);
    compare(await readAll(service.url, token), run);
    const ids = [...acknowledged].flatMap(([id, name]) => (name === undefined ? [] : [id]));
    const working = Array.from({ length: clients }, (_, index) =>
      work(
        service.url,
        token as string,
        ids.filter((id) => id % clients === index),
      ).catch((error: Error) => {
        if (error.message !== 'fetch failed' && error.message !== 'terminated')
          wrong.push(`run ${run}: ${error.message}`);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 400));
    await service.stop('SIGKILL');
    await Promise.all(working);
  }
  const last = await startProcess({ DATA_DIR: join(folder, 'data') });
  compare(await readAll(last.url, token as string), runs + 1);
  const { code } = await last.stop('SIGTERM');
  if (code !== 0) wrong.push(`the service ended with ${code} on SIGTERM`);
  console.log(
    `${runs} kills, ${changes} changes acknowledged; looked for ${looked} times, found ${found} times, ${wrong.length} wrong`,
  );
  for (const line of wrong.slice(0, 20)) console.log(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
