import type { OpenApiDocument, ServerObject } from './openapi.ts';
import type { Operation } from './operations.ts';
import { fillTemplate } from './path-template.ts';

/**
 * The path of an API: that of the first server's URL with the default values of its variables, without a slash at the
 * end; empty for the root.
 * @see https://spec.openapis.org/oas/v3.1.1.html#server-object
 */
export function serverPathOf({ servers }: OpenApiDocument): string {
  return pathOf(servers?.[0] ?? { url: '/' });
}

/**
 * The paths that an operation is served under: that of the API, or those of the operation's or the path's own servers.
 * @param basePath in place of the path of the first server
 * @see https://spec.openapis.org/oas/v3.1.1.html#path-item-object
 */
export function basePathsOf(
  document: OpenApiDocument,
  { servers }: Operation,
  basePath = serverPathOf(document),
): string[] {
  const serverPath = serverPathOf(document);
  return servers ? [...new Set(servers.map((own) => movePath(pathOf(own), serverPath, basePath)))] : [basePath];
}

/**
 * The server of an operation that has servers of its own, among them the one on the host that the API is on.
 * @param url where the API is, in place of the first server
 * @returns its path; undefined if it has none there
 */
export function ownServerPath(document: OpenApiDocument, own: readonly ServerObject[], url = ''): string | undefined {
  const hosts = new Set([url, ...(document.servers ?? []).map(filledUrl)].map(hostOf));
  const found = own.find((server) => [undefined, ...hosts].includes(hostOf(filledUrl(server))));
  return found && pathOf(found);
}

/**
 * Where a server's path is if the API is at another place: beside it, or below.
 * @param serverPath of the API, by its contract
 * @param basePath where the API is
 */
export function movePath(path: string, serverPath: string, basePath: string): string {
  if (path === serverPath || path.startsWith(`${serverPath}/`)) return basePath + path.slice(serverPath.length);
  return basePath.endsWith(serverPath) ? basePath.slice(0, basePath.length - serverPath.length) + path : path;
}

/** The URL of the first server with the default values of its variables, without a slash at the end. @param base of a relative one */
export function serverUrlOf({ servers }: OpenApiDocument, base: string): string {
  return (URL.parse(filledUrl(servers?.[0] ?? { url: '/' }), base)?.href ?? base).replace(/\/+$/, '');
}

function pathOf(server: ServerObject): string {
  return (URL.parse(filledUrl(server), 'http://localhost')?.pathname ?? '').replace(/\/+$/, '');
}

function filledUrl({ url = '/', variables = {} }: ServerObject): string {
  return fillTemplate(url, (name) => String(variables[name]?.default ?? ''));
}

/** With the port; undefined for a relative URL. All names of this machine are one. */
function hostOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed?.host.replace(/^(127\.0\.0\.1|\[::1\])(?=:|$)/, 'localhost');
}
