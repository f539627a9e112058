import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { pathOf } from '../../http.ts';
import type { Metrics } from './metrics.ts';

/** Gives each request an id, logs it and counts it. Authorities, queries and headers aren't logged: they may hold secrets. */
export function createObserver(logger: Logger, metrics: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    const sent = request.get('x-request-id');
    const requestId = sent !== undefined && /^[\w.-]{1,64}$/.test(sent) ? sent : randomUUID();
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const seconds = (performance.now() - started) / 1000;
      const operation = String(response.locals['operationId'] ?? 'none');
      const path = pathOf(request.originalUrl);
      const { method } = request;
      const { statusCode: status, writableFinished: finished } = response;
      metrics.count(operation, method, finished ? status : 0, seconds);
      const ms = Math.round(seconds * 10_000) / 10;
      logger.info(
        { requestId, method, path, operation, status, ms, ...(finished ? {} : { aborted: true }) },
        'request',
      );
    });
    next();
  };
}
