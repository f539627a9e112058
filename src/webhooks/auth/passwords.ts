import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** 16 MiB of memory and a few hundredths of a second for each hash. @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt */
const defaultCost = { N: 2 ** 14, r: 8, p: 5 } as const;
const length = 32;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** The last hash in the queue. One is computed at a time, since hashing and disk access share a pool of threads. */
let previous: Promise<unknown> = Promise.resolve();

function deriveInTurn(password: string, salt: Buffer, bytes: number, options: ScryptOptions): Promise<Buffer> {
  const derived = previous.then(() => derive(password.normalize('NFKC'), salt, bytes, options));
  // The caller of the failed one gets its error; the next one goes on.
  previous = derived.catch(() => {});
  return derived;
}

/** @returns `scrypt$N$r$p$salt$hash`, the last two in base64url */
export async function hashPassword(
  password: string,
  cost: Required<Pick<ScryptOptions, 'N' | 'r' | 'p'>> = defaultCost,
): Promise<string> {
  const salt = randomBytes(16);
  const hash = await deriveInTurn(password, salt, length, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether a password matches a hash. Without a hash it takes the same time and returns false. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', expectedText = ''] = (hash ?? dummyHash).split('$');
  const expected = Buffer.from(expectedText, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await deriveInTurn(password, Buffer.from(salt, 'base64url'), expected.length, options);
  return timingSafeEqual(derived, expected) && hash !== undefined;
}

const dummyHash = `scrypt$${defaultCost.N}$${defaultCost.r}$${defaultCost.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;
