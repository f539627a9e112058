import type { Faker } from './faker.ts';

/** Somebody whose names, email address and user name belong together. */
export interface Person {
  readonly sex: 'female' | 'male';
  readonly firstName: string;
  readonly lastName: string;
  readonly fullName: string;
  readonly username: string;
  readonly email: string;
}

/** A place whose city and postal code belong to the same country as all others. */
export interface Place {
  /** With its number, and without. */
  readonly street: string;
  readonly streetName: string;
  readonly city: string;
  readonly state: string;
  readonly zipCode: string;
  readonly country: string;
  readonly countryCode: string;
  /** In degrees; on land, and in the country where it is known. */
  readonly latitude: number;
  readonly longitude: number;
  /** As the IANA's database has it. */
  readonly timeZone: string;
}

export function makePerson(faker: Faker): Person {
  const sex = faker.datatype.boolean() ? 'female' : 'male';
  const firstName = faker.person.firstName(sex);
  const lastName = faker.person.lastName();
  const username = `${asciiOf(firstName)}.${asciiOf(lastName)}`;
  // The domain is reserved for examples. @see https://www.rfc-editor.org/rfc/rfc2606
  return { sex, firstName, lastName, fullName: `${firstName} ${lastName}`, username, email: `${username}@example.com` };
}

/** The person with the names that are given; what follows from names is theirs. */
export function withNames(
  person: Person,
  { first, last, full }: { readonly first?: string; readonly last?: string; readonly full?: string },
): Person {
  if (first === undefined && last === undefined && full === undefined) return person;
  const words = full?.replace(/^(dr|prof|mr|mrs|ms)\. /i, '').split(/\s+/);
  const firstName = first ?? words?.[0] ?? person.firstName;
  const lastName = last ?? (words && words.length > 1 ? (words.at(-1) as string) : words ? '' : person.lastName);
  const username = [firstName, lastName].filter(Boolean).map(asciiOf).join('.');
  const fullName = full ?? `${firstName} ${lastName}`;
  return {
    ...person,
    firstName,
    lastName: lastName || person.lastName,
    fullName,
    username,
    email: `${username}@example.com`,
  };
}

export function makePlace(faker: Faker, locale: string): Place {
  const countryCode = countryOf(locale);
  const state = (() => {
    try {
      return faker.location.state();
    } catch {
      // A locale without states.
      return faker.location.city();
    }
  })();
  const [south, north, west, east, timeZone] = regions[countryCode] ?? defaultRegion;
  return {
    street: faker.location.streetAddress(),
    streetName: faker.location.street(),
    city: faker.location.city(),
    state,
    zipCode: faker.location.zipCode().slice(0, 10),
    country: countryNameOf(locale),
    countryCode,
    latitude: faker.number.float({ min: south, max: north, fractionDigits: 5 }),
    longitude: faker.number.float({ min: west, max: east, fractionDigits: 5 }),
    timeZone,
  };
}

type Region = readonly [south: number, north: number, west: number, east: number, timeZone: string];

const defaultRegion: Region = [48.2, 53, 8.2, 12.8, 'Europe/Berlin'];
/** The degrees between which a country has land and no sea. */
const regions: Readonly<Record<string, Region>> = {
  US: [35.5, 40.5, -98, -82, 'America/Chicago'],
  GB: [51.6, 53.2, -2.4, -0.4, 'Europe/London'],
  FR: [44.8, 48.8, 0.4, 5.6, 'Europe/Paris'],
  ES: [38.6, 42, -5.6, -1.4, 'Europe/Madrid'],
  IT: [44.7, 45.8, 7.8, 11.6, 'Europe/Rome'],
  PL: [50.6, 53.2, 16, 22.6, 'Europe/Warsaw'],
  NL: [51.6, 52.6, 5, 6.6, 'Europe/Amsterdam'],
  AT: [47, 48.4, 13.4, 16, 'Europe/Vienna'],
  CH: [46.6, 47.4, 7, 9, 'Europe/Zurich'],
  BR: [-22, -12, -52, -44, 'America/Sao_Paulo'],
  JP: [35.8, 36.8, 138, 139.6, 'Asia/Tokyo'],
  CN: [30, 38, 105, 115, 'Asia/Shanghai'],
  IN: [18, 26, 75, 80, 'Asia/Kolkata'],
};

const countries = new Map<string, string>();

/** The country of a locale: DE for `de`, US for `en`. */
export function countryOf(locale: string): string {
  const code = countries.get(locale) ?? new Intl.Locale(locale.replaceAll('_', '-')).maximize().region ?? 'US';
  countries.set(locale, code);
  return code;
}

const countryNames = new Map<string, string>();

/** The name of a locale's country, in its language. To ask for one takes a millisecond. */
function countryNameOf(locale: string): string {
  const code = countryOf(locale);
  const ask = () => new Intl.DisplayNames([locale.replaceAll('_', '-')], { type: 'region' }).of(code);
  const name = countryNames.get(locale) ?? ask() ?? code;
  countryNames.set(locale, name);
  return name;
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
