import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { plain } from '../encoding/plain.ts';
import type { CommandContext } from './context.ts';
import { print } from './output.ts';

/** The password of a user: as it was given, else from the environment, else from a prompt if there is a terminal. */
export async function findPassword(
  { stdin, stderr, env }: CommandContext,
  user: string,
  given: string | undefined,
): Promise<string> {
  const known = given ?? env['CONCORDAT_PASSWORD'];
  if (known !== undefined || stdin.isTTY !== true) return known ?? '';
  const silent = new Writable({ write: (_chunk, _encoding, next) => next() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  print(stderr, plain`Password of ${user}: `);
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    print(stderr, plain`\n`);
  }
}
