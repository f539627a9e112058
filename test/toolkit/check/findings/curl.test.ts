/** The command of a finding, run by the shells that it is pasted into: curl has to get exactly the request. */
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { redact, toCurl } from '../../../../src/toolkit/check/findings/shown-exchange.ts';
import type { MadeRequest } from '../../../../src/toolkit/instances/index.ts';

const url = "http://127.0.0.1:1/it's";
const secrets = new Map([
  ['s3cret', '$TOKEN'],
  ['p!w', '$CONCORDAT_PASSWORD'],
]);
const nasty = `'"\`\\ $(exit 9) \${HOME} $HOME !! %s %% # ##[error]x ##vso[y]z; & | < > * ~ é 日 👩‍🔬`;

/** What curl is given: its arguments, and its standard input. */
function runIn(shell: string, command: string): { args: string[]; input: string } {
  const fake = `curl() { for a in "$@"; do printf '%s' "$a" | base64 -w0; echo; done; echo -; base64 -w0; echo; }\n`;
  const env = { PATH: process.env['PATH'], TOKEN: 's3cret', CONCORDAT_PASSWORD: 'p!w', TOKENs: 'wrong' };
  // As if it was typed in: an exclamation mark repeats earlier commands.
  const typed = command.startsWith('curl') ? `${command} </dev/null` : command;
  const [program, args, input] =
    shell === 'bash with a history'
      ? ['bash', ['--norc'], `set -o history -o histexpand\n${fake}${typed}\n`]
      : [shell, [...(shell === 'bash' ? ['--norc'] : []), '-c', fake + command], ''];
  const lines = execFileSync(program, args, { env, input, encoding: 'utf8' }).split('\n');
  const decode = (line: string | undefined) => Buffer.from(line ?? '', 'base64').toString();
  const end = lines.indexOf('-');
  return { args: lines.slice(0, end).map(decode), input: decode(lines[end + 1]) };
}

const bodies: [what: string, body: string | undefined][] = [
  ['none', undefined],
  ['what shells expand', nasty],
  ['line breaks', 'a\n::error::b\n\n'],
  ['control characters', '-\u001b[31m\0\u007f\u009b\u2028\u202e\t\r\n1%d\\n'],
  ['a secret', `{"a":"s3crets","b":"${'!'}p!w[0]","c":"$TOKEN"}`],
  ['a secret and control characters', `s3cret\n%s${nasty}p!w\n`],
];

test.each(
  ['sh', 'bash', 'bash with a history'].flatMap((shell) => bodies.map(([what, body]) => [shell, what, body] as const)),
)('in %s, a body of %s', (shell, _what, body) => {
  const request = {
    method: 'POST',
    target: `/a?b[c]={d}&e='f`,
    headers: { 'x-a': nasty, 'x-b': 's3cret', 'x-c': 'a\u009bb', 'x-d': 'p!w\u0085' },
    body,
    value: undefined,
  } as MadeRequest;
  const command = toCurl(url, request, secrets);
  expect(command).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]|##[\w.]*\[/u);
  expect(command).not.toMatch(/s3cret|p!w/);
  const { args, input } = runIn(shell, command);
  const headers = Object.entries(request.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const shared = ['-i', '-g', '-X', 'POST', url + request.target, ...headers];
  const isPiped = args.includes('--data-binary');
  expect(args).toEqual([
    ...shared,
    ...(isPiped ? ['--data-binary', '@-'] : body === undefined ? [] : ['--data-raw', body]),
  ]);
  expect(input).toBe(isPiped ? body : '');
});

test('bytes are sent as they are', () => {
  const request = { method: 'PUT', target: '/', headers: {}, body: new Uint8Array([0, 255, 10]), value: undefined };
  expect(toCurl('http://a', request as MadeRequest, secrets)).toBe(
    "echo AP8K | base64 -d | curl -i -X PUT 'http://a/' --data-binary @-",
  );
});

test('a server that issues the name of a variable as a token gets nothing into the command', () => {
  const issued = new Map([...secrets, ['TOKEN', '$REFRESH_TOKEN'], ['$', '$X']]);
  expect(redact('s3cret TOKEN', issued)).toBe('$TOKEN $REFRESH_TOKEN');
  const request = { method: 'GET', target: '/', headers: { 'x-a': `s3cret ; touch forged` }, body: undefined };
  expect(toCurl('http://a', request as unknown as MadeRequest, issued)).toBe(
    `curl -i 'http://a/' -H "x-a: $TOKEN ; touch forged"`,
  );
});
