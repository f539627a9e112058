/** The responses to a create as the seed document shows them, written out, so that they don't depend on the contract. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contract, credentials, type Running, servers } from './servers.ts';

describe.each(servers)('%s', (_name, start) => {
  let running: Running;
  let authorization: string;

  beforeAll(async () => {
    running = await start();
    const form = { grant_type: 'password', username: credentials.user, password: credentials.password };
    const signedIn = await fetch(`${running.url}/token`, { method: 'POST', body: new URLSearchParams(form) });
    authorization = `Bearer ${((await signedIn.json()) as { access_token: string }).access_token}`;
  });
  afterAll(() => running.stop());

  const create = (body: unknown, headers: Record<string, string> = { authorization }) =>
    fetch(`${running.url}/sys/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('a create gets 200 with the Id of the new record', async () => {
    const response = await create({
      BusinessId: 12345,
      Name: 'Bookings to CRM',
      Action: 6,
      URL: 'https://crm.example/hooks/bookings',
      Description: 'Tells the CRM of each new booking.',
      Active: true,
    });
    await expect(response).toMatchContract(contract, 'createWebHook');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      Status: 200,
      Message: 'WebHook was successfully created.',
      Value: { Id: expect.any(Number) },
      Errors: null,
      WasSuccessful: true,
    });
  });

  test.each<[what: string, body: object, message: string, errors: object[]]>([
    [
      'a missing Name',
      { BusinessId: 12345, Action: 6, URL: 'https://crm.example/hooks' },
      'Name: is a required field',
      [{ AttemptedValue: null, Message: 'is a required field', PropertyName: 'Name' }],
    ],
    [
      'an unknown Action',
      { BusinessId: 12345, Name: 'Bookings to CRM', Action: 91, URL: 'https://crm.example/hooks' },
      'Action: is not one of the allowed values',
      [{ AttemptedValue: 91, Message: 'is not one of the allowed values', PropertyName: 'Action' }],
    ],
    [
      'two mistakes',
      { Name: 'Bookings to CRM', Action: 6, URL: 'crm.example' },
      'BusinessId: is a required field; URL: is not in the expected form',
      [
        { AttemptedValue: null, Message: 'is a required field', PropertyName: 'BusinessId' },
        { AttemptedValue: 'crm.example', Message: 'is not in the expected form', PropertyName: 'URL' },
      ],
    ],
  ])('a create with %s gets a 400 with its errors', async (_what, body, Message, Errors) => {
    const response = await create(body);
    await expect(response).toMatchContract(contract, 'createWebHook');
    expect([response.status, await response.json()]).toEqual([
      400,
      { Message, Value: null, Errors, WasSuccessful: false },
    ]);
  });

  test('a create without a token gets 401', async () => {
    const response = await create({}, {});
    await expect(response).toMatchContract(contract, 'createWebHook');
    expect(response.status).toBe(401);
  });
});
