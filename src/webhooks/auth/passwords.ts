import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** 16 MiB and a few hundredths of a second for each. @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt */
const cost = { N: 2 ** 14, r: 8, p: 5 } as const;
const length = 32;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** The hashes that are being worked out: one at a time, so that signing in can't take the disk's threads away. */
let previous: Promise<unknown> = Promise.resolve();

function deriveInTurn(password: string, salt: Buffer, bytes: number, options: ScryptOptions): Promise<Buffer> {
  const derived = previous.then(() => derive(password.normalize('NFKC'), salt, bytes, options));
  previous = derived.catch(() => {});
  return derived;
}

/** @returns `scrypt$N$r$p$salt$hash`, the last two in base64url */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await deriveInTurn(password, salt, length, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether a password is the one of the hash; without a hash it takes as long, and isn't. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = '', wanted = ''] = (hash ?? nobody).split('$');
  const expected = Buffer.from(wanted, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await deriveInTurn(password, Buffer.from(salt, 'base64url'), expected.length, options);
  return timingSafeEqual(derived, expected) && hash !== undefined;
}

const nobody = `scrypt$${cost.N}$${cost.r}$${cost.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;
