import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, jest, test } from '@jest/globals';
import { connectControl } from '../../../src/webhooks/control/client.ts';
import type { ControlOperations } from '../../../src/webhooks/control/operations.ts';
import { serveControl } from '../../../src/webhooks/control/server.ts';
import { inFolder } from '../../files.ts';

/** Runs a test on a control socket. `got` has what operations were given; no error may be taken for a bug of the service. */
function withSocket(
  run: (path: string, got: unknown[], folder: string) => Promise<void>,
  timeoutMs?: number,
): Promise<void> {
  return inFolder({}, async (folder) => {
    const got: unknown[] = [];
    const onError = jest.fn();
    const operation = async (input: unknown) => {
      got.push(input);
    };
    const operations = Object.fromEntries(
      ['listUsers', 'addUser', 'changePassword', 'removeUser', 'backup'].map((name) => [name, operation]),
    ) as unknown as ControlOperations;
    const server = await serveControl(folder, operations, onError, timeoutMs);
    try {
      await run(join(folder, 'control.sock'), got, folder);
    } finally {
      await server.close(1);
    }
    expect(onError).not.toHaveBeenCalled();
  });
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** @returns the status and the body of the response */
async function send(path: string, message: string): Promise<string> {
  const socket = await open(path);
  socket.write(message);
  const response = await text(socket);
  return `${response.split(' ', 2)[1]} ${response.split('\r\n\r\n')[1]}`;
}

function post(name: string, body: string): string {
  // HTTP/1.0, so that the response isn't chunked.
  return `POST /${name} HTTP/1.0\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const ann = { email: 'ann@example.com', password: 'correct horse' };
const long = 'x'.repeat(4097);

test.each<[name: string, input: object]>([
  ['listUsers', {}],
  ['addUser', ann],
  ['addUser', { ...ann, admin: false, roles: [], locations: [7] }],
  ['changePassword', ann],
  ['removeUser', { email: 'ann@example.com' }],
  ['backup', { file: '/tmp/copy.json' }],
])('%s gets %j', (name, input) =>
  withSocket(async (path, got) => {
    expect(await send(path, post(name, JSON.stringify(input)))).toBe('200 {}');
    expect(got).toEqual([input]);
  }),
);

test.each<[name: string, body: string, message: string]>([
  ['addUser', '{', 'the body is not JSON'],
  ['addUser', '', 'the body is not JSON'],
  ['addUser', 'null', 'the body is not a JSON object'],
  ['addUser', '[]', 'the body is not a JSON object'],
  ['addUser', '{}', 'addUser needs email, a text'],
  ['addUser', JSON.stringify({ ...ann, email: 1 }), 'addUser needs email, a text'],
  ['addUser', JSON.stringify({ ...ann, email: { toLowerCase: 1 } }), 'addUser needs email, a text'],
  ['addUser', JSON.stringify({ ...ann, password: long }), 'addUser needs password, a text of at most 4096'],
  ['addUser', JSON.stringify({ ...ann, admin: 'yes' }), 'addUser needs admin, true or false'],
  ['addUser', JSON.stringify({ ...ann, roles: 'x' }), 'addUser needs roles, a list'],
  ['addUser', JSON.stringify({ ...ann, roles: [1] }), 'addUser needs roles, a list'],
  ['addUser', JSON.stringify({ ...ann, locations: [1.5] }), 'addUser needs locations, a list'],
  ['addUser', JSON.stringify({ ...ann, locations: Array(1001).fill(1) }), 'addUser needs locations, a list of at most'],
  ['addUser', JSON.stringify({ ...ann, id: 'x' }), 'addUser doesn\'t know the field \\"id\\"'],
  [
    'addUser',
    '{"__proto__":{"admin":true},"email":"a@b.c","password":"correct horse"}',
    'addUser doesn\'t know the field \\"__proto__\\"',
  ],
  ['listUsers', '{"all":true}', 'listUsers doesn\'t know the field \\"all\\"'],
  ['backup', '{"file":"copy.json"}', 'backup needs file, an absolute path'],
  ['backup', '{"file":"../../copy.json"}', 'backup needs file, an absolute path'],
  ['backup', '{"file":"/tmp/a\\u0000b"}', 'backup needs file, an absolute path'],
  ['addUser', JSON.stringify({ ...ann, email: 'x'.repeat(100_000) }), 'the body has more than 65536 bytes'],
  ['constructor', '{}', 'this service doesn\'t know the operation \\"constructor\\"'],
  ['addUser?x', '{}', 'this service doesn\'t know the operation \\"addUser?x\\"'],
])('%s refuses a request: %#', (name, body, message) =>
  withSocket(async (path, got) => {
    expect(await send(path, post(name, body))).toContain(`400 {"message":"${message}`);
    expect(got).toEqual([]);
  }),
);

test('a body is refused when the limit is passed, not at its end', () =>
  withSocket(async (path) => {
    const head = 'POST /addUser HTTP/1.0\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n';
    expect(await send(path, head + 'x'.repeat(70_000))).toContain('400 {"message":"the body has more than');
  }));

test('only POST requests an operation', () =>
  withSocket(async (path, got) => {
    expect(await send(path, 'GET /listUsers HTTP/1.0\r\nHost: x\r\n\r\n')).toContain('400 {"message":"operations are');
    expect(got).toEqual([]);
  }));

test.each([
  ['nothing', ''],
  ['half a line', 'POST /list'],
  ['half a head', 'POST /listUsers HTTP/1.0\r\nHost: x\r\n'],
  ['half a body', 'POST /listUsers HTTP/1.0\r\nHost: x\r\nContent-Length: 10\r\n\r\n{'],
])('a client that sends %s is gone after the deadline', (_name, message) =>
  withSocket(async (path, got) => {
    expect(await send(path, message)).toMatch(/^408 /);
    expect(got).toEqual([]);
  }, 20),
);

test('a client that goes away in the middle is no bug of the service', () =>
  withSocket(async (path) => {
    const socket = await open(path);
    socket.write('POST /listUsers HTTP/1.0\r\nHost: x\r\nContent-Length: 10\r\n\r\n{');
    await new Promise((resolve) => socket.destroy().once('close', resolve));
    expect(await send(path, post('listUsers', '{}'))).toBe('200 {}');
  }));

test('connections are bounded, and a command says so', () =>
  withSocket(async (path, _got, folder) => {
    const sockets: Socket[] = [];
    for (let count = 0; count < 16; count++) sockets.push(await open(path));
    const refusal = { code: 'CONTROL_RESPONSE', message: expect.stringContaining('it may have too many of them') };
    await expect(connectControl(folder)).rejects.toMatchObject(refusal);
    for (const socket of sockets) await new Promise((resolve) => socket.destroy().once('close', resolve));
    await expect(connectControl(folder)).resolves.toBeDefined();
  }));

test('a command whose input is too large gets the reason', () =>
  withSocket(async (_path, _got, folder) => {
    const control = await connectControl(folder);
    const user = { ...ann, email: 'x'.repeat(2_000_000) };
    await expect(control?.addUser(user)).rejects.toThrow('the body has more than 65536 bytes');
  }));

test('only the owner may open the socket', () =>
  withSocket(async (path) => expect((await stat(path)).mode & 0o777).toBe(0o600)));
