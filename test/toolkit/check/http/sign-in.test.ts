/** Users who can't be signed in end a run with a message that says why. */
import { expect, test } from '@jest/globals';
import { runChecks } from '../../../../src/index.ts';
import { contractOf, type Handler, serving } from '../with-server.ts';

const ok = { 200: { description: 'It.' } };
const flows = { password: { tokenUrl: '/token', scopes: {} } };
const oauth2 = { components: { securitySchemes: { it: { type: 'oauth2', flows } } } };
const html = { 'content-type': 'text/html' };

test.each<[what: string, more: object, handler: Handler, message: RegExp]>([
  ['no flow', {}, () => ({ body: {} }), /neither a password flow nor basic authentication/],
  [
    'a wrong password',
    oauth2,
    () => ({ status: 401, body: { error: 'invalid_grant' } }),
    /401 \{"error".*Check --user/,
  ],
  ['a wrong path', oauth2, () => ({ status: 404 }), /404 .*Check the path of the URL/],
  [
    'too many attempts',
    oauth2,
    () => ({ status: 429, headers: { 'retry-after': '7' } }),
    /429 {2}\(try again in 7 s\)/,
  ],
  ['no token', oauth2, () => ({ body: { token_type: 'bearer' } }), /the response has no access_token/],
  ['a list', oauth2, () => ({ body: [] }), /the response has no access_token/],
  ['null', oauth2, () => ({ body: null }), /the response has no access_token/],
  ['malformed JSON', oauth2, () => ({ body: '<p>', headers: html }), /the response is not JSON/],
  [
    'no response',
    oauth2,
    ({ path, response }) => (path === '/token' ? void response.socket?.destroy() : { body: {} }),
    /the connection closed before the response was complete/,
  ],
])('%s', async (_what, more, handler, message) => {
  const contract = await contractOf({ '/it': { get: { operationId: 'read', responses: ok } } }, more);
  await serving(handler, async (url) => {
    const run = runChecks({ contract, url, user: 'me', password: 'secret', cases: 0, timeout: 2000 });
    await expect(run).rejects.toMatchObject({ code: 'CHECK_SIGN_IN', message: expect.stringMatching(message) });
  });
});
