import type { OpenApiDocument, SecuritySchemeObject } from './openapi.ts';
import { resolveReference } from './operations.ts';

/** The token endpoint of a flow of an `oauth2` scheme. */
export interface TokenEndpoint {
  /** The security scheme's name in the contract. */
  readonly scheme: string;
  readonly flow: string;
  /** The path of its URL, such as `/token`. */
  readonly path: string;
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#oauth-flows-object */
export function tokenEndpointsOf(document: OpenApiDocument): TokenEndpoint[] {
  return Object.entries(document.components?.securitySchemes ?? {}).flatMap(([scheme, written]) => {
    const { flows = {} } = resolveReference<SecuritySchemeObject>(document, written) ?? {};
    return Object.entries(flows).flatMap(([flow, node]) => {
      const path = URL.parse(node?.tokenUrl ?? '', 'http://localhost')?.pathname;
      return path === undefined || node?.tokenUrl === undefined ? [] : [{ scheme, flow, path }];
    });
  });
}
