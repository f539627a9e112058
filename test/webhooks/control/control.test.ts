import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { connectControl } from '../../../src/webhooks/control/client.ts';
import type { ControlOperations } from '../../../src/webhooks/control/operations.ts';
import { serveControl } from '../../../src/webhooks/control/server.ts';
import { UserError, userErrorCodes } from '../../../src/webhooks/user-service.ts';
import { inFolder } from '../../files.ts';

const operations: ControlOperations = {
  listUsers: async () => [],
  addUser: async () => {
    throw new UserError(userErrorCodes.exists, 'there is one already');
  },
  removeUser: async () => {
    throw new TypeError('x is not a function');
  },
  changePassword: async () => {},
  backup: async () => {},
  rekeySecrets: async () => ({ keyId: '', count: 0 }),
};

test('an error without a code is logged, one with a code only returned', () =>
  inFolder({}, async (folder) => {
    const onError = jest.fn();
    const server = await serveControl(folder, operations, onError);
    const control = await connectControl(folder);
    const user = { email: 'ann@example.com', password: 'correct horse' };
    await expect(control?.changePassword(user)).resolves.toBeUndefined();
    await expect(control?.addUser(user)).rejects.toMatchObject({
      code: 'CONTROL_FAILED',
      message: 'there is one already',
    });
    expect(onError).not.toHaveBeenCalled();
    await expect(control?.removeUser(user)).rejects.toMatchObject({
      code: 'CONTROL_FAILED',
      message: 'the service failed, see its log: x is not a function',
    });
    expect(onError).toHaveBeenCalledTimes(1);
    await server.close();
  }));

test('without a running service there is no control client', () =>
  inFolder({}, (folder) => expect(connectControl(folder)).resolves.toBeUndefined()));

test.each([
  ['no JSON', 200, '<html>', 'CONTROL_RESPONSE'],
  ['nothing', 200, '', 'CONTROL_RESPONSE'],
  ['no object', 200, 'null', 'CONTROL_RESPONSE'],
  ['a failure without a message', 502, '{}', 'CONTROL_FAILED'],
])('another program at the socket that responds with %s', (_name, status, body, code) =>
  inFolder({}, async (folder) => {
    const other = createServer((_request, response) => response.writeHead(status, { connection: 'close' }).end(body));
    await new Promise<void>((resolve) => other.listen(join(folder, 'control.sock'), resolve));
    await expect(connectControl(folder)).rejects.toMatchObject({ code });
    other.close();
  }),
);
