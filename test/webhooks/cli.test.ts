import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import type { CommandContext } from '../../src/webhooks/commands/context.ts';
import { runCli } from '../../src/webhooks/commands/program.ts';
import { signIn, startProcess } from '../faults/process.ts';
import { inFolder } from '../files.ts';
import { freePort } from '../free-port.ts';

const cli = join(import.meta.dirname, '../../src/webhooks/cli.ts');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, with this on its standard input. */
async function run(
  args: readonly string[],
  dataDir: string,
  input = '',
  { env = {}, ...context }: Partial<CommandContext> = {},
): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const untilStopped = () => Promise.reject(new Error('this run would not end'));
  const given = { stdin: new PassThrough().end(input), stdout, stderr, untilStopped, ...context };
  const texts = Promise.all([text(given.stdout as PassThrough), text(stderr)]);
  const code = await runCli(args, { ...given, env: { DATA_DIR: dataDir, ...env } });
  given.stdout.end();
  stderr.end();
  const [printed, said] = await texts;
  return { code, stdout: printed, stderr: said };
}

/** The same in a process of its own. */
function spawnCli(args: readonly string[], dataDir: string, input: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATA_DIR: dataDir };
    const child = execFile(process.execPath, [cli, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

test('users are managed with and without a running service, which exits with 0', () =>
  inFolder({}, async (folder) => {
    const data = join(folder, 'data');
    const service = await startProcess({ DATA_DIR: data });
    try {
      const added = await spawnCli(
        ['user', 'add', 'Ann@example.com', '--location', '7', '--role', 'WebHook-List'],
        data,
        'correct horse\n',
      );
      expect(added).toEqual({ code: 0, stdout: 'ann@example.com was added\n', stderr: '' });
      const again = await run(['user', 'add', 'ann@example.com'], data, 'correct horse\n');
      expect([again.code, again.stderr]).toEqual([
        2,
        'error ann@example.com is a user already: `user passwd` changes the password\n',
      ]);
      expect(await run(['store', 'check'], data)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('in use by another process'),
      });
      expect(await run(['store', 'backup', join(folder, 'copy.json')], data)).toMatchObject({ code: 0 });
    } finally {
      expect(await service.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    }
    const listed = await run(['user', 'list'], data);
    expect(
      listed.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { email: 'admin@example.com', admin: true },
      { email: 'ann@example.com', admin: false, roles: ['WebHook-List'], locations: [7] },
    ]);
    expect(listed.stdout).not.toContain('scrypt');
    expect(await spawnCli(['user', 'remove', 'nobody@example.com'], data, '')).toMatchObject({
      code: 2,
      stderr: 'error there is no user nobody@example.com\n',
    });
    expect((await run(['store', 'check'], data)).stdout).toBe('0 webhooks, 2 users and 0 refresh tokens can be read\n');
  }));

test('a backup is restored, from a time that is said, and ids can be skipped', () =>
  inFolder({}, async (folder) => {
    const [data, copy, restored] = ['data', 'copy.json', 'restored'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    expect(await run(['user', 'add', 'ann@example.com'], data, 'correct horse\n')).toMatchObject({ code: 0 });
    expect(await run(['store', 'backup', copy], data)).toMatchObject({ code: 0 });
    expect(await run(['store', 'restore', copy], data)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds a store: name an empty folder with DATA_DIR'),
    });
    expect(await run(['store', 'restore', copy, '--ids-from', '0'], restored)).toMatchObject({ code: 2 });
    const { code, stdout } = await run(['store', 'restore', copy, '--ids-from', '500'], restored);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^0 webhooks and 1 users were restored into .*; the next id is 500\nthe backup is from 20.*Z; later changes are not in it\n$/,
      ),
    ]);
    expect((await run(['user', 'list'], restored)).stdout).toContain('ann@example.com');
  }));

test('a folder that others can write gets no password, not even over its socket', () =>
  inFolder({}, async (folder) => {
    expect(await run(['user', 'add', 'ann@example.com'], folder, 'correct horse\n')).toMatchObject({ code: 0 });
    const requests: string[] = [];
    const other = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.setHeader('connection', 'close').end('{"result":[]}');
    });
    await new Promise<void>((resolve) => other.listen(join(folder, 'control.sock'), resolve));
    await chmod(folder, 0o777);
    const refused = await run(['user', 'passwd', 'ann@example.com'], folder, 'correct horse\n');
    other.close();
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('chmod go-w') });
    expect(requests).toEqual([]);
  }));

test('start exits with 2 if the port is in use, and the next start creates the administrator', () =>
  inFolder({}, async (folder) => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const refused = await run(['start'], folder, '', {
      env: { PORT: String(port) },
      untilStopped: () => new Promise(() => {}),
    });
    other.close();
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('choose another PORT') });
    expect((await run(['user', 'list'], folder)).stdout).toBe('');
  }));

test('an open connection to the control socket does not keep the service from stopping', () =>
  inFolder({}, async (folder) => {
    const stdout = new PassThrough();
    const started = new Promise((resolve) => stdout.once('data', resolve));
    const stopping = Promise.withResolvers<void>();
    const ended = run(['start'], folder, '', {
      env: { PORT: '0', LOG_LEVEL: 'fatal' },
      stdout,
      untilStopped: () => stopping.promise,
      gracePeriodMs: 1,
    });
    await started;
    const socket = connect(join(folder, 'control.sock'));
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    stopping.resolve();
    expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining('listens: http'), stderr: '' });
  }));

test.each([
  [['user', 'list']],
  [['user', 'passwd', 'ann@example.com']],
  [['store', 'check']],
  [['store', 'repair']],
  [['store', 'backup', 'copy.json']],
])('%j does not create a store', (args) =>
  inFolder({}, async (folder) => {
    const missing = join(folder, 'dta');
    const stderr = `error ${missing} holds no store: name the folder of one with DATA_DIR\n`;
    expect(await run(args, missing, 'correct horse\n')).toEqual({ code: 2, stdout: '', stderr });
  }),
);

test('who finds the port open can sign in, and a start that fails leaves no administrator', () =>
  inFolder({}, async (folder) => {
    const port = await freePort();
    const starting = startProcess({ DATA_DIR: join(folder, 'data'), PORT: String(port) });
    let first: { readonly token: string | undefined } | undefined;
    for (let tries = 0; first === undefined && tries < 20_000; tries++)
      first = await signIn(`http://127.0.0.1:${port}/api`).then(
        (token) => ({ token }),
        (error: Error) => {
          if (error.message !== 'fetch failed') throw error;
          return undefined;
        },
      );
    const service = await starting;
    try {
      expect(first?.token).toEqual(expect.any(String));
      const other = join(folder, 'other');
      expect(
        await run(['start'], other, '', { env: { PORT: String(port) }, untilStopped: () => new Promise(() => {}) }),
      ).toMatchObject({ code: 2, stdout: '' });
      expect(await run(['user', 'list'], other)).toMatchObject({ code: 0, stdout: '' });
    } finally {
      await service.stop('SIGTERM');
    }
  }));
