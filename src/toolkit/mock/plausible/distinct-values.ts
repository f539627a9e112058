import { wordsOf } from './words.ts';

/** The values that the records of a collection have, by property. */
export type TakenValues = Map<string, Set<unknown>>;

/** Attempts to make a value that no other record has. */
const maxAttempts = 6;
const maxProseAttempts = 9;
/** From this one on, a longer text is made of more sentences. */
export const longAttempt = 3;

const distinct =
  /\b(name|title|slug|e ?mail|user ?name|login|handle|sku|isbn|ean|gtin|barcode|code|number|key|label|subject|iban|vin|reference|phone|mrn)$/;

/** Codes that many records have in common. */
const shared =
  /\b(country|currency|language|locale|region|state|area|postal|post|zip|dial|dialling|calling|time ?zone)( iso)? ?code$/;

/** Whether a name is that of something that differs from record to record. */
export function isDistinct(name: string): boolean {
  const words = wordsOf(name);
  return distinct.test(words) && !shared.test(words);
}

const prose =
  /\b(description|summary|text|comments?|message|notes?|remarks?|review|feedback|body|content|bio|biography|about|abstract|synopsis|excerpt|details?)$/;

/** Whether a name is that of a text of some length, which a list has once. */
export function isProse(name: string): boolean {
  return prose.test(wordsOf(name));
}

/** A value of a property that no other record has; the last attempt with the record's number if all are taken. */
export function makeDistinct(
  taken: TakenValues,
  name: string,
  serial: number,
  make: (attempt: number) => unknown,
): unknown {
  const values = takenOf(taken, name);
  let value = make(0);
  const attempts = isProse(name) ? maxProseAttempts : maxAttempts;
  for (let attempt = 1; attempt < attempts && values.has(value); attempt++) value = make(attempt);
  if (values.has(value) && typeof value === 'string' && !isProse(name)) value = withSerial(value, serial);
  values.add(value);
  return value;
}

/** The values of a property that are taken; to be added to. */
export function takenOf(taken: TakenValues, name: string): Set<unknown> {
  const values = taken.get(name) ?? new Set();
  taken.set(name, values);
  return values;
}

function withSerial(text: string, serial: number): string {
  if (text.includes('@')) return text.replace('@', `${serial}@`);
  return /^[a-z0-9-]+$/.test(text) ? `${text}-${serial}` : `${text} ${serial}`;
}
