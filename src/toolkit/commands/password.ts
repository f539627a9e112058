import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CheckError, checkErrorCodes } from '../check/http/check-error.ts';
import { plain } from '../encoding/plain.ts';
import type { CommandContext } from './context.ts';
import { print } from './output.ts';

/**
 * The password of a user: as it was given, else from the environment, else from a prompt.
 * @throws {CheckError} if there is none, and no terminal to ask at
 */
export async function findPassword(
  { stdin, stderr, env }: CommandContext,
  user: string,
  given: string | undefined,
): Promise<string> {
  const known = given ?? env['CONCORDAT_PASSWORD'];
  if (known !== undefined) return known;
  const missing = (why: string) =>
    new CheckError(
      checkErrorCodes.signIn,
      `${why}: set CONCORDAT_PASSWORD to the password of ${user}, or give --password`,
    );
  if (stdin.isTTY !== true) throw missing('there is no terminal to ask for a password');
  const silent = new Writable({ write: (_chunk, _encoding, next) => next() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  print(stderr, plain`Password of ${user}: `);
  try {
    for await (const line of lines) return line;
    throw missing('no password was typed in');
  } finally {
    lines.close();
    print(stderr, plain`\n`);
  }
}
