import type { ServerResponse } from 'node:http';
import type { RequestLog } from '../request-log.ts';

/** Each holds a connection. */
export const maxReaders = 20;

/**
 * Sends the logged requests, and then each new one. A reader that is slow gets what is still in the log when it can take
 * more, so that nothing is held for it but what the connection takes.
 * @returns false if there are too many readers; then nothing is sent
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamRequests(log: RequestLog, response: ServerResponse): boolean {
  if (log.listenerCount >= maxReaders) return false;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  // Sent at once, so that the page knows that it is connected.
  response.write(': requests\n\n');
  let next = 0;
  const sendNew = () => {
    for (let entry = log.from(next); entry && !response.writableNeedDrain; entry = log.from(next)) {
      next = entry.number + 1;
      response.write(`data: ${JSON.stringify(entry)}\n\n`);
    }
  };
  response.on('drain', sendNew).once('close', log.listen(sendNew));
  sendNew();
  return true;
}
