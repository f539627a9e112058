/** The same operations on Hono with its server for Node, without validation. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { created, page, record } from './records.ts';

const app = new Hono();
app.get('/api/sys/webhooks', (context) => context.json(page));
app.get('/api/sys/webhooks/:id', (context) => context.json(record));
app.post('/api/sys/webhooks', async (context) => {
  await context.req.json();
  return context.json(created);
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (address) => console.log(JSON.stringify(address)));
