import type { OpenApiDocument } from './openapi.ts';
import { fillTemplate } from './path-template.ts';

/**
 * The path of an API: that of the first server's URL with the default values of its variables, without a slash at the
 * end; empty for the root.
 * @see https://spec.openapis.org/oas/v3.1.1.html#server-object
 */
export function serverPathOf({ servers }: OpenApiDocument): string {
  const { url = '/', variables = {} } = servers?.[0] ?? {};
  const filled = fillTemplate(url, (name) => String(variables[name]?.default ?? ''));
  return (URL.parse(filled, 'http://localhost')?.pathname ?? '').replace(/\/+$/, '');
}
