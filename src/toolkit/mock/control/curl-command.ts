import { quoteArgument } from '../../encoding/shell.ts';

export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined if it has none, or if it can't be shown. */
  readonly body: string | undefined;
}

/** What curl sets itself, or what is of the connection only. */
const omitted = /^(host|connection|content-length|transfer-encoding|content-encoding|accept-encoding|expect|sec-.*)$/i;

/** A command for a POSIX shell that sends a request again. */
export function curlCommand({ method, url, headers, body }: ShownRequest): string {
  const way =
    method === 'HEAD' ? ['--head'] : method === 'GET' && body === undefined ? [] : ['-X', quoteArgument(method)];
  const given = headers
    .filter(([name]) => !omitted.test(name))
    .flatMap(([name, value]) => ['-H', quoteArgument(`${name}: ${value}`)]);
  const data = body === undefined ? [] : ['--data-raw', quoteArgument(body)];
  return ['curl', '--path-as-is', '--globoff', ...way, quoteArgument(url), ...given, ...data].join(' ');
}
