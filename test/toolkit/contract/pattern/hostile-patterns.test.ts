import { expect, test } from '@jest/globals';
import { findAttack } from '../../../../src/toolkit/contract/pattern/find-attack.ts';
import { judgePattern } from '../../../../src/toolkit/contract/pattern/judge-pattern.ts';
import { parsePattern } from '../../../../src/toolkit/contract/pattern/parse-pattern.ts';
import { compilePattern } from '../../../../src/toolkit/contract/schema/pattern-matcher.ts';
import { makePatternText } from '../../../../src/toolkit/instances/pattern-text.ts';

/** In milliseconds on the processor, of all steps together. Most of these take longer without one of the bounds, never end, or throw. */
const maxTime = 3000;

const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join('');
const letter = (index: number) => String.fromCodePoint(0x4e00 + index);

test.each<[name: string, pattern: string]>([
  ['a million letters', `^${'a'.repeat(1_000_000)}*$`],
  ['a hundred thousand alternatives', `^(${many(100_000, (index) => `w${index.toString(36)}|`)}x)+$`],
  ['groups within each other', `^${'('.repeat(3000)}a${')*'.repeat(3000)}$`],
  ['look-aheads within each other', `^(a*)*${'(?='.repeat(2400)}a${')'.repeat(2400)}`],
  ['counts within each other', '^((a{1,1000}){1,1000}){1,1000}$'],
  ['counts of nothing', '^(?:(?:){1000000}){1000000}$'],
  ['counts side by side', `^(${'\\p{L}{1,1000}x?'.repeat(10)})+$`],
  ['counts that are searched for', 'a{0,64}a{0,64}a{0,20}x'],
  ['counts after a loop', '^.*a{0,64}a{0,64}x'],
  ['a count of a class', '^(\\p{L}{1,1000}x?)+$'],
  ['classes that ignore case', `^(?i:(${many(300, (index) => `[a-${letter(index)}]`)})*)*$`],
  ['classes of Unicode', `^(${many(200, (index) => `\\p{L}[\\p{N}${letter(index)}]|`)}a)+$`],
  ['references to references', `^(a)${many(24, (index) => `(\\${index + 1}\\${index + 1})`)}*$`],
  ['many alternatives and a look-ahead', '^(?:a|a|a|a|a|a)*(?!b)x$'],
  ['empty alternatives and a look-ahead', '^(?:(?=a)|(?!b)|a?){20}x$'],
  ['classes that never end', `\\_${'-['.repeat(50_000)}`],
  ['comments that never end', `\\_${'(?#'.repeat(50_000)}`],
  ['properties that never end', `\\_${'\\p{'.repeat(50_000)}`],
])('%s', (_name, pattern) => {
  const start = process.threadCpuUsage();
  judgePattern(pattern);
  const { test: matches } = compilePattern(pattern);
  for (const text of ['', 'a'.repeat(16), 'a'.repeat(16_000), 'Ā'.repeat(16)])
    expect(typeof matches.call(compilePattern(pattern), text)).toBe('boolean');
  const parsed = parsePattern(pattern);
  if (parsed) findAttack(parsed);
  const choices = { isTrying: false, choose: (_min: number, _max: number, usual: number) => usual };
  expect(makePatternText(pattern, choices as never, 0, Number.POSITIVE_INFINITY).length).toBeLessThanOrEqual(1_000_000);
  const { user, system } = process.threadCpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(maxTime);
});
