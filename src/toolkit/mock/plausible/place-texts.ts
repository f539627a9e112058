import type { TextRule } from './text-rule.ts';
import type { ValueContext } from './value-context.ts';

/** What is said of places: addresses, countries, time zones, opening hours. */
export const placeTexts: readonly TextRule[] = [
  [/\b(week ?day|day of week|day)$/, weekdayFor],
  [
    /^(from|to|opens?|closes?|start|end|begin|until|open time|close time)$/,
    ({ owner, words }) =>
      /hour|schedule|opening|shift|slot/.test(owner)
        ? /^(from|open|start|begin)/.test(words)
          ? '09:00'
          : '17:00'
        : undefined,
  ],
  [/\bopening hours$|\bbusiness hours$/, () => '09:00–17:00'],
  [
    /\b(street|address line 1|line 1|address 1|street address|street line 1|street name|line one)( 1)?$/,
    ({ place, hasSibling }) =>
      hasSibling(/\b(house|building|street) (number|no)$/) ? place().streetName : place().street,
  ],
  [
    /\b(address line 2|line 2|address 2|apartment|suite|unit number|street 2)$/,
    ({ faker }) => faker.location.secondaryAddress(),
  ],
  [/\b(house|building|street) (number|no)$/, ({ faker }) => String(faker.number.int({ min: 1, max: 120 }))],
  [/\b(city|town|locality|municipality|suburb)( name)?$/, ({ place }) => place().city],
  [
    /\b(state|province|region|county|territory)( (name|code))?$/,
    (context) => (isPlaceLike(context) ? context.place().state : undefined),
  ],
  [/\b(zip|zip ?code|postal ?code|post ?code|plz|postcode)$/, ({ place }) => place().zipCode],
  [/\b(country)( (code|iso|iso code|iso 2|alpha 2))?$|\bcountry of \w+$/, countryFor],
  [
    /\b(address|full address|formatted address|postal address|shipping address|billing address|mailing address)$/,
    ({ place, words }) =>
      /\b(ip|mac|e?mail|web) address$/.test(words)
        ? undefined
        : `${place().street}, ${place().zipCode} ${place().city}`,
  ],
  [/\b(time ?zone|tz)$/, ({ place }) => place().timeZone],
  [/\b(lat|latitude)$/, ({ place }) => place().latitude.toFixed(5)],
  [/\b(lng|lon|long|longitude)$/, ({ place }) => place().longitude.toFixed(5)],
];

/** The days in their order, in the words of the locale. */
function weekdayFor({ locale, serial, words, owner }: ValueContext): string | undefined {
  if (words === 'day' && !/hour|schedule|opening|shift|slot|day|availability/.test(owner)) return undefined;
  const monday = Date.UTC(2026, 0, 5);
  const day = new Date(monday + ((serial - 1) % 7) * 86_400_000);
  return new Intl.DateTimeFormat(locale.replaceAll('_', '-'), { weekday: 'long', timeZone: 'UTC' }).format(day);
}

function isPlaceLike({ kind, owner, hasSibling }: ValueContext): boolean {
  return (
    kind === 'address' ||
    kind === 'place' ||
    kind === 'city' ||
    /address|location/.test(owner) ||
    hasSibling(/\b(city|zip|postal)/)
  );
}

function countryFor({ place, words, description, maxLength }: ValueContext): string {
  const isCode =
    maxLength <= 3 || /code|iso|alpha/.test(words) || /\b(iso|alpha|code|two letters?)\b/.test(description);
  return isCode ? place().countryCode : place().country;
}
