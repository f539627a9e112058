/** The command of a finding, run by the shells that it is pasted into: curl has to get exactly the request. */
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { toCurl } from '../../../../src/toolkit/check/findings/shown-exchange.ts';
import { Secrets } from '../../../../src/toolkit/check/http/secrets.ts';
import type { MadeRequest } from '../../../../src/toolkit/instances/index.ts';

const url = "http://127.0.0.1:1/it's";
const token = 's3cret-of-the-run';
const password = 'p!w of the run';
const secrets = new Secrets().set(token, '$TOKEN').set(password, '$CONCORDAT_PASSWORD');
const nasty = `'"\`\\ $(exit 9) \${HOME} $HOME !! %s %% # ##[error]x ##vso[y]z; & | < > * ~ é 日 👩‍🔬`;

/** What curl is given: its arguments, and its standard input. */
function runIn(shell: string, command: string): { args: string[]; input: string } {
  const fake = `curl() { for a in "$@"; do printf '%s' "$a" | base64 -w0; echo; done; echo -; base64 -w0; echo; }\n`;
  const env = { PATH: process.env['PATH'], TOKEN: token, CONCORDAT_PASSWORD: password, TOKENs: 'wrong' };
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
  ['a secret', `{"a":"${token}s","b":"!${password}[0]","c":"$TOKEN"}`],
  ['a secret and control characters', `${token}\n%s${nasty}${password}\n`],
];

test.each(
  ['sh', 'bash', 'bash with a history'].flatMap((shell) => bodies.map(([what, body]) => [shell, what, body] as const)),
)('in %s, a body of %s', (shell, _what, body) => {
  const request = {
    method: 'POST',
    target: `/a?b[c]={d}&e='f`,
    headers: { 'x-a': nasty, 'x-b': token, 'x-c': 'a\u009bb', 'x-d': `${password}\u0085` },
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
  const issued = new Secrets().set(token, '$TOKEN').set('TOKEN-00', '$REFRESH_TOKEN').set('$', '$X');
  expect(issued.hide(`${token} TOKEN-00`)).toBe('$TOKEN $REFRESH_TOKEN');
  const request = { method: 'GET', target: '/', headers: { 'x-a': `${token} ; touch forged` }, body: undefined };
  expect(toCurl('http://a', request as unknown as MadeRequest, issued)).toBe(
    `curl -i 'http://a/' -H "x-a: $TOKEN ; touch forged"`,
  );
});

test.each<[what: string, header: string, wanted: string]>([
  ['as it is', 'Bearer Ab-c3', '$TOKEN'],
  ['shortened', 'Bearer Ab-c', `\${TOKEN%?}`],
  ['in capitals', 'Bearer AB-C3', '$(printf %s "$TOKEN" | tr a-z A-Z)'],
  ['in the other case', 'Bearer aB-C3', '$(printf %s "$TOKEN" | tr a-zA-Z A-Za-z)'],
  ['with more behind it', 'Bearer Ab-c3x', `\${TOKEN}x`],
])('credentials of the run, %s, are made of the variable', (_what, header, wanted) => {
  const own = new Secrets().carryIn('authorization').set('Ab-c3', '$TOKEN');
  const request = { method: 'GET', target: '/Ab-c3', headers: { Authorization: header }, body: undefined };
  const command = toCurl('http://a', request as unknown as MadeRequest, own);
  expect(command).toBe(`curl -i 'http://a/Ab-c3' -H "Authorization: Bearer ${wanted}"`);
  const fake = `TOKEN=Ab-c3; curl() { printf %s "$4"; }; ${command}`;
  expect(execFileSync('sh', ['-c', fake], { encoding: 'utf8' })).toBe(`Authorization: ${header}`);
});
