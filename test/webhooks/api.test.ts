import { expect, test } from '@jest/globals';
import { connectControl } from '../../src/webhooks/control/client.ts';
import { type Client, password, signIn, withRealPasswords, withService } from './service.ts';

const minimal = { BusinessId: 12345, Name: 'Bookings to CRM', Action: 6, URL: 'https://crm.example/hooks/bookings' };
const denied = { Message: 'Authorization has been denied for this request.' };
const everything = ['Create', 'List', 'Read', 'Edit', 'Delete'].map((what) => `WebHook-${what}`);

test('create, read, list, update, delete', () =>
  withService({}, async ({ ask }) => {
    const created = await ask('POST', '/sys/webhooks', { body: { ...minimal, Id: 77, LastError: 'x', CreatedOn: 7 } });
    expect(created.status).toBe(200);
    expect(created.body).toEqual({
      Status: 200,
      Message: 'WebHook was successfully created.',
      Value: { Id: 1 },
      OpenInDialog: false,
      OpenInWindow: false,
      RedirectURL: null,
      JavaScript: null,
      UpdatedOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      UpdatedBy: 'admin@example.com',
      Errors: null,
      WasSuccessful: true,
    });
    const read = await ask('GET', '/sys/webhooks/1');
    expect(read.body).toMatchObject({
      ...minimal,
      Id: 1,
      Description: null,
      Active: true,
      LastError: null,
      IsNew: false,
    });

    // Read, changed, put back: what the service sets is ignored.
    const changed = {
      ...read.body,
      Name: 'New name',
      Description: 'Why',
      Active: false,
      ErrorCount: 99,
      UpdatedBy: 'x',
    };
    const updated = await ask('PUT', '/sys/webhooks', { body: changed });
    expect(updated.body).toMatchObject({ Message: 'WebHook was successfully updated.', Value: { Id: 1 } });
    const again = await ask('GET', '/sys/webhooks/1');
    expect(again.body).toMatchObject({ Name: 'New name', ToStringText: 'New name', Active: false, ErrorCount: 0 });
    expect(again.body.UniqueId).toBe(read.body.UniqueId);

    // What is left out is cleared.
    await ask('PUT', '/sys/webhooks', { body: { ...minimal, Id: 1 } });
    expect((await ask('GET', '/sys/webhooks/1')).body).toMatchObject({ Description: null, Active: true });

    const listed = await ask('GET', '/sys/webhooks');
    expect(listed.body).toMatchObject({ TotalItems: 1, FirstItem: 1, LastItem: 1, TotalPages: 1 });
    expect(listed.body.Records[0]).not.toHaveProperty('Description');

    expect((await ask('DELETE', '/sys/webhooks/1')).body.Message).toBe('WebHook was successfully deleted.');
    for (const [method, path] of [
      ['GET', '/sys/webhooks/1'],
      ['DELETE', '/sys/webhooks/1'],
    ] as const) {
      expect(await ask(method, path)).toMatchObject({ status: 404, body: 'Not found' });
    }
    expect(await ask('PUT', '/sys/webhooks', { body: { ...minimal, Id: 1 } })).toMatchObject({
      status: 404,
      body: 'Not found',
    });
    expect((await ask('POST', '/sys/webhooks', { body: minimal })).body.Value.Id).toBe(2);
  }));

test('users see and change the records of their own locations only', () =>
  withService({}, async (client) => {
    const { ask } = client;
    const token = await signIn(client, everything, [1, 2]);
    await ask('POST', '/sys/webhooks', { body: { ...minimal, BusinessId: 3 } });
    expect((await ask('POST', '/sys/webhooks', { body: { ...minimal, BusinessId: 1 }, token })).status).toBe(200);
    expect(await ask('POST', '/sys/webhooks', { body: { ...minimal, BusinessId: 3 }, token })).toMatchObject({
      status: 401,
      body: denied,
    });
    expect((await ask('GET', '/sys/webhooks', { token })).body).toMatchObject({ TotalItems: 1, Records: [{ Id: 2 }] });
    for (const method of ['GET', 'DELETE']) {
      expect(await ask(method, '/sys/webhooks/1', { token })).toMatchObject({ status: 404, body: 'Not found' });
    }
    const move = (Id: number, BusinessId: number) =>
      ask('PUT', '/sys/webhooks', { body: { ...minimal, Id, BusinessId }, token });
    expect((await move(1, 1)).status).toBe(404);
    expect((await move(2, 3)).status).toBe(401);
    expect((await move(2, 2)).status).toBe(200);
    expect((await ask('GET', '/sys/webhooks')).body.TotalItems).toBe(2);
  }));

test('paging, sorting and filters', () =>
  withService({}, async ({ ask }) => {
    for (let number = 1; number <= 60; number++) {
      await ask('POST', '/sys/webhooks', {
        body: { ...minimal, Name: `Hook ${number}`, Active: number % 2 === 0, BusinessId: number },
      });
    }
    const list = async (query: string) => (await ask('GET', `/sys/webhooks?${query}`)).body;
    const { Records, ...first } = await list('');
    expect(Records).toHaveLength(25);
    expect(first).toEqual({
      CurrentPageSize: 25,
      CurrentPage: 1,
      CurrentOrderField: 'Id',
      CurrentSortDirection: 1,
      FirstItem: 1,
      HasNextPage: true,
      HasPreviousPage: false,
      LastItem: 25,
      PageNumber: 1,
      PageSize: 25,
      TotalItems: 60,
      TotalPages: 3,
    });
    expect(await list('page=3')).toMatchObject({
      FirstItem: 51,
      LastItem: 60,
      HasNextPage: false,
      HasPreviousPage: true,
    });
    expect(await list('page=4')).toMatchObject({ FirstItem: 0, LastItem: 0, Records: [], HasPreviousPage: true });
    const ids = async (query: string) => (await list(query)).Records.map(({ Id }: { Id: number }) => Id);
    expect(await ids('WebHook_Name=hook%206')).toEqual([6, 60]);
    expect(await ids('WebHook_Business=7')).toEqual([7]);
    expect(await ids('WebHook_Active=true&size=2&orderBy=Name&dir=-1')).toEqual([60, 58]);
    expect(await ids('WebHook_LastError=x')).toEqual([]);
    expect(await ids('WebHook_URL=CRM.example&page=60&size=1')).toEqual([60]);
    const now = new Date().toISOString();
    expect(
      await list(`from_WebHook_CreatedOn=${now.slice(0, 16)}&to_WebHook_CreatedOn=${now.slice(0, 16)}`),
    ).toMatchObject({ TotalItems: expect.any(Number) });
    expect((await list('to_WebHook_UpdatedOn=2020-01-01T00:00')).TotalPages).toBe(0);
    expect((await list('from_WebHook_UpdatedOn=2020-01-01T00:00:00%2B02:00')).TotalItems).toBe(60);
  }));

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://0x7f.1/',
  'http://[::1]/',
  'http://10.1.2.3/',
  'http://localhost:80/',
  'https://printer.local/x',
  'http://169.254.169.254/latest',
  'http://[::ffff:10.0.0.1]/',
  'http://intranet/',
])('a webhook must not reach %s', (URL) =>
  withService({}, async ({ ask }) => {
    const response = await ask('POST', '/sys/webhooks', { body: { ...minimal, URL } });
    expect(response).toMatchObject({ status: 400, body: { Errors: [{ AttemptedValue: URL, PropertyName: 'URL' }] } });
  }),
);

test('ALLOW_TARGETS makes exceptions', () =>
  withService({ ALLOW_TARGETS: '127.0.0.0/8, receiver' }, async ({ ask }) => {
    for (const URL of ['http://127.0.0.1:8080/x', 'http://receiver/x']) {
      expect((await ask('POST', '/sys/webhooks', { body: { ...minimal, URL } })).status).toBe(200);
    }
    expect((await ask('POST', '/sys/webhooks', { body: { ...minimal, URL: 'http://10.0.0.1/' } })).status).toBe(400);
  }));

test('405 with Allow, 404, 415, 413, 406, malformed JSON', () =>
  withService({}, async ({ ask }) => {
    const patch = await ask('PATCH', '/sys/webhooks');
    expect([patch.status, patch.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, PUT']);
    expect(await ask('GET', '/sys/nothing')).toMatchObject({ status: 404, body: 'Not found' });
    expect((await ask('POST', '/sys/webhooks', { body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
    expect((await ask('POST', '/sys/webhooks', { body: 'x'.repeat(2_000_000) })).status).toBe(413);
    expect((await ask('GET', '/sys/webhooks', { headers: { accept: 'image/png' } })).status).toBe(406);
    const deep = `${'["x",'.repeat(50_000)}1${']'.repeat(50_000)}`;
    expect((await ask('POST', '/sys/webhooks', { body: deep })).body.Errors).toMatchObject([{ AttemptedValue: null }]);
    expect((await ask('POST', '/sys/webhooks', { body: '{' })).body.Errors).toEqual([
      { AttemptedValue: null, Message: 'is not well formed', PropertyName: 'Body' },
    ]);
  }));

test('throttled: 409 with Retry-After and no body', () =>
  withService({ THROTTLE: '2' }, async ({ ask }) => {
    const responses = await Promise.all([1, 2, 3, 4].map(() => ask('GET', '/sys/webhooks')));
    const throttled = responses.filter(({ status }) => status === 409);
    expect(throttled).toHaveLength(2);
    expect(throttled.map(({ headers, body }) => [headers.get('retry-after'), body])).toEqual([
      ['1', undefined],
      ['1', undefined],
    ]);
  }));

test('refresh tokens can be used once, and not after their user was removed', () =>
  withService({}, async (client) => {
    const { token, ask, folder } = client;
    const form = { grant_type: 'password', username: 'admin@example.com', password };
    const first = await token(form);
    expect(first).toMatchObject({ status: 200, body: { token_type: 'bearer', expires_in: 604_799 } });
    expect(first.headers.get('cache-control')).toBe('no-store');
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
    const both = await Promise.all([token(refresh), token(refresh)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(both.find(({ status }) => status === 400)?.body.error).toBe('invalid_grant');
    // The access token lives on.
    expect((await ask('GET', '/sys/webhooks', { token: first.body.access_token })).status).toBe(200);

    const ann = { grant_type: 'password', username: 'ann@example.com', password };
    const control = await connectControl(folder);
    await control?.addUser({ email: 'Ann@example.com', password, admin: true });
    const tokens = (await token(ann)).body;
    expect((await ask('GET', '/sys/webhooks', { token: tokens.access_token })).status).toBe(200);
    await control?.removeUser({ email: 'ann@example.com' });
    expect((await ask('GET', '/sys/webhooks', { token: tokens.access_token })).status).toBe(401);
    expect((await token({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token })).status).toBe(400);
    await control?.addUser({ email: 'ann@example.com', password });
    expect((await ask('GET', '/sys/webhooks', { token: tokens.access_token })).status).toBe(401);
  }));

test('failed sign-ins delay the next one, unless SIGNIN_DELAY is off', async () => {
  const wrong = { grant_type: 'password', username: 'admin@example.com', password: 'wrong password' };
  await withService({}, async ({ token }) => {
    for (let count = 0; count < 4; count++) expect((await token(wrong)).status).toBe(400);
    const response = await token({ ...wrong, password });
    expect([response.status, response.body]).toEqual([409, undefined]);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
  await withService({}, async ({ token }) => {
    const guesses = await Promise.all(Array.from({ length: 12 }, () => token(wrong)));
    expect(guesses.filter(({ status }) => status === 400).length).toBeLessThan(6);
  });
  await withService({ SIGNIN_DELAY: 'off' }, async ({ token }) => {
    for (let count = 0; count < 6; count++) expect((await token(wrong)).status).toBe(400);
    expect((await token({ ...wrong, password })).status).toBe(200);
  });
});

/** Signs in with a wrong password as often as is free, and once more. @returns the last status */
async function exhaust({ token }: Client, headerOf: (count: number) => Record<string, string>): Promise<number> {
  const wrong = { grant_type: 'password', username: 'admin@example.com', password: 'wrong password' };
  let status = 0;
  for (let count = 0; count < 5; count++) status = (await token(wrong, headerOf(count))).status;
  return status;
}

test.each([
  ['nobody, whatever is in X-Forwarded-For', '', (count: number) => `192.0.2.${count}`, 409],
  ['a proxy, the addresses that it names', '127.0.0.1', (count: number) => `192.0.2.${count}`, 400],
  ['a proxy, one that it names', '127.0.0.0/8', () => '192.0.2.1', 409],
  ['a proxy, not what the client wrote before', '127.0.0.1', (count: number) => `192.0.2.${count}, 192.0.2.9`, 409],
  ['two proxies, what the first names', '127.0.0.1,10.0.0.1', (count: number) => `192.0.2.${count}, 10.0.0.1`, 400],
  ['a proxy, a /64', '127.0.0.1', (count: number) => `2001:db8::${count}`, 409],
  ['a proxy, several /64', '127.0.0.1', (count: number) => `2001:db8:0:${count}::1`, 400],
  ['a proxy, nonsense', '127.0.0.1', (count: number) => `no address ${count}`, 409],
])('the address of a client: trusted is %s', (_name, TRUST_PROXY, forwardedFor, wanted) =>
  withService({ TRUST_PROXY }, async (client) => {
    expect(await exhaust(client, (count) => ({ 'x-forwarded-for': forwardedFor(count) }))).toBe(wanted);
  }),
);

test('livez and readyz', () =>
  withService({}, async ({ url }) => {
    for (const path of ['/livez', '/readyz']) {
      expect(await (await fetch(url.replace('/api', path))).text()).toBe('ok\n');
    }
  }));

test('metrics are on a port of their own, or nowhere', async () => {
  await withService({ METRICS_PORT: '0' }, async ({ url, metricsUrl = '', ask }) => {
    await ask('GET', '/sys/webhooks/7');
    expect(new URL(metricsUrl).port).not.toBe(new URL(url).port);
    const metrics = await (await fetch(metricsUrl)).text();
    expect(metrics).toContain('http_requests_total{operation="getWebHook",method="GET",status="404"} 1');
    const moved = await fetch(url.replace('/api', '/metrics'));
    expect([moved.status, await moved.text()]).toEqual([404, expect.stringContaining('METRICS_PORT')]);
  });
  await withService({}, async ({ metricsUrl }) => expect(metricsUrl).toBeUndefined());
});

test('a password that is changed during a sign-in with the old one ends that sign-in', () =>
  withRealPasswords({ SIGNIN_DELAY: 'off' }, async ({ token, folder }) => {
    const form = { grant_type: 'password', username: 'ann@example.com', password };
    const control = await connectControl(folder);
    await control?.addUser({ email: 'ann@example.com', password });
    const before = (await token(form)).body.refresh_token;
    const [...racing] = [token(form), token(form), token(form)];
    await control?.changePassword({ email: 'ann@example.com', password: 'another password' });
    const responses = await Promise.all(racing);
    for (const refresh_token of [before, ...responses.map(({ body }) => body.refresh_token).filter(Boolean)]) {
      expect(await token({ grant_type: 'refresh_token', refresh_token })).toMatchObject({ status: 400 });
    }
    expect((await token(form)).status).toBe(400);
    expect((await token({ ...form, password: 'another password' })).status).toBe(200);
  }));

test('any valid password signs in, also many times at once', () =>
  withRealPasswords({}, async ({ token, folder }) => {
    const control = await connectControl(folder);
    const form = { grant_type: 'password', username: 'ann+x@example.com', password: 'p\u00e4ssw\u00f6rd \u{1f648}' };
    await control?.addUser({ email: form.username, password: form.password });
    const responses = await Promise.all(Array.from({ length: 12 }, () => token(form)));
    expect(responses.map(({ status }) => status)).toEqual(Array(12).fill(200));
  }));

test('requests with a bad token are throttled as well', () =>
  withService({ THROTTLE: '2' }, async ({ ask }) => {
    const responses = await Promise.all([1, 2, 3, 4].map(() => ask('GET', '/sys/webhooks', { token: 'x.y.z' })));
    expect(responses.filter(({ status }) => status === 401).length).toBeLessThan(3);
    expect(responses.find(({ status }) => status === 409)?.headers.get('retry-after')).toBe('1');
  }));

test('a filter with an impossible date is refused, and the response to a large body is of limited size', () =>
  withService({}, async ({ ask }) => {
    const response = await ask('GET', '/sys/webhooks?from_WebHook_CreatedOn=2025-02-31T10:30');
    expect(response).toMatchObject({ status: 400, body: { Errors: [{ PropertyName: 'from_WebHook_CreatedOn' }] } });
    const unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`field${index}`, 1]));
    const refused = await ask('POST', '/sys/webhooks', { body: { ...minimal, ...unknown } });
    expect([refused.status, refused.body.Errors.length]).toEqual([400, 100]);
  }));
