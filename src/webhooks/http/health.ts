import type { RequestListener } from 'node:http';
import express, { type Express } from 'express';

/** Serves `/livez` and `/readyz`, for operators. */
export function serveHealth(app: Express, isReady: () => Promise<boolean>): void {
  app.get('/livez', (_request, response) => void response.type('text').send('ok\n'));
  app.get('/readyz', async (_request, response) => {
    const ready = await isReady();
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ok\n' : 'not ready\n');
  });
}

/** What a process serves that only sends deliveries. */
export function createWorkerApp(isReady: () => Promise<boolean>): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  serveHealth(app, isReady);
  app.use((_request, response) => {
    response.status(404).type('text').send('This process sends deliveries; the API is served by others.\n');
  });
  return app;
}
