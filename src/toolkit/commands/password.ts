import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** The password of a user: as it was given, else from the environment, else asked for where there is somebody to ask. */
export async function findPassword(user: string, given: string | undefined): Promise<string> {
  const known = given ?? process.env['CONCORDAT_PASSWORD'];
  if (known !== undefined || !process.stdin.isTTY) return known ?? '';
  const silent = new Writable({ write: (_chunk, _encoding, next) => next() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(`Password of ${user}: `);
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
