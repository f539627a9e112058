/** A URL without its user name and password, or the text itself if it has none. */
export function hideCredentials(url: string): string {
  return url.replace(/^(\s*[a-z][\w+.-]*:[\\/]*)[^/?#\\]*@/i, '$1');
}
