import type { Check } from './check.ts';

/** The stack traces of common runtimes, and file paths. */
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
    'a file path of the server',
    /(?<![\w.:/])\/(?:home|usr|var|srv|opt|root)\/[\w.-]{1,80}\/[\w./-]{1,200}\.\w+|[A-Z]:\\\\?(?:Users|inetpub)\\/,
  ],
];

/** How much of a response is searched, in bytes. */
const maxLength = 100_000;

/** A response shows no internals of the server. */
export const leak: Check = ({ case: { operation }, request, received: { status, bytes } }) => {
  if (bytes.length === 0) return [];
  const text = bytes.toString('utf8', 0, maxLength);
  const sent = `${request.target}\n${typeof request.body === 'string' ? request.body : ''}`;
  for (const [what, pattern] of traces) {
    const [found] = pattern.exec(text) ?? [];
    // A response may repeat the request.
    if (found === undefined || sent.includes(found)) continue;
    const shown = found.length > 100 ? `${found.slice(0, 100)}…` : found;
    return [
      {
        code: 'leaked-internals',
        message: `responds with ${status} and ${what}: ${shown}`,
        pointer: operation.operation.pointer,
        about: { kind: `${what}: ${shown}` },
      },
    ];
  }
  return [];
};
