import { valueAt } from '../document/json-pointer.ts';

/** A request and its answer, as runtime expressions see them. */
export interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly status?: number;
  /** By name in lower case. */
  readonly responseHeaders?: Readonly<Record<string, unknown>>;
  readonly responseBody?: unknown;
}

/** An expression in its parts: `$response.body#/Value/Id` has the source `response.body` and the name `/Value/Id`. */
export interface RuntimeExpression {
  readonly source: string;
  readonly name: string;
}

/** @returns undefined for what is no expression, and means itself */
export function parseExpression(text: unknown): RuntimeExpression | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^\$(url|method|statusCode)$|^\$((?:request|response)\.(?:body|header|query|path))(?:[#.](.*))?$/.exec(
    text,
  );
  return match ? { source: (match[1] ?? match[2]) as string, name: match[3] ?? '' } : undefined;
}

/**
 * What a link's value stands for: an expression its value, a text with `{expressions}` in it the text, an object or a list
 * what is in it, anything else itself.
 * @see https://spec.openapis.org/oas/v3.1.1.html#runtime-expressions
 */
export function evaluate(value: unknown, exchange: Exchange): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, exchange));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, exchange)]));
  }
  const expression = parseExpression(value);
  if (expression) return look(expression, exchange);
  if (typeof value !== 'string') return value;
  return value.replaceAll(/\{(\$[^}]*)\}/g, (written, inner: string) => {
    const found = parseExpression(inner);
    return found ? String(look(found, exchange) ?? '') : written;
  });
}

function look({ source, name }: RuntimeExpression, exchange: Exchange): unknown {
  switch (source) {
    case 'url':
      return exchange.url;
    case 'method':
      return exchange.method;
    case 'statusCode':
      return exchange.status;
    case 'request.path':
      return exchange.path[name];
    case 'request.query':
      return exchange.query[name];
    case 'request.header':
      return exchange.headers[name.toLowerCase()];
    case 'response.header':
      return exchange.responseHeaders?.[name.toLowerCase()];
    case 'request.body':
      return valueAt(exchange.body, `#${name}`);
    case 'response.body':
      return valueAt(exchange.responseBody, `#${name}`);
    default:
      return undefined;
  }
}
