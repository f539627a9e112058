import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { findPassword } from '../../../src/toolkit/commands/password.ts';
import { createContext } from '../../concordat.ts';

test.each<[what: string, given: string | undefined, env: object, isTTY: boolean, wanted: string, prompt: string]>([
  ['as it was given', 'given', { CONCORDAT_PASSWORD: 'set' }, true, 'given', ''],
  ['as the environment has it', undefined, { CONCORDAT_PASSWORD: 'set' }, true, 'set', ''],
  ['typed in, and not shown', undefined, {}, true, 'typed in', 'Password of ann: \n'],
  ['empty, if it was given so', '', {}, false, '', ''],
])('a password is %s', async (_what, given, env, isTTY, wanted, prompt) => {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  stdin.end('typed in\nand more\n');
  const stderr = new PassThrough();
  const context = createContext({ stdin, stderr, env: { ...env } });
  expect(await findPassword(context, 'ann', given)).toBe(wanted);
  expect(String(stderr.read() ?? '')).toBe(prompt);
});

test.each<[what: string, isTTY: boolean, typed: string, message: RegExp]>([
  [
    'without a terminal',
    false,
    '',
    /^there is no terminal .*: set CONCORDAT_PASSWORD to the password of ann, or give --password$/,
  ],
  ['if nothing is typed in', true, '', /^no password was typed in: set CONCORDAT_PASSWORD/],
])('%s, a password that is missing is said to be', async (_what, isTTY, typed, message) => {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  stdin.end(typed);
  const run = findPassword(createContext({ stdin }), 'ann', undefined);
  await expect(run).rejects.toMatchObject({ code: 'CHECK_SIGN_IN', message: expect.stringMatching(message) });
});
