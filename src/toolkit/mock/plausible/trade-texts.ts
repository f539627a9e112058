import { asciiOf, countryOf, currencyOf, slugOf } from './subject.ts';
import { drawDigits, drawOne, nameFor, type TextRule } from './text-rule.ts';
import type { ValueContext } from './value-context.ts';

/** What companies are called, what things cost, and the codes that are printed on them. */
export const tradeTexts: readonly TextRule[] = [
  [/\b(provider|insurance|issuer|agency|institution)( name)?$/, ({ faker }) => faker.company.name()],
  [
    /\b(company|organization|organisation|employer|brand|manufacturer|publisher|vendor|supplier|merchant|carrier|insurer|bank)( name)?$/,
    ({ faker, kind, words }) =>
      kind === 'book' && /publisher/.test(words) ? faker.book.publisher() : faker.company.name(),
  ],
  [
    /\b(industry|sector|branch of trade)$/,
    (context) => drawOne(context, 'Retail', 'Logistics', 'Health care', 'Education', 'Energy', 'Construction', 'Media'),
  ],
  [/\b(currency|currency code|iso currency)$/, ({ locale }) => currencyOf(locale)],
  [/\bcurrency symbol$/, ({ locale }) => (currencyOf(locale) === 'EUR' ? '€' : '$')],
  [
    /\b(price|cost|amount|fee|total|subtotal|balance|tax|discount|value)$/,
    ({ faker, description, maxLength }) =>
      maxLength > 5 && !/percent|text/.test(description) ? faker.commerce.price({ min: 5, max: 90 }) : undefined,
  ],
  [/\bisbn( 13)?$/, ({ faker }) => faker.commerce.isbn({ separator: '' })],
  [/\bisbn 10$/, ({ faker }) => faker.commerce.isbn({ variant: 10, separator: '' })],
  [/\b(ean|gtin|barcode|bar code|upc)( 13)?$/, (context) => drawDigits(context, 13)],
  [/\bsku$/, (context) => `${lettersOf(context.owner)}-${drawDigits(context, 5)}`],
  [/\biban$/, ibanFor],
  [/\b(bic|swift)( code)?$/, ({ faker }) => faker.finance.bic()],
  [/\b(last 4|last four|last 4 digits|card last 4)$/, (context) => drawDigits(context, 4)],
  [/\b(card number|credit card|pan)$/, () => '4242 4242 4242 4242'],
  [/\b(card (type|brand|network))$/, (context) => drawOne(context, 'Visa', 'Mastercard')],
  [/\bpayment (method|type)$/, (context) => drawOne(context, 'card', 'transfer', 'invoice')],
  [/\b(vat|tax) (id|number|no)$/, (context) => `${context.place().countryCode}${drawDigits(context, 9)}`],
  [
    /\b(license|licence|number) plate$|\bplate( number)?$/,
    (context) => `${lettersOf(context.owner)}-${drawDigits(context, 4)}`,
  ],
  [/\bvin$/, ({ faker }) => faker.vehicle.vin()],
  [/\b(tracking) (number|code|id)$/, (context) => `1Z${drawDigits(context, 12)}`],
  [
    /\b(format|binding|edition)$/,
    (context) => (context.kind === 'book' ? drawOne(context, 'Hardcover', 'Paperback', 'E-book') : undefined),
  ],
  [
    /\b(categor(y|ies)|topics?|section)( name)?$/,
    (context) =>
      context.kind === 'product' ? context.faker.commerce.department() : nameFor(context, context.words, 'category'),
  ],
  [/\b(material)$/, ({ faker }) => faker.commerce.productMaterial()],
  [/\bsize$/, (context) => drawOne(context, 'S', 'M', 'L', 'XL')],
  [
    /\b(unit|unit of measure|uom)$/,
    ({ owner, words, hasSibling }) =>
      /weight/.test(owner + words)
        ? 'kg'
        : /dimension|size|length/.test(owner + words) || hasSibling(/^(width|height|length|depth)$/)
          ? 'cm'
          : 'piece',
  ],
  [
    /\b(model|make)$/,
    ({ faker, words, kind }) =>
      kind !== 'vehicle' ? undefined : /make/.test(words) ? faker.vehicle.manufacturer() : faker.vehicle.model(),
  ],
  [/\bingredients?$/, ({ faker }) => faker.food.ingredient()],
];

/** The code for a thing that has one, of the form that an example has: `ORD-10042`. */
export function codeFor(context: ValueContext): string | undefined {
  if (typeof context.example === 'string' && /\d/.test(context.example)) return undefined;
  const of = context.words.replace(/ ?\b(code|number|no|ref|reference|identifier|key|serial|mrn|external id)$/, '');
  const letters = lettersOf(of === '' ? context.owner : of);
  return context.maxLength < letters.length + 6
    ? undefined
    : `${letters}-${10_000 + context.serial * 7 + Number(drawDigits(context, 1))}`;
}

/** The part of a title that addresses have: `a-tale`. */
export function slugFor(context: ValueContext): string {
  const name = context.sibling(/^(title|name|label|subject|headline)$/);
  return slugOf(typeof name === 'string' ? name : nameFor(context, context.owner, context.kind));
}

/** Up to three letters for a word: `ORD` for orders, `PRD` for products. */
function lettersOf(words: string): string {
  const [first = '', ...rest] = asciiOf(words.split(' ').at(-1) ?? '').replaceAll(/\d/g, '');
  const consonants = rest.filter((letter) => !/[aeiou]/.test(letter));
  const letters = [first, ...(consonants.length < 2 ? rest : consonants)].join('').slice(0, 3).toUpperCase();
  return letters.length < 2 ? 'REF' : letters;
}

function ibanFor({ faker, locale }: ValueContext): string {
  try {
    return faker.finance.iban({ countryCode: countryOf(locale) });
  } catch {
    // A country without IBANs, such as the United States.
    return faker.finance.iban({ countryCode: 'DE' });
  }
}
