import type { OpenApiDocument, SecuritySchemeObject } from './openapi.ts';
import { resolveReference } from './operations.ts';

/** The token endpoint of a flow of an `oauth2` scheme. */
export interface TokenEndpoint {
  /** The security scheme's name in the contract. */
  readonly scheme: string;
  readonly flow: string;
  /** The path of its URL, such as `/token`. */
  readonly path: string;
  /** The path of the URL that replaces tokens; `path` if it has none of its own. */
  readonly refreshPath: string;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#oauth-flows-object */
export function tokenEndpointsOf(document: OpenApiDocument): TokenEndpoint[] {
  return Object.entries(document.components?.securitySchemes ?? {}).flatMap(([scheme, written]) => {
    const { flows = {} } = resolveReference<SecuritySchemeObject>(document, written) ?? {};
    return Object.entries(flows).flatMap(([flow, node]) => {
      const path = pathOf(node?.tokenUrl);
      return path === undefined ? [] : [{ scheme, flow, path, refreshPath: pathOf(node?.refreshUrl) ?? path }];
    });
  });
}

/** The paths of all requests for tokens. */
export function tokenPathsOf(document: OpenApiDocument): ReadonlySet<string> {
  return new Set(tokenEndpointsOf(document).flatMap(({ path, refreshPath }) => [path, refreshPath]));
}

function pathOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url, 'http://localhost')?.pathname;
}
