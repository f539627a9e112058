/** When a client in TypeScript repeats a request, ends it, and with which token it sends it. */
import { expect, test } from '@jest/globals';
import { signIn, unwrap } from '../../../../src/toolkit/generate/clients/typescript/runtime/client.ts';
import type { AnyResult } from '../../../../src/toolkit/generate/clients/typescript/runtime/response.ts';
import { TokenHolder } from '../../../../src/toolkit/generate/clients/typescript/runtime/tokens.ts';
import { type Client, exchange, json, problem, type Reply, thing } from './shop-server.ts';

const busy: Reply = [503, { 'retry-after': '0' }];

test.each<[operation: string, replies: readonly Reply[], status: number, requests: number]>([
  ['listThings', [[503], 'cut', [200, json, '[]']], 200, 3],
  ['listThings', [[503], [503], [503, problem, '{}'], [200]], 503, 3],
  ['listThings', [[500, problem, '{}']], 500, 1],
  ['listThings', [[503, { 'retry-after': '3600', ...problem }, '{}']], 503, 1],
  ['createThing', [busy, [201, json, thing]], 201, 2],
  [
    'createThing',
    [
      [429, { 'retry-after': new Date(0).toUTCString() }],
      [201, json, thing],
    ],
    201,
    2,
  ],
  ['createThing', [[429, problem, '{}'], [201]], 429, 1],
])('%s after %j ends with %i, after %i requests', async (operation, replies, status, requests) => {
  const sent = await exchange(replies, async (client) => {
    expect(await client[operation]?.(operation === 'createThing' ? { body: {} } : {})).toMatchObject({ status });
  });
  expect(sent).toHaveLength(requests);
});

test('repeats no stream, and nothing if told so', async () => {
  const stream = { path: { id: '1' }, body: new Blob(['A']).stream() };
  const attempts = (client: Client) => [client['sendPicture']?.(stream), client['listThings']?.({}, { retries: 0 })];
  const sent = await exchange([[503, { 'retry-after': '0', ...problem }, '{}']], async (client) => {
    await Promise.allSettled(attempts(client));
  });
  expect(sent).toHaveLength(2);
});

test("ends with the caller's signal, before a request, within one and between two", async () => {
  const reason = new Error('not needed any more');
  const playHanging = async (client: Client, arrived: Promise<void>) => {
    await expect(client['listThings']?.({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const call = client['listThings']?.({}, { signal: controller.signal });
    const ended = expect(call).rejects.toBe(reason);
    await arrived;
    controller.abort(reason);
    await ended;
  };
  // Between two attempts it would end the pause.
  await exchange(['hang'], playHanging, { retries: 0 });
  const controller = new AbortController();
  await exchange([[503, { 'retry-after': '20' }]], async (client, arrived) => {
    const call = client['listThings']?.({}, { signal: controller.signal });
    const ended = expect(call).rejects.toBe(reason);
    await arrived;
    controller.abort(reason);
    await ended;
  });
});

test("leaves neither a timer nor a listener at the caller's signal", async () => {
  const { signal } = new AbortController();
  const listeners: unknown[] = [];
  signal.addEventListener = (_type: string, listener: unknown) => void listeners.push(listener);
  signal.removeEventListener = (_type: string, listener: unknown) =>
    void listeners.splice(listeners.indexOf(listener), 1);
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  await exchange([[503], [200, json, '[]']], async (client) => {
    await client['listThings']?.({}, { signal, timeoutMs: 100_000 });
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length - before).toBeLessThan(2);
    expect(listeners).toEqual([]);
  });
});

/** Of an endpoint that issues a token for each request, or refuses if there is a status. */
function holdTokens(status?: () => number | undefined): { tokens: TokenHolder; requests: () => number } {
  let requests = 0;
  const post = async () => {
    const text = JSON.stringify({ access_token: `token ${++requests}`, refresh_token: 'more' });
    return { response: new Response(null, { status: status?.() ?? 200 }), text };
  };
  return { tokens: new TokenHolder(post, undefined), requests: () => requests };
}

test('a token that was replaced in the meantime is not replaced again', async () => {
  const { tokens, requests } = holdTokens();
  expect(await tokens.renew('any')).toBe(false);
  await tokens.signIn({ username: 'ada', password: 'b' });
  expect([await tokens.renew('token 1'), await tokens.renew('token 1'), requests()]).toEqual([true, true, 2]);
  tokens.signOut();
  expect(await tokens.current()).toBeUndefined();
});

test('who signs out while a token is replaced stays signed out, and who signs in as another is that one', async () => {
  const { tokens } = holdTokens();
  await tokens.signIn({ username: 'ada', password: 'b' });
  const renewal = tokens.renew('token 1');
  tokens.signOut();
  expect([await renewal, tokens.isSignedIn]).toEqual([false, false]);

  await tokens.signIn({ username: 'ada', password: 'b' });
  const slow = tokens.renew('token 3');
  await tokens.signIn({ username: 'ben', password: 'b' });
  expect([await slow, await tokens.current()]).toEqual([true, 'token 5']);
});

test.each([
  [400, 2],
  [401, 2],
  [503, 3],
])('after a refresh that was refused with %i and another, there were %i requests', async (status, wanted) => {
  let isSignedIn = false;
  const { tokens, requests } = holdTokens(() => (isSignedIn ? status : undefined));
  await tokens.signIn({ username: 'ada', password: 'b' });
  isSignedIn = true;
  expect([await tokens.renew('token 1'), await tokens.renew('token 1'), requests()]).toEqual([false, false, wanted]);
});

const issued = (access: string, more: object = {}): Reply => [
  200,
  json,
  JSON.stringify({ access_token: access, refresh_token: `after ${access}`, ...more }),
];

test('signs in, and gets one other token for all requests when the first is refused', async () => {
  const refused: Reply = [401, problem, '{"title":"who?"}'];
  const sent = await exchange(
    [issued('one'), refused, refused, issued('two'), [200, json, '[]'], [200, json, '[]']],
    async (client) => {
      expect(await signIn(client, { username: 'ada', password: 'a&b' })).toMatchObject({ accessToken: 'one' });
      const both = await Promise.all([client['listThings']?.(), client['listThings']?.()]);
      expect(both).toMatchObject([{ status: 200 }, { status: 200 }]);
    },
  );
  const seen = sent.map(({ url, headers, body }) => `${url} ${headers.authorization ?? body}`);
  expect(seen).toEqual([
    '/v2/token grant_type=password&username=ada&password=a%26b',
    '/v2/things Bearer one',
    '/v2/things Bearer one',
    '/v2/token/more grant_type=refresh_token&refresh_token=after+one',
    '/v2/things Bearer two',
    '/v2/things Bearer two',
  ]);
});

test('gets another token before the first expires', async () => {
  const sent = await exchange([issued('one', { expires_in: 0 }), issued('two'), [200, json, '[]']], async (client) => {
    await signIn(client, { username: 'ada', password: 'b' });
    await client['listThings']?.();
  });
  expect(sent.map(({ url, headers }) => `${url} ${headers.authorization ?? ''}`)).toEqual([
    '/v2/token ',
    '/v2/token/more ',
    '/v2/things Bearer two',
  ]);
});

const expired = { accessToken: 'one', refreshToken: 'more', expiresAt: 1 };

test('replaces tokens of an earlier sign-in as well, before it sends them', async () => {
  const sent = await exchange([issued('two'), [200, json, '[]']], async (client) => client['listThings']?.(), {
    tokens: expired,
    headers: { 'X-Gateway': 'g' },
  });
  expect(sent.map(({ url, headers }) => `${url} ${headers.authorization ?? ''} ${headers['x-gateway']}`)).toEqual([
    '/v2/token/more  g',
    '/v2/things Bearer two g',
  ]);
});

test.each<[operation: string, options: object]>([
  ['createToken', {}],
  ['listThings', { credentials: { signedIn: 'own' } }],
])('%s with %j, which needs no token of a sign-in, replaces none', async (operation, options) => {
  const sent = await exchange([[401, json, '{}']], async (client) => client[operation]?.().catch(() => undefined), {
    tokens: expired,
    ...options,
  });
  expect(sent).toHaveLength(1);
});

test("ends with the caller's signal or in time while a token is replaced", async () => {
  const reason = new Error('not needed any more');
  const controller = new AbortController();
  await exchange(
    ['hang'],
    async (client, arrived) => {
      const ended = expect(client['listThings']?.({}, { signal: controller.signal })).rejects.toBe(reason);
      await arrived;
      controller.abort(reason);
      await ended;
    },
    { tokens: expired, timeoutMs: 0 },
  );
  await exchange(
    ['half'],
    async (client) => {
      await expect(signIn(client, { username: 'ada', password: 'b' })).rejects.toMatchObject({ code: 'TIMEOUT' });
    },
    { timeoutMs: 50 },
  );
});

test('tells why nobody was signed in, and a 401 without tokens', async () => {
  await exchange(
    [
      [400, json, '{"error":"invalid_grant"}'],
      [401, problem, '{"title":"who?"}'],
    ],
    async (client) => {
      await expect(signIn(client, { username: 'ada', password: 'b' })).rejects.toMatchObject({
        code: 'SIGN_IN_FAILED',
        status: 400,
        body: { error: 'invalid_grant' },
      });
      await expect(unwrap(client['listThings']?.() as Promise<AnyResult>)).rejects.toMatchObject({
        code: 'UNSUCCESSFUL',
        status: 401,
        body: { title: 'who?' },
      });
    },
  );
});
