import type { Faker } from './faker.ts';

/** Names that faker had, for contracts that were written for older versions. */
const formerModules: Readonly<Record<string, string>> = {
  name: 'person',
  address: 'location',
  random: 'string',
  datatype: 'number',
};
const formerMethods: Readonly<Record<string, string>> = {
  'name.findName': 'person.fullName',
  'name.title': 'person.jobTitle',
  'address.zip': 'location.zipCode',
  'address.stateAbbr': 'location.state',
  'address.streetName': 'location.street',
  'address.cityName': 'location.city',
  'datatype.uuid': 'string.uuid',
  'random.uuid': 'string.uuid',
  'datatype.number': 'number.int',
  'random.number': 'number.int',
  'datatype.float': 'number.float',
  'datatype.string': 'string.sample',
  'random.word': 'word.sample',
  'random.words': 'word.words',
  'random.arrayElement': 'helpers.arrayElement',
  'random.alphaNumeric': 'string.alphanumeric',
  'internet.userName': 'internet.username',
  'internet.color': 'color.rgb',
  'internet.avatar': 'image.avatar',
  'phone.phoneNumber': 'phone.number',
  'company.companyName': 'company.name',
  'company.bs': 'company.buzzPhrase',
  'finance.account': 'finance.accountNumber',
  'image.imageUrl': 'image.url',
  fake: 'helpers.fake',
};

/**
 * The value that `x-faker` asks for, as Prism's users write it: `person.firstName`, or `{ 'number.int': { max: 9 } }` with
 * the argument, or a list of them.
 * @returns undefined if faker has no such method, or it fails
 * @see https://docs.stoplight.io/docs/prism/9528b5a8272c0-dynamic-response-generation-with-faker
 */
export function valueByFaker(faker: Faker, asked: unknown): unknown {
  const [name, given] =
    typeof asked === 'object' && asked !== null
      ? (Object.entries(asked)[0] ?? ['', undefined])
      : [String(asked), undefined];
  const method = methodOf(faker, name) ?? methodOf(faker, formerMethods[name] ?? currentName(name));
  if (!method) return undefined;
  try {
    return plain(method(...(given === undefined || given === null ? [] : Array.isArray(given) ? given : [given])));
  } catch {
    // Arguments that the method doesn't take.
    return undefined;
  }
}

function currentName(name: string): string {
  const [module = '', ...rest] = name.split('.');
  return [formerModules[module] ?? module, ...rest].join('.');
}

function methodOf(faker: Faker, name: string): ((...given: unknown[]) => unknown) | undefined {
  const [module = '', method = '', ...more] = name.split('.');
  if (more.length > 0 || module.startsWith('_') || method === 'constructor') return undefined;
  const holder = Object.hasOwn(faker, module) ? (faker as unknown as Record<string, object>)[module] : undefined;
  const found = typeof holder === 'object' ? (holder as Record<string, unknown>)[method] : undefined;
  return typeof found === 'function' ? (found.bind(holder) as (...given: unknown[]) => unknown) : undefined;
}

/** As JSON has it. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Date ? value.toISOString() : value;
}

/** A value of faker as the schema's type: prices are texts there. */
export function asTyped(value: unknown, types: readonly string[]): unknown {
  if (value === undefined || types.length === 0) return value;
  if (typeof value === 'string' && !types.includes('string')) {
    const number = Number(value);
    if (types.includes('integer')) return Number.isFinite(number) ? Math.round(number) : undefined;
    if (types.includes('number')) return Number.isFinite(number) ? number : undefined;
  }
  if (typeof value === 'number' && !types.includes('number')) {
    if (types.includes('integer')) return Math.round(value);
    if (types.includes('string')) return String(value);
  }
  return value;
}
