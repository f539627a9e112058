import { wordsOf } from './words.ts';

/** That something is there in some states only: `set once the label is purchased`, `only while waitlisted`. */
const condition =
  /\b(only|set|sent|filled|present|available|known|assigned|null|empty|missing|given|there)\b[^.]*?\b(once|after|until|while|when|if|unless|for)\b([^.]*)/;

/**
 * Whether a property is there in a status, as its name (`waitlist position`) or the contract's words say.
 * @param statuses the values that the status may have, in their order
 * @returns undefined if nothing is said
 */
export function isThereIn(
  words: string,
  description: string,
  status: unknown,
  statuses: readonly unknown[],
): boolean | undefined {
  if (typeof status !== 'string') return undefined;
  const [, verb] = /^(\w{4,}) (position|rank|until|expiry|deadline)( \w+)?$/.exec(words) ?? [];
  if (verb !== undefined) {
    const own = statuses.find((value) => wordsOf(String(value)).startsWith(verb) && participle.test(String(value)));
    return own === undefined ? undefined : status === own;
  }
  const [, said = '', link = '', rest = ''] = condition.exec(description) ?? [];
  if (rest === '' || /\b(not|no longer|never|un\w+ed)\b/.test(rest)) return undefined;
  const named = statuses.filter((value) => new RegExp(`\\b${wordsOf(String(value))}\\b`).test(rest));
  const [first] = named;
  if (first === undefined) return undefined;
  const isAbsence = /null|empty|missing/.test(said);
  if (isAbsence && /if|when|while|for|once|after/.test(link)) return undefined;
  return /once|after|until/.test(link) ? statuses.indexOf(status) >= statuses.indexOf(first) : named.includes(status);
}

const participle = /ed$/i;
