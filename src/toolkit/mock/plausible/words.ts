/** The words of a name in lower case, with spaces: `unitPrice`, `unit_price` and `UnitPRICE` are `unit price`. */
export function wordsOf(name: string): string {
  const known = knownWords.get(name);
  if (known !== undefined) return known;
  const words = splitWords(name);
  // Names come from contracts; some are keys of maps, of which there may be many.
  if (knownWords.size > 20_000) knownWords.clear();
  knownWords.set(name, words);
  return words;
}

const knownWords = new Map<string, string>();

function splitWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/([a-z])(\d)/gi, '$1 $2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** A word for one of several: `categories` are of the kind `category`. */
export function singular(word: string): string {
  if (/(ss|us|is)$/.test(word)) return word;
  if (/people$/.test(word)) return word.replace(/people$/, 'person');
  if (/children$/.test(word)) return word.replace(/ren$/, '');
  return word
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|x|ss|zz)es$/, '$1')
    .replace(/(?<!s)s$/, '');
}

/** Whether a property says how far something is, by the words of its name. */
export function isStatus(words = ''): boolean {
  return /\b(status|state|phase|stage)$/.test(words);
}

const steps =
  /(tracking|status|state|order|delivery|shipment|parcel|scan|audit|activity|lifecycle|history) ?(event|entry|update|change)$|history$|timeline$|checkpoint$|^tracking$/;

/** Whether an object tells one of the steps that something has come through, by the words of its name. */
export function isStep(words: string): boolean {
  return steps.test(words);
}

/** Whether an object is about what the object around it is about, by the words of its name: `profile`, `attributes`. */
export function isOfOuter(words: string): boolean {
  return sharedNames.test(words);
}

const sharedNames =
  /^(name|names|profile|contact|contact (info|details|data)|personal (info|details|data)|identity|attributes|data|demographics|properties|geo|geolocation|coordinates?|geo point|position|lat lng)$/;

/** What an object is, as far as its name says so. */
export type Kind =
  | 'person'
  | 'company'
  | 'address'
  | 'book'
  | 'product'
  | 'pet'
  | 'city'
  | 'country'
  | 'category'
  | 'tag'
  | 'task'
  | 'project'
  | 'event'
  | 'vehicle'
  | 'song'
  | 'album'
  | 'film'
  | 'dish'
  | 'team'
  | 'place'
  | 'file'
  | 'comment'
  | 'article'
  | 'room'
  | 'plan'
  | 'role'
  | 'course'
  | 'device'
  | 'webhook'
  | 'order'
  | 'service'
  | 'medicine'
  | 'other';

const kinds: readonly (readonly [Kind, RegExp])[] = [
  ['comment', /\b(comment|review|feedback|reply|message|chat|note|rating|testimonial|remark)$/],
  ['file', /\b(file|upload|attachment|document|image|photo|picture|media|asset|video)$/],
  ['address', /\baddress$/],
  [
    'order',
    /\b(order|invoice|payment|transaction|shipment|booking|reservation|cart|basket|quote|refund|subscription)$/,
  ],
  ['book', /\b(book|novel|ebook|audiobook)$/],
  [
    'person',
    /\b(person|user|author|customer|client|patient|doctor|physician|nurse|practitioner|dentist|vet|therapist|employee|member|contact|owner|assignee|reporter|guest|host|driver|student|teacher|instructor|player|artist|actor|writer|staff|manager|profile|me|reviewer|recipient|sender|speaker|creator|editor|agent|candidate|applicant|passenger|attendee|participant|lead|borrower|reader|buyer|seller|friend|follower|maintainer|contributor|trainer|coach|visitor|resident|tenant|subscriber|director|curator|guide|technician|stylist|hairdresser|mechanic|captain|pilot|courier|landlord|broker|advisor|consultant|counselor|lawyer|keeper|veterinarian|trainee|caregiver|account holder|cardholder|sign ?in|identity|account)$/,
  ],
  [
    'company',
    /\b(company|organization|organisation|org|publisher|supplier|vendor|brand|employer|merchant|business|manufacturer|carrier|bank|insurer|agency|partner|provider|airline|workspace)$/,
  ],
  ['pet', /\b(pet|animal|dog|cat|horse)$/],
  ['vehicle', /\b(vehicle|car|truck|bike|van|bus)$/],
  ['song', /\b(song|track|tune)$/],
  ['album', /\b(album|record|playlist)$/],
  ['film', /\b(film|movie|show|series|episode)$/],
  ['dish', /\b(dish|recipe|meal|menu item|food|drink)$/],
  ['task', /\b(task|issue|ticket|todo|story|bug|card|work item|job|action item)$/],
  ['project', /\b(project|board|epic|milestone|sprint|release|campaign|initiative)$/],
  ['event', /\b(event|meeting|conference|concert|session|webinar|workshop|appointment)$/],
  ['country', /\b(country|nation)$/],
  ['city', /\b(city|town)$/],
  ['category', /\b(category|department|section|collection|genre|topic|subject|specialty|speciality)$/],
  ['tag', /\b(tag|label|keyword|skill)$/],
  ['team', /\b(team|club|league|squad|group)$/],
  ['room', /\b(room|desk|table|seat|space|resource)$/],
  [
    'place',
    /\b(place|venue|restaurant|hotel|store|shop|branch|location|clinic|hospital|warehouse|office|site|property|school|university|library|gym|cafe|station|airport|practice|building)$/,
  ],
  ['article', /\b(article|post|page|blog|news|story|faq|announcement|newsletter)$/],
  ['plan', /\b(plan|tier|package|membership|tariff)$/],
  ['role', /\b(role|permission|position|vacancy|scope)$/],
  ['course', /\b(course|lesson|class|module|lecture)$/],
  ['device', /\b(device|sensor|machine|server|host|node|printer|camera|meter)$/],
  ['webhook', /\b(web ?hook|integration|hook|endpoint|connection)$/],
  ['medicine', /\b(medicine|medication|drug|prescription|vaccine)$/],
  ['service', /\b(service|treatment|procedure|therapy)$/],
  ['product', /\b(product|item|sku|goods|variant|good|merchandise|article|stock|line|listing|offer|equipment|part)$/],
];

/** What the object of a name is; of the last name that says so: the `author` of a `book` is a person. */
export function kindOf(names: readonly string[]): Kind {
  for (const name of names.toReversed()) {
    const kind = knownKinds.get(name) ?? kindOfOne(name);
    knownKinds.set(name, kind);
    if (kind !== 'other') return kind;
  }
  return 'other';
}

const knownKinds = new Map<string, Kind>();

function kindOfOne(name: string): Kind {
  if (knownKinds.size > 20_000) knownKinds.clear();
  const words = singular(wordsOf(name));
  return kinds.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
}
