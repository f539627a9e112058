import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createApp, loadContract } from 'concordat/server';
import { createHandlers } from '../src/handlers.ts';

let server: Server;
let url: string;

before(async () => {
  const contract = await loadContract('openapi.yaml');
  server = createApp({ contract, handlers: createHandlers() }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => server.close());

function createNote(body: unknown): Promise<Response> {
  return fetch(`${url}/notes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('a note that was written can be read', async () => {
  const created = await createNote({ text: 'Buy milk' });
  assert.equal(created.status, 201);
  const note = (await created.json()) as { id: number };
  const read = await fetch(`${url}/notes/${note.id}`);
  assert.equal(read.status, 200);
  assert.deepEqual(await read.json(), { id: note.id, text: 'Buy milk' });
});

test('a note without text is refused', async () => {
  const refused = await createNote({});
  assert.equal(refused.status, 400);
  assert.deepEqual(await refused.json(), { message: 'text is missing' });
});

test('an unknown note is not found, and a name is no id', async () => {
  assert.equal((await fetch(`${url}/notes/4711`)).status, 404);
  assert.equal((await fetch(`${url}/notes/milk`)).status, 400);
});
