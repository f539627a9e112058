import type { Faker } from './faker.ts';

/** Somebody whose names, email address and user name belong together. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly fullName: string;
  readonly username: string;
  readonly email: string;
}

/** A place whose city and postal code belong to the same country as all others. */
export interface Place {
  readonly street: string;
  readonly city: string;
  readonly state: string;
  readonly zipCode: string;
  readonly country: string;
  readonly countryCode: string;
}

export function makePerson(faker: Faker): Person {
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const username = `${asciiOf(firstName)}.${asciiOf(lastName)}`;
  // The domain is reserved for examples. @see https://www.rfc-editor.org/rfc/rfc2606
  return { firstName, lastName, fullName: `${firstName} ${lastName}`, username, email: `${username}@example.com` };
}

export function makePlace(faker: Faker, locale: string): Place {
  const countryCode = countryOf(locale);
  const names = new Intl.DisplayNames([locale.replaceAll('_', '-')], { type: 'region' });
  const state = (() => {
    try {
      return faker.location.state();
    } catch {
      // A locale without states.
      return faker.location.city();
    }
  })();
  return {
    street: faker.location.streetAddress(),
    city: faker.location.city(),
    state,
    zipCode: faker.location.zipCode().slice(0, 10),
    country: names.of(countryCode) ?? countryCode,
    countryCode,
  };
}

/** The country of a locale: DE for `de`, US for `en`. */
export function countryOf(locale: string): string {
  return new Intl.Locale(locale.replaceAll('_', '-')).maximize().region ?? 'US';
}

const currencies: Readonly<Record<string, string>> = {
  US: 'USD',
  GB: 'GBP',
  CH: 'CHF',
  CA: 'CAD',
  AU: 'AUD',
  JP: 'JPY',
  CN: 'CNY',
  BR: 'BRL',
  IN: 'INR',
  PL: 'PLN',
  SE: 'SEK',
  NO: 'NOK',
  DK: 'DKK',
  CZ: 'CZK',
  MX: 'MXN',
  KR: 'KRW',
  TR: 'TRY',
  ZA: 'ZAR',
};

/** The currency of a locale's country; the euro where it isn't known. */
export function currencyOf(locale: string): string {
  return currencies[countryOf(locale)] ?? 'EUR';
}

/** Lower-case letters and digits, as user names and hosts have them. */
export function asciiOf(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll(/[^a-z0-9]/g, '');
  return plain === ''
    ? `u${[...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7)}`
    : plain;
}

/** `A Tale of Two Cities` as `a-tale-of-two-cities`. */
export function slugOf(text: string): string {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(asciiOf)
    .join('-');
}
