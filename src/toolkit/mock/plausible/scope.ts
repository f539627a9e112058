import type { SeededFaker } from './faker.ts';
import { makePerson, makePlace, type Person, type Place } from './subject.ts';

/** The people and the place of an object, which its properties share. */
export interface Scope {
  /** @param role the words for who it is: `customer`; empty for the object itself */
  person(role: string): Person;
  place(): Place;
}

/** After so many people whose names others have, one is taken twice. */
const maxAttempts = 20;

/** @param taken the names of people that others have; the object's own is added */
export function createScope({ faker, locale, seed: start }: SeededFaker, seed: string, taken?: Set<unknown>): Scope {
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
