import type { Faker } from '@faker-js/faker';
import { MockError, mockErrorCodes } from '../mock-error.ts';

export type { Faker } from '@faker-js/faker';

/** Makes plausible values of one locale: the same for the same seed, whatever was asked before. */
export interface SeededFaker {
  readonly faker: Faker;
  readonly locale: string;
  /** Starts anew from a text. */
  readonly seed: (text: string) => void;
}

const loaded = new Map<string, Promise<SeededFaker>>();

/**
 * Loads faker with one locale only. Prism has an instance of its own, which isn't touched.
 * @throws {MockError} if faker doesn't have the locale
 */
export function loadFaker(locale: string): Promise<SeededFaker> {
  const known = loaded.get(locale) ?? load(locale);
  loaded.set(locale, known);
  return known;
}

async function load(locale: string): Promise<SeededFaker> {
  const name = locale.replace('-', '_');
  // A name with other letters could lead to another file.
  const module = /^[a-z]{2,3}(_[A-Za-z]{2,7}){0,2}$/.test(name)
    ? await (import(`@faker-js/faker/locale/${name}`) as Promise<{ faker: Faker }>).catch(() => undefined)
    : undefined;
  if (!module)
    throw new MockError(mockErrorCodes.locale, `faker has no locale ${locale}: name one such as en, en_GB, de or fr`);
  let state = 0;
  const own = module.faker.constructor as typeof Faker;
  const faker = new own({
    locale: module.faker.rawDefinitions,
    randomizer: {
      next() {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      },
      seed(seed) {
        state = Number(seed);
      },
    },
  });
  faker.setDefaultRefDate(referenceTime);
  return { faker, locale: name, seed: (text) => void faker.seed(hashOf(text)) };
}

/** What records take for now: they are the same whenever the mock is started. */
export const referenceTime = Date.UTC(2026, 0, 15, 12);

/** @see https://en.wikipedia.org/wiki/Fowler–Noll–Vo_hash_function with a final mix, since texts differ in one digit */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
