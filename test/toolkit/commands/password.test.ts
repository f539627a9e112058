import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { findPassword } from '../../../src/toolkit/commands/password.ts';
import { createContext } from '../../concordat.ts';

test.each<[what: string, given: string | undefined, env: object, isTTY: boolean, wanted: string, prompt: string]>([
  ['as it was given', 'given', { CONCORDAT_PASSWORD: 'set' }, true, 'given', ''],
  ['as the environment has it', undefined, { CONCORDAT_PASSWORD: 'set' }, true, 'set', ''],
  ['typed in, and not shown', undefined, {}, true, 'typed in', 'Password of ann: \n'],
  ['empty without a terminal', undefined, {}, false, '', ''],
])('a password is %s', async (_what, given, env, isTTY, wanted, prompt) => {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  stdin.end('typed in\nand more\n');
  const stderr = new PassThrough();
  const context = createContext({ stdin, stderr, env: { ...env } });
  expect(await findPassword(context, 'ann', given)).toBe(wanted);
  expect(String(stderr.read() ?? '')).toBe(prompt);
});
