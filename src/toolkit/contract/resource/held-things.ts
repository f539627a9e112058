import { normalizeName } from './resource-names.ts';

/** What one client has alone, by the words for it, and what the create that takes it may be called. */
const ways: readonly (readonly [held: string, creates: RegExp])[] = [
  ['sold|bought', /buy|bought|purchas|ticket|sale|sell/i],
  ['lent|loaned|borrowed|on loan|checked out', /lend|lent|loan|borrow|check-?_?out/i],
  ['booked|reserved|taken|occupied', /book|reserv|appointment|seat|ticket/i],
  ['rented|leased|hired', /rent|leas|hir/i],
  ['assigned|allocated', /assign|alloc/i],
  ['claimed', /claim/i],
];
const holding = '(?:is|are|was|were|been|gets?|already|currently)';
/** Of something else, of more than one, or of what has to be so. */
const otherwise =
  /\b(must|unless|has to|have to|needs? to|not|no|none|never|isn't|aren't|wasn't|until|all|every|enough|stock|capacity|quantity|limit|maximum|full|fully|(sold|booked) out|cancel\w*|return\w*|(by|to) (another|other|others|someone|somebody|anyone|a different)|only(?! (once|one)\b))\b/i;
const counted = /quantity|qty|count|amount|seats$|places$|guests|units/i;

/** An operation that creates, as far as its words go. */
export interface CreateInWords {
  /** Its path, its name, its summary. */
  readonly calledBy: readonly (string | undefined)[];
  readonly names: readonly string[];
}

/**
 * The sentence by which a create, or its 409, says that a thing of the request is had by one record alone: an artwork that is
 * lent, a seat that is sold once.
 * @param isRefusal whether the text is that of the 409; elsewhere a sentence has to name it
 */
export function heldIn(text: string, { calledBy, names }: CreateInWords, isRefusal: boolean): string | undefined {
  if (names.some((name) => counted.test(name))) return undefined;
  const called = calledBy.join(' ');
  const things = names.map((name) => normalizeName(name).replace(/(id|code|number|no)$/, ''));
  return text.split(/(?<=[.;!?])\s+|\n/).find((sentence) => {
    if ((!isRefusal && !/\b(409|conflict)/i.test(sentence)) || otherwise.test(sentence)) return false;
    const isNamed = sentence.split(/\W+/).some((word) => things.includes(normalizeName(word)));
    return isNamed && ways.some(([held, creates]) => creates.test(called) && saysHeld(sentence, held));
  });
}

function saysHeld(sentence: string, held: string): boolean {
  return new RegExp(`\\b${holding} (?:already |currently |still |only )?(?:${held})\\b`, 'i').test(sentence);
}
