/**
 * The WebHooks operations on `createApp`, signed in already: on the store in a folder (`concordat`), storing nothing
 * (`nothing`), or on plain lowdb, written as a whole for each change (`lowdb`). `loop` is bare Express with a loop over
 * the store's records.
 */
import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import express from 'express';
import { JSONFilePreset } from 'lowdb/node';
import { createApp, loadContract } from '../../../src/server.ts';
import { createHandlers, type UseCases } from '../../../src/webhooks/http/handlers.ts';
import type { Storage, WebHook } from '../../../src/webhooks/storage.ts';
import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { WebHookService } from '../../../src/webhooks/webhook-service.ts';
import { user } from '../../webhooks/records.ts';

const [, , kind = 'concordat', folder = ''] = process.argv;

async function openStorage(): Promise<Storage> {
  if (kind === 'concordat' || kind === 'loop')
    return LowdbStore.open(
      folder,
      process.env['SNAPSHOT_AFTER'] ? { snapshotAfter: Number(process.env['SNAPSHOT_AFTER']) } : {},
    );
  const refused = () => Promise.reject(new Error('not here'));
  const others = { get: refused, list: refused, change: refused, close: refused };
  let last = 0;
  if (kind === 'nothing') return { ...others, create: async (make) => make(++last) };
  const db = await JSONFilePreset<{ webhooks: WebHook[] }>(`${folder}/lowdb.json`, { webhooks: [] });
  last = db.data.webhooks.length;
  return {
    ...others,
    async create(make) {
      const made = make(++last);
      db.data.webhooks.push(made);
      await db.write();
      return made;
    },
  };
}

// As `concordat-webhooks start` has it.
setFlagsFromString('--semi-space-growth-factor=1');
const storage = await openStorage();
const webhooks = new WebHookService({ storage, now: () => new Date(), makeUniqueId: randomUUID, isTarget: () => true });
const administrator = user('admin@example.com', { admin: true });
let app = express();
if (kind === 'loop') {
  const { entries } = await storage.list('webhooks');
  await storage.close();
  app.get('/api/sys/webhooks', (request, response) => {
    const wanted = String(request.query['WebHook_Name']).toLowerCase();
    const found: WebHook[] = [];
    for (const entry of entries) if (entry.Name.toLowerCase().includes(wanted)) found.push(entry);
    response.json(found.slice(0, 25));
  });
} else {
  app = createApp({
    contract: await loadContract('openapi.yaml'),
    security: { bearer: () => administrator },
    handlers: createHandlers({ webhooks, ...({} as Omit<UseCases, 'webhooks'>) }),
  });
}
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
