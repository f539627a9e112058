import type { ListedRecord } from '../../../contract/resource/list-parameters.ts';
import { isStatus, wordsOf } from '../../plausible/words.ts';
import { nameIn, rankedNames } from './list-names.ts';
import type { RecordNames } from './record-names.ts';

/** `availableOnly`: what is there, true or more than nothing. */
export function onlyCondition(
  name: string,
  value: unknown,
  names: RecordNames,
): ((record: ListedRecord) => boolean) | undefined {
  const opposite = oppositeProperty(name, names);
  const isOnly = /\bonly\b/.test(wordsOf(name));
  if (opposite !== undefined) {
    const isOpposite = /^(true|1|yes)$/i.test(String(value));
    return (record) => (isOnly && !isOpposite) || (record[opposite] === true) !== isOpposite;
  }
  const property = onlyProperty(name, names);
  const isWanted = /^(true|1|yes)$/i.test(String(value));
  const status = property === undefined ? onlyStatus(name, names) : undefined;
  if (status) return (record) => !isWanted || record[status.property] === status.value;
  if (property === undefined) return undefined;
  // `availableOnly=false` asks for all, `hasSpots=false` for those without.
  if (!isWanted) return (record) => !/^has /.test(wordsOf(name)) || !isThere(record[property]);
  return (record) => isThere(record[property]);
}

/** The property of which `unread` or `unpaidOnly` is the opposite: `read`, `isPaid`. */
export function oppositeProperty(name: string, names: RecordNames): string | undefined {
  const [, words] = /^(?:is |only )?un(\w{3,})(?: only)?$/.exec(wordsOf(name)) ?? [];
  if (words === undefined) return undefined;
  const all = [...names.keys()];
  return nameIn(words, all) ?? nameIn(`is ${words}`, all);
}

/** The property that `availableOnly`, `onlyActive` or `hasSpots` is about. */
export function onlyProperty(name: string, names: RecordNames): string | undefined {
  const [, before, after] = /^(?:only|has|with) (.+)$|^(.+) only$/.exec(wordsOf(name)) ?? [];
  const words = before ?? after;
  const all = [...names.keys()];
  if (words === undefined) return undefined;
  if (/^has /.test(wordsOf(name))) {
    const noun = words.replace(/^(free|available|open) /, '');
    const isLeft = (one: string) => /\b(left|remaining|available|free)\b/.test(one) && one.split(' ').includes(noun);
    const left = rankedNames(names, 'number').find((one) => isLeft(wordsOf(one)));
    if (left !== undefined) return left;
  }
  const [only, ...others] = rankedNames(names, 'number').filter((one) => wordsOf(one).split(' ').includes(words));
  return nameIn(words, all) ?? nameIn(`is ${words}`, all) ?? (others.length === 0 ? only : undefined);
}

/** The status that `availableOnly` asks for. */
export function onlyStatus(
  name: string,
  names: RecordNames,
): { readonly property: string; readonly value: unknown } | undefined {
  const [, before, after] = /^only (.+)$|^(.+) only$/.exec(wordsOf(name)) ?? [];
  const wanted = before ?? after;
  const property = [...names.keys()].find((one) => isStatus(wordsOf(one)));
  if (wanted === undefined || property === undefined) return undefined;
  const value = names.valuesOf?.(property).find((one) => wordsOf(String(one)) === wanted);
  return value === undefined ? undefined : { property, value };
}

/** Whether a property says that there is something: it has a value, is true, or more than nothing. */
export function isThere(value: unknown): boolean {
  return typeof value === 'number' ? value > 0 : value !== undefined && value !== null && value !== false;
}
