import type { SeededFaker } from './faker.ts';
import { makePerson, makePlace, type Person, type Place, withNames } from './subject.ts';
import { wordsOf } from './words.ts';

/** The people and the place of an object, which its properties share. */
export interface Scope {
  /** @param role the words for who it is: `customer`; empty for the object itself */
  person(role: string): Person;
  place(): Place;
}

/** After so many people whose names others have, one is taken twice. */
const maxAttempts = 20;

/** What is known of who and what an object is about. */
export interface Surroundings {
  /** The names of people that others have; the object's own is added. */
  readonly taken?: Set<unknown> | undefined;
  /** Properties that are given, of which some may be names. */
  readonly given?: Readonly<Record<string, unknown>> | undefined;
}

export function createScope(
  { faker, locale, seed: start }: SeededFaker,
  seed: string,
  { taken, given = {} }: Surroundings = {},
): Scope {
  const people = new Map<string, Person>();
  let place: Place | undefined;
  const draw = (text: string): Person => {
    start(text);
    return makePerson(faker);
  };
  return {
    person(role) {
      const known = people.get(role);
      if (known) return known;
      const others = (role === '' && taken) || new Set<unknown>();
      let person = draw(`${seed} person ${role}`);
      for (let attempt = 1; attempt < maxAttempts && others.has(person.fullName); attempt++)
        person = draw(`${seed} person ${role} ${attempt}`);
      person = withNames(person, namesIn(given, role));
      others.add(person.fullName);
      people.set(role, person);
      return person;
    },
    place() {
      if (!place) {
        start(`${seed} place`);
        place = makePlace(faker, locale);
      }
      return place;
    },
  };
}

const partsOfNames: Readonly<Record<string, keyof GivenNames>> = {
  'first name': 'first',
  'given name': 'first',
  'last name': 'last',
  'family name': 'last',
  surname: 'last',
  name: 'full',
  'full name': 'full',
  'display name': 'full',
};

interface GivenNames {
  first?: string;
  last?: string;
  full?: string;
}

/** The names of somebody in what is given: those of the object itself, or `customerName` for a customer. */
function namesIn(given: Readonly<Record<string, unknown>>, role: string): GivenNames {
  const found: GivenNames = {};
  for (const [name, value] of Object.entries(given)) {
    const words = wordsOf(name);
    const isOfRole = role !== '' && words.startsWith(`${role} `);
    const part = role === '' ? partsOfNames[words] : isOfRole ? partsOfNames[words.slice(role.length + 1)] : undefined;
    if (part !== undefined && typeof value === 'string' && value.trim() !== '') found[part] = value.trim();
  }
  return found;
}
