import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** 16 MiB of memory and about a tenth of a second for each hash. @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt */
const defaultCost = { N: 2 ** 14, r: 8, p: 5 } as const;
const length = 32;

const scryptInThread = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

function derive(password: string, salt: Buffer, bytes: number, options: ScryptOptions): Promise<Buffer> {
  return scryptInThread(password.normalize('NFKC'), salt, bytes, options);
}

/** The last new hash. One is computed at a time, since hashing and disk access share a pool of threads. */
let previous: Promise<unknown> = Promise.resolve();

/** @returns `scrypt$N$r$p$salt$hash`, the last two in base64url */
export async function hashPassword(
  password: string,
  cost: Required<Pick<ScryptOptions, 'N' | 'r' | 'p'>> = defaultCost,
): Promise<string> {
  const salt = randomBytes(16);
  const derived = previous.then(() => derive(password, salt, length, cost));
  // The caller of the failed one gets its error; the next one goes on.
  previous = derived.catch(() => {});
  const hash = await derived;
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Whether a password matches a hash. Without a hash it takes the same time and returns false. How many are verified at a time
 * is for the caller to limit: each takes one of the pool's threads.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', expectedText = ''] = (hash ?? dummyHash).split('$');
  const expected = Buffer.from(expectedText, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64url'), expected.length, options);
  return timingSafeEqual(derived, expected) && hash !== undefined;
}

const dummyHash = `scrypt$${defaultCost.N}$${defaultCost.r}$${defaultCost.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;
