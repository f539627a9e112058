/** What the service logs and its commands print of what others have sent. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { runCli } from '../../src/webhooks/commands/program.ts';
import { inFolder } from '../files.ts';
import { hostile } from '../toolkit/commands/hostile-texts.ts';

const controls = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Runs a command; `requests` are sent to the service byte by byte, once it has started. */
async function run(
  args: readonly string[],
  dataDir: string,
  env: Record<string, string> = {},
  requests: readonly string[] = [],
): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const untilStopped = async () => {
    const [started] = await once(stdout, 'data');
    const port = Number(/:(\d+)\/api/.exec(String(started))?.[1]);
    for (const request of requests) {
      const socket = connect(port, '127.0.0.1');
      socket.end(Buffer.from(request, 'latin1')).resume();
      await once(socket, 'close');
    }
  };
  const context = { stdin: new PassThrough().end('correct horse\n'), stdout, stderr, untilStopped };
  await runCli(args, { ...context, env: { DATA_DIR: dataDir, ...env } });
  for (const stream of [stdout, stderr]) stream.end();
  return (await printed).join('');
}

test('a line of the log has neither authority nor query, and no control character', () =>
  inFolder({}, async (folder) => {
    const send = (target: string, headers = '') =>
      `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`;
    const log = await run(['start'], folder, { PORT: '0', ADMIN_PASSWORD: 'correct horse' }, [
      send('http://user:secret@host/api/sys/webhooks?password=secret'),
      send('ftp://user:secret@host'),
      send('http://user:secret@[::1/api/a?b'),
      send('http://user:secret%@host/api/c'),
      send('//user:secret@host/d'),
      send('/api/none##[error]x#?a', 'X-Request-Id: a\u009b\r\n'),
      send('/api/sys/webhooks?access_token=secret', 'Authorization: Bearer secret\r\n'),
    ]);
    const lines = log.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    expect(lines.filter(({ msg }) => msg === 'request').map(({ path }) => path)).toEqual([
      '/api/sys/webhooks',
      '/',
      '/api/a',
      '/api/c',
      '//host/d',
      '/api/none',
      '/api/sys/webhooks',
    ]);
    expect(log).not.toContain('secret');
    expect(log).not.toMatch(controls);
  }));

test.each([
  ['an unknown command', [hostile]],
  ['an unknown option', ['user', 'list', `--${hostile}`]],
  ['an invalid address', ['user', 'add', hostile]],
  ['an unknown user', ['user', 'remove', hostile]],
  ['an unknown role', ['user', 'add', 'a@example.com', '--role', hostile]],
])('%s is printed without control characters and commands of CI services', (_what, args) =>
  inFolder({}, async (folder) => {
    await run(['user', 'add', 'me@example.com'], folder);
    const output = await run(args, folder);
    expect(output).toMatch(/forged|address/);
    expect(output).not.toMatch(controls);
    expect(output).not.toMatch(/^\s*::|##[\w.]*\[/m);
  }),
);

test('an invalid setting is printed in the same way', () =>
  inFolder({}, async (folder) => {
    const output = await run(['start'], folder, { PORT: hostile, HOST: hostile, LOG_LEVEL: hostile });
    expect(output).toMatch(/^error .*PORT/);
    expect(output).not.toMatch(controls);
    expect(output).not.toMatch(/^\s*::|##[\w.]*\[/m);
  }));
