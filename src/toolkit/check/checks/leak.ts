import type { Check } from '../plan/case.ts';

/** How the traces of common runtimes look, and the paths of their files. */
const traces: readonly [what: string, pattern: RegExp][] = [
  [
    'a stack trace of JavaScript',
    /\bat (?:async )?(?:[\w$.<>[\]]{1,80} (?:\[as [\w$]{1,80}\] )?)?\(?(?:file:\/\/|node:|\/|[A-Z]:\\)[^\s"()]{1,300}:\d+:\d+/,
  ],
  ['a stack trace of Python', /Traceback \(most recent call last\)|File \\?"[^"\n]{1,300}\.py\\?", line \d+/],
  ['a stack trace of Java', /\bat [\w$.]{1,200}\([\w$]{1,80}\.(?:java|kt|scala):\d+\)/],
  ['a stack trace of .NET', /\.cs:line \d+/],
  ['a stack trace of Go', /goroutine \d+ \[running\]/],
  [
    'a stack trace of PHP',
    /Stack trace:(?:\\n|\s)#0 |on line \d+ in \/|in \/[\w/.-]{1,200}\.php(?:\(\d+\)|:\d+| on line \d+)/,
  ],
  ['a stack trace of Ruby', /\.rb:\d+:in [`']/],
  [
    'a path of a file of the server',
    /(?<![\w.:/])\/(?:home|usr|var|srv|opt|root)\/[\w.-]{1,80}\/[\w./-]{1,200}\.\w+|[A-Z]:\\\\?(?:Users|inetpub)\\/,
  ],
];

/** In characters: what of an answer is looked at. */
const longest = 100_000;

/** Nothing of the server's insides is in an answer. */
export const leak: Check = ({ case: { operation }, request, received: { status, bytes } }) => {
  if (bytes.length === 0) return [];
  const text = bytes.toString('utf8', 0, longest);
  const sent = `${request.target}\n${typeof request.body === 'string' ? request.body : ''}`;
  for (const [what, pattern] of traces) {
    const [found] = pattern.exec(text) ?? [];
    // What the client has sent may be repeated.
    if (found === undefined || sent.includes(found)) continue;
    const shown = found.length > 100 ? `${found.slice(0, 100)}…` : found;
    return [
      {
        code: 'leaked-internals',
        message: `answers ${status} with ${what} in it: ${shown}`,
        pointer: operation.operation.pointer,
      },
    ];
  }
  return [];
};
