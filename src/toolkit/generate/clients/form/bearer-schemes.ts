import type { OpenApiDocument } from '../../../contract/document/openapi.ts';

/**
 * Writes OAuth 2.0 and OpenID Connect as the bearer token that requests carry, in place: how a client gets one isn't generated,
 * and what languages have for it needs packages.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function writeBearerSchemes(document: OpenApiDocument): void {
  const schemes = (document.components?.securitySchemes ?? {}) as Record<string, { type?: string }>;
  for (const [name, { type }] of Object.entries(schemes))
    if (type === 'oauth2' || type === 'openIdConnect')
      (schemes as Record<string, object>)[name] = { type: 'http', scheme: 'bearer' };
}
