/** What a report shows of a request and its response. */
import { expect, test } from '@jest/globals';
import { reader, reading, refused, secured, writer, writing } from '../item-api.ts';
import { check, contractOf } from '../with-server.ts';

test('a finding has its position, the request without secrets, and a count', async () => {
  const contract = await contractOf({ '/it': writing }, secured({ type: 'http', scheme: 'bearer' }));
  const { findings } = await check(contract, writer({ good: () => ({ body: { name: "it's too long to be true" } }) }), {
    headers: { Authorization: 'Bearer top-secret' },
  });
  const [finding] = findings.filter(({ rule }) => rule === 'invalid-body');
  expect(finding).toMatchObject({
    pointer: '#/paths/~1it/post/requestBody/content/application~1json/schema/properties/name/maxLength'.replace(
      'requestBody',
      'responses/200',
    ),
    line: 1,
    operations: ['write'],
    answer: { status: 200 },
  });
  expect(finding?.count).toBeGreaterThan(3);
  expect(finding?.curl).toMatch(/^curl -i -X POST 'http:.*' -H "authorization: Bearer \$TOKEN" .*--data-raw '/i);
  expect(JSON.stringify(findings)).not.toContain('top-secret');
});

test('a secret that is percent-encoded in a URL is not shown either', async () => {
  const contract = await contractOf({ '/it': writing }, secured({ type: 'apiKey', in: 'query', name: 'key' }));
  const { findings } = await check(contract, writer({ good: () => ({ body: { name: "it's too long to be true" } }) }), {
    headers: { key: 'top&secret' },
  });
  expect(findings.length).toBeGreaterThan(0);
  expect(JSON.stringify(findings)).not.toMatch(/top(&|%26)secret/);
});

test('tokens and cookies in a response are not shown', async () => {
  const tokens = { access_token: 'handed-out-1', refresh_token: 'handed"out-2', id_token: 'handed-out-3' };
  const schema = { type: 'object', properties: { access_token: { type: 'string', maxLength: 3 } } };
  const responses = { 200: { description: 'It.', content: { 'application/json': { schema } } }, 400: refused };
  const { findings } = await check(
    await contractOf({ '/it': { get: { ...reading.get, responses } } }),
    reader(() => ({ body: tokens, headers: { 'set-cookie': 'session=handed-out-4; Path=/' } })),
  );
  expect(findings.map(({ message }) => message)).toEqual([expect.stringMatching(/access_token .*3 characters/)]);
  expect(findings[0]?.answer).toMatchObject({
    headers: { 'set-cookie': 'session=…; Path=/' },
    body: '{"access_token":"…","refresh_token":"…","id_token":"…"}',
  });
  expect(JSON.stringify(findings)).not.toContain('handed');
});

test('the refresh token of the run is not shown where it is used', async () => {
  const flow = { tokenUrl: '/token', scopes: {} };
  const components = { securitySchemes: { it: { type: 'oauth2', flows: { password: flow } } } };
  const form = { type: 'object', required: ['grant_type'], properties: { grant_type: { type: 'string' } } };
  const content = { 'application/x-www-form-urlencoded': { schema: form } };
  const post = { operationId: 'token', requestBody: { required: true, content }, responses: { 200: refused } };
  const { findings } = await check(
    await contractOf({ '/token': { post } }, { components }),
    ({ text }) =>
      text.includes('grant_type=refresh_token')
        ? { status: 500, body: {} }
        : { body: { access_token: 'mine-1', refresh_token: 'mine-2', token_type: 'bearer' } },
    { user: 'me', password: 'secret' },
  );
  expect(findings.map(({ request }) => request.body)).toContainEqual(
    expect.stringContaining('refresh_token=$REFRESH_TOKEN'),
  );
  expect(JSON.stringify(findings)).not.toMatch(/mine-[12]/);
});

test.each<[what: string, token: string, echo: string, shown: string]>([
  ['a letter', 'x', 'an example text for x', 'an example text for x'],
  ['a word', 'password', 'the password is wrong', 'the password is wrong'],
  ['what is only a token, echoed', 'tok-123/4+5', 'no tok-123/4+5 here', 'no $TOKEN here'],
  ['what is only a token, echoed in a URL', 'tok-123/4+5', '?t=tok-123%2F4%2B5', '?t=$TOKEN'],
])('as the token of the run, %s is hidden where it stands', async (_what, token, echo, shown) => {
  const contract = await contractOf({ '/it': writing }, secured({ type: 'http', scheme: 'bearer' }));
  const { findings } = await check(contract, () => ({ status: 500, body: echo }), {
    headers: { Authorization: `Bearer ${token}` },
  });
  const sent = findings.filter(({ request }) => 'Authorization' in request.headers);
  expect(sent.length).toBeGreaterThan(0);
  for (const { request, curl } of sent) {
    expect(request.headers['Authorization']).toBe('Bearer $TOKEN');
    expect(curl).toContain('-H "Authorization: Bearer $TOKEN"');
  }
  for (const { message, answer } of findings) {
    expect(message).not.toContain('$TOKEN');
    expect(answer?.body).toBe(shown);
  }
});
