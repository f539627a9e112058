import { expect, test } from '@jest/globals';
import { createMock, loadContract } from '../../../../src/mock.ts';
import { serve } from '../../../serve.ts';
import { webhooksContract } from '../with-mock.ts';

const contract = await loadContract(webhooksContract);

async function send(to: string, allowTargets: string[] = []) {
  const mock = await createMock({ contract, allowTargets });
  try {
    return await mock.sendWebhook('webHookTriggered', { to });
  } finally {
    await mock.close();
  }
}

test.each([
  ['http://10.0.0.1:8080/', '10.0.0.1:8080 may not be reached: it is not this machine; --allow-target 10.0.0.1 lets'],
  ['http://[fd00::1]/', '[fd00::1] may not be reached: it is not this machine; --allow-target [fd00::1] lets'],
  ['http://[::ffff:10.0.0.1]/', 'may not be reached'],
  ['http://user:secret@127.0.0.1/', 'a URL has to be http or https, without user name and password'],
  ['ftp://127.0.0.1/', 'a URL has to be http or https'],
  ['nowhere', 'nowhere is not a URL'],
])('a webhook is not sent to %s', async (to, message) => {
  await expect(send(to)).rejects.toMatchObject({ code: 'MOCK_TARGET', message: expect.stringContaining(message) });
});

test('an invalid allow-list is rejected at the start', () =>
  expect(createMock({ contract, allowTargets: ['10.0.0.0/99'] })).rejects.toMatchObject({
    code: 'MOCK_TARGET',
    message: '"10.0.0.0/99" is neither an address, a range such as 10.0.0.0/8, nor a host name',
  }));

test.each(['127.1', 'localhost'])('a receiver at %s gets the webhook, and a redirect is not followed', (host) => {
  const targets: (string | undefined)[] = [];
  return serve(
    ({ url }, response) => {
      targets.push(url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    },
    async (url) => {
      expect(await send(`http://${host}:${new URL(url).port}/hooks`)).toMatchObject({ status: 307 });
      expect(targets).toEqual(['/hooks']);
    },
  );
});

test('a receiver that is not listening is a result with an error', () =>
  expect(send('http://127.0.0.1:1/')).resolves.toMatchObject({ status: undefined, error: expect.any(String) }));
