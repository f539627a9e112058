import { slugOf } from './subject.ts';
import { drawOne, type TextRule } from './text-rule.ts';
import type { ValueContext } from './value-context.ts';

const isPerson = ({ kind }: ValueContext): boolean => kind === 'person';

/** What is said of people: their names, how to reach them, what they do. */
export const personTexts: readonly TextRule[] = [
  [/\brelation(ship)?$/, (context) => drawOne(context, 'spouse', 'parent', 'sibling', 'friend')],
  [/\b(first|given|fore) ?names?$/, ({ person }) => person().firstName],
  [/\bmiddle ?name$/, ({ faker }) => faker.person.middleName()],
  [/\b(last|family|sur) ?name$/, ({ person }) => person().lastName],
  [/^(given|first)$/, ({ person, owner }) => (/name/.test(owner) ? person().firstName : undefined)],
  [/^(family|last)$/, ({ person, owner }) => (/name/.test(owner) ? person().lastName : undefined)],
  [/^initials$/, ({ person }) => person().firstName.charAt(0) + person().lastName.charAt(0)],
  [/\b(user ?name|login|handle|nick ?name|screen ?name)$/, ({ person }) => person().username],
  [/\be ?mail( ?address)?$/, emailFor],
  [
    /\b(phone|mobile|telephone|tel|fax|cell|msisdn)( (number|no))?$/,
    ({ faker, maxLength }) => faker.phone.number({ style: maxLength < 16 ? 'international' : 'national' }),
  ],
  [/\b(job title|position|occupation|profession|job|designation)$/, ({ faker }) => faker.person.jobTitle()],
  [
    /^(title|salutation|prefix|honorific)$/,
    (context) =>
      isPerson(context)
        ? /doctor|physician|practitioner|dentist|vet/.test(context.owner)
          ? 'Dr.'
          : context.person().sex === 'female'
            ? 'Ms.'
            : 'Mr.'
        : undefined,
  ],
  [
    /\b(department|division)( name)?$/,
    (context) =>
      isPerson(context)
        ? drawOne(context, 'Sales', 'Support', 'Finance', 'Engineering', 'Marketing', 'Operations')
        : context.faker.commerce.department(),
  ],
  [
    /\b(specialty|speciality|specialization|specialisation|field of work)$/,
    (context) =>
      drawOne(
        context,
        'Cardiology',
        'Dermatology',
        'Paediatrics',
        'Orthopaedics',
        'General practice',
        'Neurology',
        'Radiology',
      ),
  ],
  [
    /\b(author|writer|artist|director|instructor|teacher|doctor|patient|customer|owner|assignee|reporter|creator|reviewer|user|contact|recipient|sender|guest|speaker|driver|employee|manager|member|created by|updated by|modified by|approved by|assigned to)( (full )?name)?$|\b(full|display|real|legal|holder|cardholder|account) name$/,
    ({ person, words, kind, faker }) =>
      /account name/.test(words) && kind === 'company' ? faker.company.name() : person().fullName,
  ],
  [/\b(gender|sex)$/, ({ person }) => person().sex],
  [/\bpronouns$/, ({ person }) => (person().sex === 'female' ? 'she/her' : 'he/him')],
  [/\bnationality$/, ({ place, maxLength }) => (maxLength <= 3 ? place().countryCode : place().country)],
];

/** Of a company or a place by its name; else of the person. */
function emailFor({ person, kind, sibling }: ValueContext): string {
  const name = kind === 'company' || kind === 'place' ? sibling(/^(display |legal )?name$/) : undefined;
  return typeof name === 'string' ? `office@${hostOf(name)}` : person().email;
}

/** A host below the domain that is reserved for examples. @see https://www.rfc-editor.org/rfc/rfc2606#section-3 */
export function hostOf(name: string): string {
  const label = slugOf(name).slice(0, 40).replace(/-$/, '');
  return label === '' ? 'example.com' : `${label}.example.com`;
}
