import { categoryName } from './category-names.ts';
import { capitalize } from './names.ts';
import { proseFor } from './prose.ts';
import { placeInRow, rowOf } from './rows.ts';
import { drawOne, nameFor, type TextRule } from './text-rule.ts';
import { codeFor, slugFor } from './trade-texts.ts';
import type { ValueContext } from './value-context.ts';
import { isStep, type Kind, kindOf, wordsOf } from './words.ts';

/** What things are called, what is written about them, and how they are sorted. The last rules, as their words stand for anything. */
export const contentTexts: readonly TextRule[] = [
  [/\bslug$/, slugFor],
  [/\bskills?( name)?$/, (context) => drawOne(context, ...skills)],
  [/^(features?|benefits?|perks?|advantages?|inclusions?)$/, (context) => drawOne(context, ...features)],
  [/^(message|description|text|details?|title|label|note)$/, stateText],
  [/\bblood (type|group)$/, (context) => drawOne(context, 'A+', 'B+', 'O+', 'AB+', 'O-')],
  [/\b(allergy|allergies|allergen)s?$/, (context) => drawOne(context, 'Penicillin', 'Peanuts', 'Pollen', 'Latex')],
  [
    /\b(diagnosis|diagnoses|symptom|complaint)s?$/,
    (context) => drawOne(context, 'Seasonal allergy', 'Hypertension', 'Lower back pain', 'Migraine', 'Bronchitis'),
  ],
  [/\b(medication|medicine|drug)s?( name)?$/, (context) => nameFor(context, context.words, 'medicine')],
  [
    /\b(dosage|dose)$/,
    (context) => drawOne(context, '1 tablet twice a day', '10 ml in the morning', '1 capsule at night'),
  ],
  [
    /\b(frequency|interval|recurrence|billing (cycle|period))$/,
    (context) =>
      context.kind === 'medicine'
        ? drawOne(context, 'once a day', 'twice a day', 'every 8 hours')
        : drawOne(context, 'daily', 'weekly', 'monthly'),
  ],
  [/\b(breed|species)$/, (context) => drawOne(context, 'Labrador', 'Siamese', 'Beagle', 'Persian', 'Collie')],
  [/\bgenres?$/, ({ faker, kind }) => (kind === 'song' || kind === 'album' ? faker.music.genre() : faker.book.genre())],
  [
    /\b(tags?|labels?|keywords?)( name)?$/,
    (context) => nameFor(context, context.kind === 'task' ? 'label' : 'tag', 'tag'),
  ],
  [/\bstatus$|^state$/, (context) => drawOne(context, 'active', 'active', 'inactive', 'pending')],
  [/\b(priority|severity)$/, (context) => drawOne(context, 'low', 'medium', 'high')],
  [/\b(role)s?( name)?$/, (context) => nameFor(context, context.words, 'role').toLowerCase()],
  [/\b(plan|tier)( name)?$/, (context) => nameFor(context, context.words, 'plan')],
  [
    /^(seat )?row$/,
    ({ serial, hasSibling }) => (hasSibling(placeInRow) ? String.fromCharCode(65 + (rowOf(serial) % 26)) : undefined),
  ],
  [/\b(room|room name|room number)$/, (context) => `Room ${100 + context.serial}`],
  [/\b(name|title|label|subject|headline|heading|caption|display)$/, titleFor],
  [
    /\b(bio|biography|about|abstract|synopsis|content|body|article text|full text|long description|details|html|markdown)$/,
    (context) => proseFor(context, /bio|about/.test(context.words) ? writerOf(context) : context.kind, true),
  ],
  [/\breason$/, reasonFor],
  [
    /\b(description|summary|blurb|text|comment|comments|message|notes?|remarks?|review|feedback|instructions|excerpt|tagline|motto|subtitle|question|response|agenda|goal|purpose|detail)$/,
    (context) =>
      proseFor(context, proseKind(context), /description|review/.test(context.words) && context.maxLength > 150),
  ],
  [/\b(code|number|no|ref|reference|identifier|key|serial|mrn|account|external id)$/, codeFor],
  [/\b(location|venue|place|site)$/, ({ place }) => place().city],
];

const skills = [
  'Project management',
  'Customer service',
  'Spreadsheets',
  'Public speaking',
  'Bookkeeping',
  'Data analysis',
  'Copywriting',
  'Negotiation',
  'TypeScript',
  'First aid',
  'Spanish',
  'Photo editing',
];

/** What a job has that somebody can apply for, and no task. */
const ofVacancy = /\b(salary|employment|applicants?|applications?|hiring|vacanc(y|ies))\b/;

/** What a service of a carrier has. */
const ofDelivery = /\b(carrier|tracking|parcels?|shipping|delivery|transit|courier)\b/;
const deliveries = [
  'Standard',
  'Express',
  'Economy',
  'Next Day',
  'Overnight',
  'Saver',
  'Parcel Connect',
  'Two Day',
  'Priority',
  'Ground',
  'Same Day',
  'Express 12:00',
];

/** What a plan or a product offers. */
const features = [
  'Unlimited access',
  'Priority support',
  'Cancel at any time',
  'Mobile app',
  'Guest passes',
  'Weekly reports',
  'Early booking',
  'Free trial',
  'Member discounts',
  'Personal adviser',
  'No sign-up fee',
  'Family sharing',
];

/** The name of the object itself, or of what stands before `name`: `roomName`. */
function titleFor(context: ValueContext): string {
  const before = context.words.replace(/ ?\b(name|title|label|subject|headline|heading|caption|display)$/, '');
  const isOwn = before === '' || context.owner.endsWith(before);
  const words = isOwn ? context.owner : before;
  const kind = isOwn ? context.kind : kindOf([before]);
  if (isOwn && kind === 'task' && context.hasSibling(ofVacancy)) return context.faker.person.jobTitle();
  if (isOwn && kind === 'course') return categoryName(context) ?? nameFor(context, words, kind);
  if (kind === 'service' && context.hasSibling(ofDelivery)) return drawOne(context, ...deliveries);
  if (isOwn && kind === 'order') return nameFor(context, words, 'product');
  return nameFor(context, words, kind);
}

/** What is told of one step of something says which step it was: `Out for delivery`. */
function stateText({ owner, sibling }: ValueContext): string | undefined {
  if (!isStep(owner)) return undefined;
  const state = sibling(/^(status|state|type|code|kind|event)( (type|code|name))?$/);
  const words = typeof state === 'string' ? wordsOf(state) : '';
  return /^[a-z ]{4,}$/.test(words) ? capitalize(words) : undefined;
}

function reasonFor(context: ValueContext): string {
  if (/cancel|reject|refund|return|declin/.test(context.words))
    return drawOne(context, 'No longer needed', 'Double booking', 'Date does not suit', 'Found another solution');
  if (/appointment|visit|consultation|encounter/.test(context.owner))
    return drawOne(context, 'Annual check-up', 'Follow-up after treatment', 'Back pain', 'Vaccination', 'Blood test');
  return proseFor(context, 'other', false);
}

function writerOf({ kind }: ValueContext): Kind {
  return kind === 'company' ? 'company' : 'person';
}

function proseKind({ kind, words, hasSibling }: ValueContext): Kind {
  if (/\b(comment|comments|review|feedback|message)$/.test(words)) return 'comment';
  if (kind === 'task' && hasSibling(ofVacancy)) return 'company';
  return kind === 'person' && !/description|summary/.test(words) ? 'other' : kind;
}
