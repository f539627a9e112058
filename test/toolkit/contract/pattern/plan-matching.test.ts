import { expect, test } from '@jest/globals';
import { type ParsedPattern, parsePattern } from '../../../../src/toolkit/contract/pattern/parse-pattern.ts';
import { planMatching } from '../../../../src/toolkit/contract/pattern/plan-matching.ts';

/** Which engine matches each part, and up to which length. */
function enginesOf(pattern: string): string {
  const { parts, maxLength } = planMatching(parsePattern(pattern) as ParsedPattern);
  const engines = parts.map(({ linear }) => (linear === undefined ? 'V8' : 'RE2')).join();
  return maxLength === undefined ? engines : `${engines} to ${maxLength}`;
}

const ipPart = '(25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)';
const label = '[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';

test.each<[pattern: string, engine: string]>([
  // What is usual stays with V8.
  ['^[a-z]+$', 'V8'],
  ['^[a-z0-9]+(?:-[a-z0-9]+)*$', 'V8'],
  ['^\\p{Lu}\\p{L}*$', 'V8'],
  ['^\\S+(\\s+\\S+)*$', 'V8'],
  ['[a-f\\d]{24}', 'V8'],
  ['rdme_\\w+', 'V8'],
  ['^[\\s\\S]+: [\\s\\S]+', 'V8'],
  ['^.{0,255}$', 'V8'],
  ['^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$', 'V8'],
  ['^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$', 'V8'],
  [`^(${ipPart}\\.){3}${ipPart}$`, 'V8'],
  [`^${label}(\\.${label})*$`, 'V8'],
  ['^(?=.*[a-z])(?=.*\\d)[a-z\\d]{8,}$', 'V8'],
  ['^(?!-)(?!.*--)[a-z-]{1,63}(?<!-)$', 'V8'],
  ['^(?<y>\\d{4})-\\k<y>$', 'V8'],
  // Repetitions within repetitions.
  ['^(a+)+$', 'RE2'],
  ['^(a*)*b', 'RE2'],
  ['^(\\w|\\d)+!$', 'RE2'],
  ['^(a|a)*$', 'RE2'],
  ['^(x+x+)+y$', 'RE2'],
  ['^([a-z]+-?)+$', 'RE2'],
  ['(a?){30}a{30}', 'RE2'],
  // Repetitions side by side, the search for a place to begin among them.
  ['^.*.*.*x$', 'RE2'],
  ['^[^@]+@[^@]+\\.[^@]+$', 'RE2'],
  ['\\s+$', 'RE2'],
  ['a\\w+b', 'RE2'],
  ['(?i:a+)b', 'RE2'],
  // Counts that may be tried at each character.
  ['a{0,64}a{0,64}a{0,20}x', 'RE2'],
  ['[a-z]{1,63}[a-z]{1,63}!', 'RE2'],
  ['^.*a{0,64}a{0,64}x', 'RE2'],
  ['^a{0,64}a{0,64}x', 'V8'],
  // Patterns that are large for RE2.
  ['^(\\w{1,300}x?){1,3}$', 'RE2 to 1104'],
  ['^(\\p{L}{1,999}x?)+$', 'RE2 to 998'],
  [`^(${'a{1,1000}b?'.repeat(20)})+$`, 'V8 to 16'],
  [
    `^(${Array.from({ length: 25 }, (_, index) => `[\\p{L}${String.fromCodePoint(0x4e00 + index)}]`).join('|')})+$`,
    'V8 to 16',
  ],
  // Look-aheads at the start are patterns of their own.
  ['^(?=.*\\d)(?!b)(a+)+$', 'V8,V8,RE2'],
  ['^(?=(a+)+$)\\w{3,}$', 'V8 to 16'],
  ['^(?=(?:a+)+$)\\w{3,}$', 'RE2,V8'],
  // What neither takes.
  ['(?=.*[a-z])(?=.*\\d).{8,}', 'V8 to 3162'],
  ['^(.+)\\1$', 'V8 to 3162'],
  ['^.*.*(?=y).*$', 'V8 to 215'],
  ['^(a+)+(?<!b)$', 'V8 to 16'],
  ['^(\\w{1,2000}x?)+$', 'V8 to 16'],
])('%s: %s', (pattern, engine) => {
  expect(enginesOf(pattern)).toBe(engine);
});
