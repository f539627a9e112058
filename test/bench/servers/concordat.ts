/** The same operations through `createApp`: requests and responses validated. */
import { createApp, loadContract } from '../../../src/server.ts';
import { created, page, record } from './records.ts';

const found = async () => ({ status: 200, body: record });
const app = createApp({
  contract: await loadContract('openapi.yaml'),
  security: { bearer: () => 'anybody' },
  handlers: {
    createWebHook: async () => ({ status: 200, body: created }),
    listWebHooks: async () => ({ status: 200, body: page }),
    updateWebHook: found,
    getWebHook: found,
    deleteWebHook: found,
    createToken: found,
  },
});
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
