import { nameOf } from './names.ts';
import { pictureOf, smallestPicture } from './pictures.ts';
import { proseFor } from './prose.ts';
import { asciiOf, currencyOf, slugOf } from './subject.ts';
import type { ValueContext } from './value-context.ts';
import { kindOf } from './words.ts';

type Make = (context: ValueContext) => string | undefined;

const digits = ({ faker }: ValueContext, count: number) =>
  faker.string.numeric({ length: count, allowLeadingZeros: false });
const one = ({ faker }: ValueContext, ...list: readonly string[]) => faker.helpers.arrayElement(list);
const isPerson = ({ kind }: ValueContext) => kind === 'person';
const named = (context: ValueContext, words: string, kind = kindOf([words])) => nameOf({ ...context, kind, words });

/** The value of a text by its name, the first rule that fits; `undefined` passes on to the next one. */
const rules: readonly (readonly [pattern: RegExp, make: Make])[] = [
  [
    /^(from|to|opens?|closes?|start|end|begin|until|open time|close time)$/,
    ({ owner, words }) =>
      /hour|schedule|opening|shift|slot/.test(owner)
        ? /^(from|open|start|begin)/.test(words)
          ? '09:00'
          : '17:00'
        : undefined,
  ],
  [/\brelation(ship)?$/, (context) => one(context, 'spouse', 'parent', 'sibling', 'friend')],
  [/\b(provider|insurance|issuer|agency|institution)( name)?$/, ({ faker }) => faker.company.name()],
  [/\b(first|given|fore) ?names?$/, ({ person }) => person().firstName],
  [/\bmiddle ?name$/, ({ faker }) => faker.person.middleName()],
  [/\b(last|family|sur) ?name$/, ({ person }) => person().lastName],
  [/^(given|first)$/, ({ person, owner }) => (/name/.test(owner) ? person().firstName : undefined)],
  [/^(family|last)$/, ({ person, owner }) => (/name/.test(owner) ? person().lastName : undefined)],
  [/^initials$/, ({ person }) => person().firstName.charAt(0) + person().lastName.charAt(0)],
  [/\b(user ?name|login|handle|nick ?name|screen ?name)$/, ({ person }) => person().username],
  [
    /\be ?mail( ?address)?$/,
    ({ person, kind, faker }) =>
      kind === 'company' ? `office@${asciiOf(faker.company.name().split(/\W/)[0] ?? '')}.example` : person().email,
  ],
  [
    /\b(phone|mobile|telephone|tel|fax|cell|msisdn)( (number|no))?$/,
    ({ faker, maxLength }) => faker.phone.number({ style: maxLength < 16 ? 'international' : 'national' }),
  ],
  [
    /\b(avatar|photo|picture|image|cover|thumbnail|thumb|logo|icon|banner|portrait|poster|headshot)s?( (url|uri|src|link|href|path))?$|\b(image|img) ?(url|src)$/,
    pictureFor,
  ],
  [/\b(user agent)$/, () => 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'],
  [/\b(urls?|uri|link|href|web ?site|home ?page|web|domain|permalink)$/, urlFor],
  [
    /\b(street|address line 1|line 1|address 1|street address|street line 1|street name|line one)( 1)?$/,
    ({ place }) => place().street,
  ],
  [
    /\b(address line 2|line 2|address 2|apartment|suite|unit number|street 2)$/,
    ({ faker }) => faker.location.secondaryAddress(),
  ],
  [/\b(house|building) (number|no)$/, ({ faker }) => faker.location.buildingNumber()],
  [/\b(city|town|locality|municipality|suburb)( name)?$/, ({ place }) => place().city],
  [
    /\b(state|province|region|county|territory)( (name|code))?$/,
    (context) => (isPlaceLike(context) ? context.place().state : undefined),
  ],
  [/\b(zip|zip ?code|postal ?code|post ?code|plz|postcode)$/, ({ place }) => place().zipCode],
  [/\b(country)( (code|iso|iso code|iso 2|alpha 2))?$|\bnationality$|\bcountry of \w+$/, countryFor],
  [
    /\b(address|full address|formatted address|postal address|shipping address|billing address|mailing address)$/,
    ({ place }) => `${place().street}, ${place().zipCode} ${place().city}`,
  ],
  [/\b(time ?zone|tz)$/, ({ faker }) => faker.location.timeZone()],
  [/\b(lat|latitude)$/, ({ faker }) => String(faker.location.latitude())],
  [/\b(lng|lon|long|longitude)$/, ({ faker }) => String(faker.location.longitude())],
  [
    /\b(company|organization|organisation|employer|brand|manufacturer|publisher|vendor|supplier|merchant|carrier|insurer|bank)( name)?$/,
    ({ faker, kind, words }) =>
      kind === 'book' && /publisher/.test(words) ? faker.book.publisher() : faker.company.name(),
  ],
  [/\b(job title|position|occupation|profession|job|designation)$/, ({ faker }) => faker.person.jobTitle()],
  [
    /^(title|salutation|prefix|honorific)$/,
    (context) => (isPerson(context) ? one(context, 'Dr.', 'Ms.', 'Mr.') : undefined),
  ],
  [
    /\b(department|division)( name)?$/,
    (context) =>
      isPerson(context)
        ? one(context, 'Sales', 'Support', 'Finance', 'Engineering', 'Marketing', 'Operations')
        : context.faker.commerce.department(),
  ],
  [
    /\b(industry|sector|branch of trade)$/,
    (context) =>
      one(context, 'Retail', 'Logistics', 'Health care', 'Education', 'Energy', 'Construction', 'Media', 'Finance'),
  ],
  [
    /\b(specialty|speciality|specialization|specialisation|field of work)$/,
    (context) =>
      one(
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
    /\b(author|writer|artist|director|instructor|teacher|doctor|patient|customer|owner|assignee|reporter|creator|reviewer|user|contact|recipient|sender|host|guest|speaker|driver|employee|manager|member|created by|updated by|modified by|approved by|assigned to)( (full )?name)?$|\b(full|display|real|legal|holder|cardholder|account) name$/,
    ({ person, words, kind, faker }) =>
      /account name/.test(words) && kind === 'company' ? faker.company.name() : person().fullName,
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
  [/\b(ean|gtin|barcode|bar code|upc)( 13)?$/, (context) => digits(context, 13)],
  [/\bsku$/, (context) => `${codeLetters(context)}-${digits(context, 5)}`],
  [/\biban$/, ({ faker }) => faker.finance.iban()],
  [/\b(bic|swift)( code)?$/, ({ faker }) => faker.finance.bic()],
  [/\b(last 4|last four|last 4 digits|card last 4)$/, (context) => digits(context, 4)],
  [/\b(card number|credit card|pan)$/, () => '4242 4242 4242 4242'],
  [/\b(card (type|brand|network))$/, (context) => one(context, 'Visa', 'Mastercard')],
  [/\bpayment (method|type)$/, (context) => one(context, 'card', 'transfer', 'invoice')],
  [/\b(vat|tax) (id|number|no)$/, (context) => `${context.place().countryCode}${digits(context, 9)}`],
  [
    /\b(license|licence|number) plate$|\bplate( number)?$/,
    (context) => `${codeLetters(context)}-${digits(context, 4)}`,
  ],
  [/\bvin$/, ({ faker }) => faker.vehicle.vin()],
  [/\b(tracking) (number|code|id)$/, (context) => `1Z${digits(context, 12)}`],
  [/\bslug$/, slugFor],
  [/\b(password|pass ?phrase)$/, ({ faker }) => faker.internet.password({ length: 14 })],
  [/\b(token|jwt|secret|api key|access key)$/, ({ faker }) => faker.string.alphanumeric(32)],
  [
    /\b(sha|sha 256|sha256|hash|checksum|digest|fingerprint)$/,
    ({ faker }) => faker.string.hexadecimal({ length: 64, prefix: '', casing: 'lower' }),
  ],
  [
    /\b(sha 1|commit|revision|etag|md ?5)$/,
    ({ faker }) => faker.string.hexadecimal({ length: 32, prefix: '', casing: 'lower' }),
  ],
  [/\b(ip|ip address|ipv 4)$/, ({ faker }) => `192.0.2.${faker.number.int({ min: 1, max: 254 })}`],
  [/\bmac( address)?$/, ({ faker }) => faker.internet.mac()],
  [/\b(host ?name|host|domain name)$/, ({ faker }) => `${asciiOf(faker.word.noun())}.example`],
  [/\b(version|app version)$/, ({ faker }) => faker.system.semver()],
  [/\b(mime ?type|content ?type|media ?type)$/, (context) => mimeOf(context)],
  [/\b(file ?name|original name)$/, (context) => named(context, context.words, 'file')],
  [/\b(file ?path|path|directory|folder)$/, ({ faker }) => `/${faker.word.noun()}/${faker.word.noun()}`],
  [/\b(file ?)?extension$/, (context) => one(context, 'png', 'pdf', 'jpg')],
  [
    /\b(language|lang|locale)( code)?$/,
    ({ locale, words, maxLength }) =>
      /locale/.test(words) && maxLength >= 5
        ? new Intl.Locale(locale.replaceAll('_', '-'))
            .maximize()
            .toString()
            .replace(/-[A-Z][a-z]{3}/, '')
        : locale.slice(0, 2),
  ],
  [
    /\b(colou?r|hex)( (code|hex))?$/,
    ({ faker, maxLength, description, words }) =>
      maxLength <= 7 || /hex|#/.test(description + words) ? faker.color.rgb({ casing: 'lower' }) : faker.color.human(),
  ],
  [/\b(gender|sex)$/, (context) => one(context, 'female', 'male')],
  [/\bpronouns$/, (context) => one(context, 'she/her', 'he/him', 'they/them')],
  [/\bblood (type|group)$/, (context) => one(context, 'A+', 'B+', 'O+', 'AB+', 'O-')],
  [/\b(allergy|allergies|allergen)s?$/, (context) => one(context, 'Penicillin', 'Peanuts', 'Pollen', 'Latex')],
  [
    /\b(diagnosis|diagnoses|condition|symptom|complaint)s?$/,
    (context) => one(context, 'Seasonal allergy', 'Hypertension', 'Lower back pain', 'Migraine', 'Bronchitis'),
  ],
  [/\b(medication|medicine|drug)s?$/, (context) => named(context, context.words, 'medicine')],
  [/\bdosage|dose$/, (context) => one(context, '1 tablet twice a day', '10 ml in the morning', '1 capsule at night')],
  [/\bbreed|species$/, (context) => one(context, 'Labrador', 'Siamese', 'Beagle', 'Persian', 'Collie')],
  [/\bgenres?$/, ({ faker, kind }) => (kind === 'song' || kind === 'album' ? faker.music.genre() : faker.book.genre())],
  [
    /\b(format|binding|edition)$/,
    (context) => (context.kind === 'book' ? one(context, 'Hardcover', 'Paperback', 'E-book') : undefined),
  ],
  [
    /\b(categor(y|ies)|topics?|section)( name)?$/,
    (context) =>
      context.kind === 'product' ? context.faker.commerce.department() : named(context, context.words, 'category'),
  ],
  [/\b(tags?|labels?|keywords?)( name)?$/, (context) => named(context, context.words, 'tag')],
  [/\b(material)$/, ({ faker }) => faker.commerce.productMaterial()],
  [/\b(size)$/, (context) => one(context, 'S', 'M', 'L', 'XL')],
  [/\b(unit|unit of measure|uom)$/, (context) => one(context, 'piece', 'kg', 'box')],
  [
    /\b(model|make)$/,
    ({ faker, words }) => (/make/.test(words) ? faker.vehicle.manufacturer() : faker.vehicle.model()),
  ],
  [/\b(ingredients?)$/, ({ faker }) => faker.food.ingredient()],
  [/\bstatus$|^state$/, (context) => one(context, 'active', 'active', 'inactive', 'pending')],
  [/\b(priority|severity)$/, (context) => one(context, 'low', 'medium', 'high')],
  [/\b(role)s?( name)?$/, (context) => named(context, context.words, 'role').toLowerCase()],
  [/\b(plan|tier)( name)?$/, (context) => named(context, context.words, 'plan')],
  [/\b(room|room name|room number)$/, (context) => `Room ${100 + context.serial}`],
  [/\b(name|title|label|subject|headline|heading|caption|display)$/, nameFor],
  [
    /\b(bio|biography|about|abstract|synopsis|content|body|article text|full text|long description|details|html|markdown)$/,
    (context) => proseFor(context, /bio|about/.test(context.words) ? personOr(context) : context.kind, true),
  ],
  [
    /\b(description|summary|blurb|text|comment|comments|message|notes?|remarks?|review|feedback|instructions|reason|excerpt|tagline|motto|subtitle|question|response|agenda|goal|purpose|detail)$/,
    (context) =>
      proseFor(context, proseKind(context), /description|review/.test(context.words) && context.maxLength > 150),
  ],
  [/\b(code|number|no|ref|reference|identifier|key|serial|mrn|account|external id)$/, codeFor],
  [/\b(location|venue|place|site)$/, ({ place }) => place().city],
];

/** A plausible text for a property; undefined if its name says nothing. */
export function textFor(context: ValueContext): string | undefined {
  for (const make of makersFor(context.words)) {
    const text = make(context);
    if (text !== undefined) return text;
  }
  return undefined;
}

const knownMakers = new Map<string, readonly Make[]>();

/** The rules for a name, which are asked for with each record. */
function makersFor(words: string): readonly Make[] {
  const known = knownMakers.get(words);
  if (known) return known;
  const makers = rules.flatMap(([pattern, make]) => (pattern.test(words) ? [make] : []));
  if (knownMakers.size > 20_000) knownMakers.clear();
  knownMakers.set(words, makers);
  return makers;
}

function isPlaceLike({ kind, owner, sibling }: ValueContext): boolean {
  return (
    kind === 'address' ||
    kind === 'place' ||
    kind === 'city' ||
    /address|location/.test(owner) ||
    sibling(/\b(city|zip|postal)/) !== undefined
  );
}

function personOr({ kind }: ValueContext): ValueContext['kind'] {
  return kind === 'company' ? 'company' : 'person';
}

function proseKind({ kind, words }: ValueContext): ValueContext['kind'] {
  return /\b(comment|comments|review|feedback|message)$/.test(words)
    ? 'comment'
    : kind === 'person' && !/description|summary/.test(words)
      ? 'other'
      : kind;
}

/** The name of the object itself, or of what stands before `name`: `roomName`. */
function nameFor(context: ValueContext): string {
  const before = context.words.replace(/ ?\b(name|title|label|subject|headline|heading|caption|display)$/, '');
  const own = before === '' || context.owner.endsWith(before);
  const words = own ? context.owner : before;
  const kind = own ? context.kind : kindOf([before]);
  // The subject of a review is a headline.
  if (own && kind === 'order') return `${named(context, words, 'product')}`;
  if (own && kind === 'other' && /title|subject|headline|heading|caption/.test(context.words))
    return named(context, words, 'article');
  return named(context, words, kind);
}

function countryFor({ place, words, description, maxLength }: ValueContext): string {
  const isCode =
    maxLength <= 3 || /code|iso|alpha/.test(words) || /\b(iso|alpha|code|two letters?)\b/.test(description);
  return isCode ? place().countryCode : place().country;
}

function pictureFor(context: ValueContext): string {
  const { sibling, words, owner, kind, person, serial, maxLength } = context;
  const isFace = /avatar|portrait|headshot/.test(words) || kind === 'person';
  const name = isFace && kind === 'person' ? person().fullName : sibling(/^(display )?(name|title)$/);
  const picture = pictureOf(String(name ?? (isFace ? person().fullName : owner)), isFace, serial);
  return picture.length <= maxLength ? picture : smallestPicture;
}

function urlFor(context: ValueContext): string {
  const { words, faker, kind, sibling } = context;
  if (/domain/.test(words)) return `${asciiOf(faker.word.noun())}.example`;
  const host =
    kind === 'company'
      ? asciiOf(String(sibling(/^name$/) ?? faker.company.name())).slice(0, 24)
      : asciiOf(faker.word.noun());
  const isSite = /web ?site|home ?page|^web$/.test(words);
  return `https://${isSite ? 'www' : host}.${isSite ? host : 'shop'}.example/`.replace(
    '.shop.example/',
    `.example/${isSite ? '' : slugOf(faker.word.words(2))}`,
  );
}

function slugFor(context: ValueContext): string {
  const name = context.sibling(/^(title|name|label|subject|headline)$/);
  return slugOf(typeof name === 'string' ? name : nameFor({ ...context, words: 'name' }));
}

function codeLetters({ owner }: ValueContext): string {
  const letters = asciiOf(owner.split(' ').at(-1) ?? '')
    .replaceAll(/[aeiou0-9]/g, '')
    .slice(0, 3)
    .toUpperCase();
  return letters.length < 2 ? 'REF' : letters;
}

/** `ORD-10042`; of an example's form if the contract has one. */
function codeFor(context: ValueContext): string | undefined {
  if (typeof context.example === 'string' && /\d/.test(context.example)) return undefined;
  const letters = codeLetters(context);
  return context.maxLength < letters.length + 6
    ? undefined
    : `${letters}-${10_000 + context.serial * 7 + Number(digits(context, 1))}`;
}

function mimeOf({ sibling }: ValueContext): string {
  const file = String(sibling(/file ?name|^name$/) ?? 'picture.png');
  const types: Readonly<Record<string, string>> = {
    pdf: 'application/pdf',
    jpg: 'image/jpeg',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  };
  return types[file.split('.').at(-1) ?? ''] ?? 'image/png';
}
