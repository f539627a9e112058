import { valueAt } from '../document/json-pointer.ts';
import { ownProperty } from '../document/own-property.ts';

/** The request, and the response if there is one yet, that a runtime expression is evaluated against. */
export interface ExpressionContext {
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

/** `$response.body#/Value/Id` has the source `response.body` and the name `/Value/Id`. */
export interface RuntimeExpression {
  readonly source: string;
  readonly name: string;
}

/** @returns undefined for what is no expression but a literal value */
export function parseExpression(text: unknown): RuntimeExpression | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^\$(url|method|statusCode)$|^\$((?:request|response)\.(?:body|header|query|path))(?:[#.](.*))?$/.exec(
    text,
  );
  return match ? { source: (match[1] ?? match[2]) as string, name: match[3] ?? '' } : undefined;
}

/**
 * The value of a link's parameter or request body. An expression is evaluated, `{expressions}` within a text too, and those
 * within objects and lists. Any other value is a literal.
 * @see https://spec.openapis.org/oas/v3.1.1.html#runtime-expressions
 */
export function evaluate(value: unknown, context: ExpressionContext): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, context));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, context)]));
  }
  const expression = parseExpression(value);
  if (expression) return lookUp(expression, context);
  if (typeof value !== 'string') return value;
  return value.replaceAll(/\{(\$[^}]*)\}/g, (written, inner: string) => {
    const found = parseExpression(inner);
    return found ? String(lookUp(found, context) ?? '') : written;
  });
}

function lookUp({ source, name }: RuntimeExpression, context: ExpressionContext): unknown {
  switch (source) {
    case 'url':
      return context.url;
    case 'method':
      return context.method;
    case 'statusCode':
      return context.status;
    case 'request.path':
      return ownProperty(context.path, name);
    case 'request.query':
      return ownProperty(context.query, name);
    case 'request.header':
      return ownProperty(context.headers, name.toLowerCase());
    case 'response.header':
      return ownProperty(context.responseHeaders ?? {}, name.toLowerCase());
    case 'request.body':
      return valueAt(context.body, `#${name}`);
    case 'response.body':
      return valueAt(context.responseBody, `#${name}`);
    default:
      return undefined;
  }
}
