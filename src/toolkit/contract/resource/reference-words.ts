import type { Excerpt } from '../document/excerpt.ts';
import { valueAt } from '../document/json-pointer.ts';
import { resolveReference } from '../document/operations.ts';
import { schemasAlong } from '../schema/schema-shape.ts';
import { namesOfRecords, normalizeName } from './resource-names.ts';

const refusals = ['404', '409', '422'];
const ofMissing =
  /\b(unknown|no such)\b|(\b(not|cannot)|n['’]t)( \w+)? (exist|found|there|known)\b|\b(must|has to|have to|should) exist\b|\bexisting\b/i;

/**
 * Whether a contract says in words that the record which a property of a request names has to be there: in the description of
 * the property, or in a sentence about such records in that of the operation or of a refusal.
 * @param path the tokens from the body to the property
 * @param collection the path of the records: `/events`
 */
export function saysThatItExists(
  { document, operation: { node } }: Excerpt,
  bodyPointer: string,
  path: readonly (string | number)[],
  collection: string,
): boolean {
  const property = schemasAlong(document, valueAt(document, bodyPointer), path);
  if (property.some(({ description }) => ofMissing.test(String(description ?? '')))) return true;
  const { responses = {} } = node;
  const declared = refusals.flatMap((status) => responses[status] ?? []);
  const texts = [node, ...declared.map((one) => resolveReference(document, one))].map(({ description }) => description);
  const names = namesOfRecords({ path: collection });
  const sentences = texts.flatMap((text) => text?.split(/[.;\n]/) ?? []);
  return sentences.some(
    (sentence) => ofMissing.test(sentence) && phrasesIn(sentence).some((phrase) => names.includes(phrase)),
  );
}

/** The words of a text, and each two that follow each other, as names are normalized. */
function phrasesIn(text: string): string[] {
  const words = text.split(/[^\p{L}\d]+/u).map(normalizeName);
  return words.flatMap((word, index) => [word, word + (words[index + 1] ?? '')]);
}
