/** The same operations through `createApp`: requests and responses validated. */
import { createApp, loadContract } from '../../../src/server.ts';
import { created, page, record } from './records.ts';

const contract = await loadContract('openapi.yaml');
const found = async () => ({ status: 200, body: record });
const app = createApp({
  contract,
  security: { bearer: () => 'anybody' },
  handlers: {
    ...Object.fromEntries(contract.operations.map(({ operationId }) => [operationId, found])),
    createWebHook: async () => ({ status: 200, body: created }),
    listWebHooks: async () => ({ status: 200, body: page }),
  },
});
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
