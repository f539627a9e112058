import type { Faker, LocaleDefinition } from '@faker-js/faker';
import { createRandom } from '../../instances/index.ts';
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
  const english = module && name !== 'en' ? await import('@faker-js/faker/locale/en') : module;
  if (!module || !english)
    throw new MockError(mockErrorCodes.locale, `faker has no locale ${locale}: name one such as en, en_GB, de or fr`);
  let next = createRandom('');
  const own = module.faker.constructor as typeof Faker;
  const make = (locale: LocaleDefinition) =>
    new own({
      locale,
      randomizer: {
        next: () => next(),
        // Only by a text, below.
        seed: () => {},
      },
    });
  const faker = make(module.faker.rawDefinitions);
  if (name !== 'en') englishOnes.set(faker, make(english.faker.rawDefinitions));
  faker.setDefaultRefDate(referenceTime);
  const seed = (text: string) => {
    next = createRandom(text);
  };
  return { faker, locale: name, seed };
}

const englishOnes = new WeakMap<Faker, Faker>();

/** Makes English values from the same drawings. */
export function englishOf(faker: Faker): Faker {
  return englishOnes.get(faker) ?? faker;
}

/**
 * The faker whose language a text of several words is in: the locale's, if it has the patterns of such texts. An English pattern
 * with words of another language reads like neither.
 */
export function fakerFor(faker: Faker, category: 'commerce' | 'company' | 'food', name: string): Faker {
  const english = englishOf(faker);
  const patternsOf = ({ rawDefinitions }: Faker) =>
    (rawDefinitions[category] as Record<string, unknown> | undefined)?.[name];
  return patternsOf(faker) === patternsOf(english) ? english : faker;
}

/** What records take for now: they are the same whenever the mock is started. */
export const referenceTime = Date.UTC(2026, 0, 15, 12);
