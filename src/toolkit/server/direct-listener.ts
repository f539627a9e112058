import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Express, Request, Response } from 'express';

type Listener = (request: Request, response: Response) => void;
type Handle = (request: Request, response: Response, next?: (error?: unknown) => void) => void;

/**
 * Lets a complete app serve without Express's router, and makes the messages of its own server with Express's prototypes:
 * either takes longer than to validate a small request. An app that is given routes of its own is served by Express.
 * @param listener what the app's router would do with each request
 */
export function serveDirectly(app: Express, listener: Listener): void {
  const routed = app as unknown as { handle: Handle; listen: Express['listen'] };
  const { handle } = routed;
  const { stack } = app.router as unknown as { stack: readonly unknown[] };
  const complete = stack.length;
  routed.handle = (request, response, next) => {
    if (stack.length !== complete || app.enabled('x-powered-by')) {
      handle.call(app, request, response, next);
      return;
    }
    prepare(app, request, response);
    listener(request, response);
  };
  const { Message, Outgoing } = messagesOf(app);
  routed.listen = ((...args: unknown[]) => {
    const server = createServer({ IncomingMessage: Message, ServerResponse: Outgoing }, app);
    const done = args.at(-1);
    // As Express does it: the callback also gets the error.
    if (typeof done === 'function') {
      let isCalled = false;
      const once = (error?: unknown) => {
        if (isCalled) return;
        isCalled = true;
        done(error);
      };
      server.once('error', once);
      args.splice(-1, 1, once);
    }
    return (server.listen as (...args: unknown[]) => Server)(...args);
  }) as Express['listen'];
}

/** What Express and its router set on every request. */
function prepare(app: Express, request: Request, response: Response): void {
  if (Object.getPrototypeOf(request) !== app.request) Object.setPrototypeOf(request, app.request);
  if (Object.getPrototypeOf(response) !== app.response) Object.setPrototypeOf(response, app.response);
  request.res = response;
  request.baseUrl ||= '';
  request.originalUrl ||= request.url;
  request.params = {};
  response.locals ??= Object.create(null);
}

/** Classes of messages that have an app's prototypes from the beginning. */
function messagesOf(app: Express): { Message: typeof IncomingMessage; Outgoing: typeof ServerResponse } {
  function Message(...args: ConstructorParameters<typeof IncomingMessage>): IncomingMessage {
    return Reflect.construct(IncomingMessage, args, Message);
  }
  function Outgoing(...args: ConstructorParameters<typeof ServerResponse>): ServerResponse {
    return Reflect.construct(ServerResponse, args, Outgoing);
  }
  Message.prototype = app.request;
  Outgoing.prototype = app.response;
  return { Message: Message as never, Outgoing: Outgoing as never };
}
