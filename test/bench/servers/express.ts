/**
 * The same operations on Express, without validation: `json` with Express's send, `lean` with JSON.stringify, writeHead
 * and end, as Concordat's ResponseWriter does, `validator` with express-openapi-validator's own middleware.
 */
import express, { type Response } from 'express';
import { middleware } from 'express-openapi-validator';
import { created, page, record } from './records.ts';

const [, , kind = 'json'] = process.argv;
const app = express();
app.disable('x-powered-by');

function respond(response: Response, body: object): void {
  if (kind === 'validator') response.json(body);
  else if (kind === 'json') response.type('json').send(JSON.stringify(body));
  else {
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': length }).end(text);
  }
}

app.post('/api/sys/webhooks', express.json());
if (kind === 'validator') {
  app.use(middleware({ apiSpec: 'openapi.yaml', validateSecurity: false, validateResponses: true }));
}
app.get('/api/sys/webhooks', (_request, response) => respond(response, page));
app.get('/api/sys/webhooks/:id', (_request, response) => respond(response, record));
app.post('/api/sys/webhooks', (_request, response) => respond(response, created));
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
