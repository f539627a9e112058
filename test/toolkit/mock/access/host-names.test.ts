import { expect, test } from '@jest/globals';
import { createMock, loadContract, type Mock } from '../../../../src/mock.ts';
import { sendRaw } from '../send-raw.ts';
import { webhooksContract, withMock } from '../with-mock.ts';

const head = 'GET /sys/webhooks HTTP/1.1';
const open = { allowHosts: ['mock', 'My_Mock.example:4010', 'named.example.'] };

test.each([
  [200, 'an address', [head, 'Host: 127.0.0.1:4010']],
  [200, 'an address of a network', [head, 'Host: 192.168.1.5']],
  [200, 'an address of IPv6', [head, 'Host: [fd00::5]:4010']],
  [200, 'an address in short', [head, 'Host: 127.1:80']],
  [200, 'localhost', [head, 'Host: LocalHost:8080']],
  [200, 'localhost with a dot', [head, 'Host: localhost.']],
  [200, 'a name below localhost', [head, 'host: api.localhost:1']],
  [200, 'an allowed name', [head, 'Host: mock:4010']],
  [200, 'an allowed name in other case', [head, 'Host: my_mock.EXAMPLE']],
  [200, 'an allowed name with a dot', [head, 'Host: named.example']],
  [200, 'an absolute target', ['GET http://mock/sys/webhooks HTTP/1.1', 'Host: mock']],
  [421, 'another name', [head, 'Host: rebound.example:4010']],
  [421, 'a name that ends alike', [head, 'Host: notlocalhost']],
  [421, 'localhost below a name', [head, 'Host: localhost.rebound.example']],
  [421, 'an address below a name', [head, 'Host: 127.0.0.1.rebound.example']],
  [421, 'a name below an allowed one', [head, 'Host: x.mock']],
  [421, 'an unknown path', ['GET /nothing HTTP/1.1', 'Host: rebound.example']],
  [421, 'a control path', ['GET /__concordat/state HTTP/1.1', 'Host: rebound.example']],
  [
    421,
    'a preflight',
    [
      'OPTIONS /sys/webhooks HTTP/1.1',
      'Host: a.example',
      'Origin: http://a.example',
      'Access-Control-Request-Method: PUT',
    ],
  ],
  [421, 'an absolute target of another name', ['GET http://rebound.example/sys/webhooks HTTP/1.1', 'Host: mock']],
  [
    421,
    'an absolute control target of another name',
    ['GET HTTP://rebound.example/__concordat/state HTTP/1.1', 'Host: mock'],
  ],
  [421, 'an absolute target of another scheme', ['GET ftp://rebound.example/sys/webhooks HTTP/1.1', 'Host: mock']],
  [421, 'another name beside an absolute target', ['GET http://mock/sys/webhooks HTTP/1.1', 'Host: rebound.example']],
  [421, 'a user name in an absolute target', ['GET http://mock@rebound.example/sys/webhooks HTTP/1.1', 'Host: mock']],
  [400, 'an absolute target with a fragment', ['GET http://rebound.example#@mock/sys/webhooks HTTP/1.1', 'Host: mock']],
  [
    400,
    'an absolute target with a backslash',
    ['GET http://rebound.example\\@mock/sys/webhooks HTTP/1.1', 'Host: mock'],
  ],
  [400, 'two hosts', [head, 'Host: mock', 'Host: rebound.example']],
  [400, 'two hosts that are the same', [head, 'Host: mock', 'HOST: mock']],
  [400, 'two hosts in one', [head, 'Host: mock, rebound.example']],
  [400, 'no host', [head]],
  [400, 'no host in HTTP/1.0', ['GET /sys/webhooks HTTP/1.0']],
  [400, 'an empty host', [head, 'Host:']],
  [400, 'a host with a user name', [head, 'Host: rebound.example@mock']],
  [400, 'a host with a path', [head, 'Host: mock/x']],
  [400, 'a port out of range', [head, 'Host: mock:99999']],
  [400, 'an encoded host', [head, 'Host: m%6fck']],
])('%i for %s', (status, _what, lines) =>
  withMock(webhooksContract, open, async (_ask, { url }) =>
    expect((await sendRaw(url, ...lines, 'Authorization: Bearer x')).status).toBe(status),
  ),
);

test('a rejected host says what to do, in the response and in the log', () =>
  withMock(webhooksContract, {}, async (_ask, mock) => {
    const { body } = await sendRaw(mock.url, head, 'Host: mock:4010');
    expect(body).toBe(
      'the mock is not reached as mock, since pages can take any name: use localhost or an address, or start it with --allow-host mock (in code: allowHosts)\n',
    );
    expect(mock.requests).toMatchObject([
      { status: 421, url: '/sys/webhooks', errors: [`header/Host: ${body.trim()}`] },
    ]);
  }));

test('the name to listen on is a name to be reached by', async () => {
  const mock: Mock = await createMock({ contract: await loadContract(webhooksContract), host: 'LOCALHOST' });
  try {
    expect((await sendRaw(mock.url, head, 'Host: localhost', 'Authorization: Bearer x')).status).toBe(200);
  } finally {
    await mock.close();
  }
});

test.each(['http://mock', 'mock/x', '', '*', 'a b'])('the name %j is rejected at the start', async (name) => {
  const contract = await loadContract(webhooksContract);
  await expect(createMock({ contract, allowHosts: [name] })).rejects.toMatchObject({
    code: 'MOCK_HOST',
    message: `${JSON.stringify(name)} is not a host name: name it without scheme and path, such as mock.example`,
  });
});
