import { exampleNames, placeEndings, taskLabels } from './example-names.ts';
import { englishOf, type Faker, fakerFor } from './faker.ts';
import type { Person, Place } from './subject.ts';
import type { Kind } from './words.ts';

/** What is needed to name something. */
export interface NamingContext {
  readonly faker: Faker;
  readonly kind: Kind;
  /** The words of what is named: `blood test`. */
  readonly words: string;
  readonly person: () => Person;
  readonly place: () => Place;
  readonly serial: number;
}

/** A name or title for something of a kind; `Widget 3` for what nobody knows. */
export function nameOf({ faker, kind, words, person, place, serial }: NamingContext): string {
  switch (kind) {
    case 'person':
      return person().fullName;
    case 'company':
      // Where a language has no pattern of its own, English ones have an `and`.
      return englishOf(faker) === faker ? faker.company.name() : faker.company.name().replace(' and ', ' & ');
    case 'book':
      return faker.book.title();
    case 'product':
      return fakerFor(faker, 'commerce', 'product_name').commerce.productName();
    case 'pet':
      return faker.animal.petName();
    case 'city':
      return place().city;
    case 'country':
      return faker.location.country();
    case 'vehicle':
      return faker.vehicle.vehicle();
    case 'song':
      return faker.music.songName();
    case 'album':
      return faker.music.album();
    case 'dish':
      return fakerFor(faker, 'food', 'dish').food.dish();
    case 'team':
      // The plural is English.
      return `${capitalize(englishOf(faker).color.human())} ${capitalize(plural(englishOf(faker).animal.type()))}`;
    case 'place': {
      const last = lastWord(words);
      return `${place().city} ${placeEndings[last] ?? capitalize(last)}`;
    }
    case 'file':
      return `${faker.helpers.arrayElement(fileStems)}-${serial}.${faker.helpers.arrayElement(['pdf', 'png', 'jpg', 'docx'])}`;
    case 'room':
      return `${capitalize(lastWord(words))} ${100 + serial}`;
    case 'category':
      return /genre/.test(words) ? faker.book.genre() : drawName('category', faker);
    case 'tag':
      return /label/.test(words) ? faker.helpers.arrayElement(taskLabels) : drawName('tag', faker);
    case 'comment':
      return drawName('article', faker);
    default:
      return exampleNames[kind] ? drawName(kind, faker) : `${capitalize(words) || 'Item'} ${serial}`;
  }
}

const fileStems = ['report', 'invoice', 'photo', 'contract', 'notes', 'plan', 'scan', 'overview', 'letter'];

function drawName(kind: Kind, faker: Faker): string {
  return faker.helpers.arrayElement(exampleNames[kind] ?? []);
}

export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lastWord(words: string): string {
  return words.split(' ').at(-1) ?? '';
}

function plural(text: string): string {
  return /s$/.test(text) ? text : `${text}s`;
}
