import type { IncomingMessage } from 'node:http';
import type { ReadRequest } from '../contract/request/request-reader.ts';
import type { ExpressionContext } from '../contract/resource/runtime-expression.ts';
import type { OperationResponse } from '../contract/response/response.ts';

/** A request and its response, as the runtime expressions of callbacks see them. */
export function expressionContextOf(
  { headers, method = '', url }: IncomingMessage,
  { path, query, body }: ReadRequest,
  { status, headers: sent = {}, body: responseBody }: OperationResponse,
): ExpressionContext {
  const lowered = Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    url: `http://${headers.host}${url}`,
    method,
    path,
    query,
    headers,
    body,
    status,
    responseHeaders: Object.fromEntries(lowered),
    responseBody,
  };
}
