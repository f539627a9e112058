import { contentTexts } from './content-texts.ts';
import { linkTexts } from './link-texts.ts';
import { personTexts } from './person-texts.ts';
import { placeTexts } from './place-texts.ts';
import { technicalTexts } from './technical-texts.ts';
import type { MakeText } from './text-rule.ts';
import { tradeTexts } from './trade-texts.ts';
import type { ValueContext } from './value-context.ts';

/** In the order in which they are asked: the first that has a text makes it. */
const rules = [...linkTexts, ...personTexts, ...placeTexts, ...tradeTexts, ...technicalTexts, ...contentTexts];

/** A plausible text for a property; undefined if its name says nothing. */
export function textFor(context: ValueContext): string | undefined {
  for (const make of makersFor(context.words)) {
    const text = make(context);
    if (text !== undefined) return text;
  }
  return undefined;
}

const knownMakers = new Map<string, readonly MakeText[]>();

/** The rules for a name, which are asked for with each record. */
function makersFor(words: string): readonly MakeText[] {
  const known = knownMakers.get(words);
  if (known) return known;
  const makers = rules.flatMap(([pattern, make]) => (pattern.test(words) ? [make] : []));
  if (knownMakers.size > 20_000) knownMakers.clear();
  knownMakers.set(words, makers);
  return makers;
}
