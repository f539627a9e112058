import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { contractTests, loadContract } from 'concordat/node-test';
import { createService } from '../src/app.ts';

const user = 'demo';
const password = 'only for tests';
let url: string;
const server = createServer(await createService(user, password));

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => server.close());

// One test for each operation and check: valid and invalid requests, edge cases, sequences, credentials.
contractTests({
  contract: await loadContract('openapi.yaml'),
  url: () => url,
  user,
  password,
  cases: 20,
  minCoverage: 95,
});

// What a contract can't say is tested by hand.
test('a wrong password gets no token', async () => {
  const body = new URLSearchParams({ grant_type: 'password', username: user, password: 'wrong' });
  const response = await fetch(`${url}/token`, { method: 'POST', body });
  assert.equal(response.status, 401);
});
