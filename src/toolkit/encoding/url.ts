/** A URL without its user name and password, or the text itself if it has none. */
export function hideCredentials(url: string): string {
  return url.replace(/^(\s*[a-z][\w+.-]*:[\\/]*)[^/?#\\]*@/i, '$1');
}

/** A request target without scheme and authority, which may have a password: proxies are sent `http://user:password@host/`. */
export function toOriginForm(target: string): string {
  const path = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  return path.startsWith('/') || path === '*' ? path : `/${path}`;
}

/**
 * A request target without the user names and passwords of URLs in it, which proxies are sent in paths and queries, and
 * in percent-encoded form.
 */
export function hideEmbeddedCredentials(target: string): string {
  return target.replace(embeddedCredentials, '$1');
}

const embeddedCredentials = /((?:^|:|%3A)(?:[\\/]|%2F|%5C){2})(?:(?!%2F|%5C|%3F|%23|%26|%40)[^\s/?#&\\@])+(?:@|%40)/gi;

/**
 * The path of a request target, as a log may have it: without the authority and the query, in which secrets may be.
 * @example
 * ```ts
 * import { pathOf } from 'concordat/http';
 *
 * pathOf('http://user:secret@host/api/pets?key=secret'); // '/api/pets'
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function pathOf(target: string): string {
  return hideEmbeddedCredentials(toOriginForm(target).replace(/[?#].*/s, ''));
}

/** A request target in which the values of some query parameters are replaced by `…`. @param names decoded */
export function hideQueryValues(target: string, names: ReadonlySet<string>): string {
  const [path = '', query] = target.split(/\?(.*)/s);
  if (query === undefined || names.size === 0) return target;
  const pairs = query.split('&').map((pair) => {
    const [name = '', value] = pair.split(/=(.*)/s);
    return value !== undefined && names.has(decode(name)) ? `${name}=…` : pair;
  });
  return `${path}?${pairs.join('&')}`;
}

/** As forms are decoded; what is malformed stays as it is. */
function decode(name: string): string {
  return new URLSearchParams(`${name}=`).keys().next().value ?? name;
}
