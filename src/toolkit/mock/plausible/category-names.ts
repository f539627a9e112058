import { capitalize } from './names.ts';
import { drawOne } from './text-rule.ts';
import type { ValueContext } from './value-context.ts';
import { wordsOf } from './words.ts';

const patterns: readonly ((subject: string) => string)[] = [
  (subject) => `Morning ${subject}`,
  (subject) => `${subject} Basics`,
  (subject) => `${subject} Essentials`,
  (subject) => `Evening ${subject}`,
  (subject) => `Weekend ${subject}`,
  (subject) => `${subject} Workshop`,
  (subject) => `${subject} in Small Groups`,
  (subject) => `Lunchtime ${subject}`,
  (subject) => `${subject} Intensive`,
  (subject) => `${subject} Together`,
];

/** The name of something that is taught, by its category: `Morning Yoga`; undefined if it has none. */
export function categoryName(context: ValueContext): string | undefined {
  const category = context.sibling(/^(category|discipline|sport|subject|topic|style|activity)$/);
  const words = typeof category === 'string' ? wordsOf(category) : '';
  if (!/^\p{L}[\p{L} ]{2,}$/u.test(words) || words === 'other') return undefined;
  const subject = titled(words);
  const made = patterns.map((make) => make(subject));
  return drawOne(context, ...made);
}

function titled(words: string): string {
  return words.split(' ').map(capitalize).join(' ');
}
