/** A webhook's URL for those who don't own it: its query often holds a token. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
