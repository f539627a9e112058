import { expect, test } from '@jest/globals';
import { compilePattern } from '../../../src/toolkit/contract/schema/pattern-matcher.ts';
import {
  defaultChoices,
  deviatingChoices,
  minimalChoices,
  recordedChoices,
  seededChoices,
} from '../../../src/toolkit/instances/choices.ts';
import { makePatternText } from '../../../src/toolkit/instances/pattern-text.ts';
import { makeText } from '../../../src/toolkit/instances/text.ts';

test.each<[pattern: string, minLength?: number, maxLength?: number]>([
  ['^[A-Z]{3}-[0-9]{4}$'],
  ['^(ab|cde)*$', 17, 17],
  ['^(ab)+$', 10, 11],
  ['^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$', 100, 101],
  ['^[a-z]+$', 100, 100],
  ['^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$', 20, 25],
  ['^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$', 0, 8],
  ['^\\d+$|^[a-z]+$', 4],
  ['^https?://', 30],
  ['x$', 10],
  ['\\bword\\b', 10],
  ['(?<=\\$)\\d+'],
  ['\\d+(?=%)'],
  ['^(?<y>\\d{4})-\\k<y>$'],
  ['^(.+)-\\1$', 3, 9],
  ['^([\'"])[a-z]+\\1$'],
  ['^\\p{Lu}\\p{L}*$', 2, 50],
  ['^\\p{Script=Greek}+$', 3],
  ['^[А-Яа-яЁё ]+$', 2, 30],
  ['^[一-龥]{2,8}$'],
  ['^[^a-zA-Z0-9]+$', 3],
  ['^(?i:abc)[x-z]{3}$'],
  ['^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[@$!%*?&])[A-Za-z\\d@$!%*?&]{8,}$'],
  ['^(?=.*\\W)[\\w!@#]{8,}$'],
  ['^(?=.{5,8}$)[a-z]+(_[a-z]+)*$'],
  ['^(?!-)(?!.*--)[a-z0-9-]{1,63}(?<!-)$'],
  ['^(?!000|666)[0-8][0-9]{2}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}$'],
  ['^$'],
])('a text of %s, of %s to %s characters', (pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY) => {
  const schema = { pattern, minLength, ...(Number.isFinite(maxLength) && { maxLength }) };
  const choices = [defaultChoices, minimalChoices, ...Array.from({ length: 50 }, (_, seed) => seededChoices(seed))];
  const texts = choices.map((made) => makeText([schema], made));
  const fits = (text: string) =>
    [...text].length >= minLength && [...text].length <= maxLength && compilePattern(pattern).test(text);
  expect(texts.filter((text) => !fits(text))).toEqual([]);
});

test('the extremes of a repetition are the minimum and the maximum length', () => {
  const decisions: Parameters<typeof recordedChoices>[0] = [];
  const make = (index: number, choice: number) => makePatternText('^[a-z]+$', deviatingChoices(index, choice), 2, 80);
  makePatternText('^[a-z]+$', recordedChoices(decisions), 2, 80);
  const lengths = decisions
    .flatMap(({ min, max }, index) => [make(index, min), make(index, max)])
    .map(({ length }) => length);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([2, 80]);
});

test('a pattern gives many different texts', () => {
  const texts = Array.from({ length: 300 }, (_, seed) =>
    makePatternText('^[a-z]{2,8}(-[0-9]+)?$', seededChoices(seed), 0, 20),
  );
  expect(new Set(texts).size).toBeGreaterThan(280);
});
