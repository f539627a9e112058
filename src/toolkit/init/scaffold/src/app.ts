import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { operationTable } from '../generated/server.ts';
import { createHandlers } from './handlers.ts';

/** The contract, served: requests and answers are checked against it on their way. */
export function createApp(): Express {
  const app = express();
  const handlers = createHandlers();
  app.use(express.json());
  app.use(
    OpenApiValidator.middleware({
      apiSpec: 'openapi.yaml',
      validateRequests: true,
      validateResponses: true,
    }),
  );
  for (const { operationId, method, path } of Object.values(operationTable)) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[method.toLowerCase() as 'get' | 'post'](route, async ({ params, query, headers, body }, response) => {
      const request = { path: params, query, headers, cookies: {}, body };
      // The contract's types hold by now: the validator has checked and converted the request.
      const answer = await handlers[operationId](request as never, undefined);
      response.status(answer.status).json(answer.body);
    });
  }
  app.use((error: { status?: number; message: string }, _request: Request, response: Response, _next: NextFunction) => {
    response.status(error.status ?? 500).json({ message: error.message });
  });
  return app;
}
