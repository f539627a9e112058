import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { toLinearSyntax } from '../../../../src/toolkit/contract/pattern/linear-syntax.ts';
import { type ParsedPattern, parsePattern } from '../../../../src/toolkit/contract/pattern/parse-pattern.ts';
import { ownFormats } from '../../../../src/toolkit/contract/schema/formats.ts';
import { compilePattern } from '../../../../src/toolkit/contract/schema/pattern-matcher.ts';
import { createRandom } from '../../../../src/toolkit/instances/index.ts';

const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof import('re2js');

test.each<[pattern: string, text: string, matches: boolean]>([
  ['^a+$', 'aa', true],
  ['^(a+)+$', 'aa', true],
  ['^(a+)+$', 'ab', false],
  ['^.*.*.*x$', 'abx', true],
  ['^.*.*.*x$', 'a\nx', false],
  ['^(?=.*\\d)(?!b)(\\w+)+$', 'a1', true],
  ['^(?=.*\\d)(?!b)(\\w+)+$', 'ab', false],
  ['^(?=.*\\d)(?!b)(\\w+)+$', 'b1', false],
  ['^(\\p{L}+)+$', 'Žluť文', true],
  ['^(.|.)+$', '😀', true],
  ['^(.+)\\1$', 'abab', true],
  ['^(.+)\\1$', 'a'.repeat(4000), false],
  ['[', 'no pattern, so nothing is checked', true],
  ['^\\w+\\-$', 'a-', true],
])('%j and %j: %s', (pattern, text, matches) => {
  expect(compilePattern(pattern).test(text)).toBe(matches);
});

/** With these V8 would not be done in a lifetime. */
test.each<[pattern: string, text: string]>([
  ['^(a+)+$', `${'a'.repeat(50_000)}!`],
  ['^(\\w|\\d)+!$', '1'.repeat(1_000_000)],
  ['^(x+x+)+y$', 'x'.repeat(1_000_000)],
  ['^(a|a)*$', `${'a'.repeat(1_000_000)}!`],
  ['^.*.*.*x$', 'a'.repeat(1_000_000)],
  ['\\s+$', `${' '.repeat(1_000_000)}!`],
  ['^[^@]+@[^@]+\\.[^@]+$', `a@${'a.'.repeat(500_000)}@`],
  ['^(?=.*\\d)(a+)+$', `${'a'.repeat(50_000)}1`],
  ['^(a+)+(?<!b)$', `${'a'.repeat(50_000)}!`],
])('matching %s ends', (pattern, text) => {
  expect(compilePattern(pattern).test(text)).toBe(false);
});

test('matching a URL of characters that a name or password may have ends', () => {
  expect(ownFormats.url(`http://${':'.repeat(1_000_000)} `)).toBe(false);
  expect(ownFormats.url(`http://${'@a.bb/'.repeat(1300)} `)).toBe(false);
  expect(ownFormats.url('https://user:password@example.com/path')).toBe(true);
  // A server that runs where it is tested has such links.
  for (const host of ['localhost:3000', '127.0.0.1', '10.0.0.1', 'api', '[::1]:80'])
    expect(ownFormats.url(`http://${host}/books?page=2`)).toBe(true);
  for (const text of ['books', '/books', 'http://', 'http://a b', ' http://a', 'http:a', 'http://a:99999'])
    expect([text, ownFormats.url(text)]).toEqual([text, false]);
});

const letters = [
  ...'ab kKsSſK_1-٣\n\r\t\v\u2028\u00a0\ufeff\u180e\u0085éΩςσΣЖ文😀İıxX.:/\\!~\u0000\u200b',
  '\ud83d',
  '\ude00',
];

/** Where RE2 has other ideas of what a letter, a blank or an end is. */
test.each([
  '^\\s+$',
  '^\\S+$',
  '^\\w+$',
  '^\\W+$',
  '^.+$',
  '^\\d+$',
  '^[^\\d]+$',
  'a$',
  '^a',
  '\\bab\\b',
  'a\\Bb',
  '^\\p{L}+$',
  '^\\P{Lu}+$',
  '^[\\p{Script=Greek}\\d]+$',
  '(?i:k)s',
  '(?s:.)x',
  '^[\\s\\S]{2}$',
  '^.{2}$',
  '^(?:|b)$',
  '[]',
  '^[^]$',
  '[\\ud800-\\udbff]',
  '^\\u{1F600}$',
  '^(?:a|ab)(?:b|bb)*$',
  '^(?:a{0,3}b){2,4}$',
  '(?:a?){3}a{3}',
])('RE2 matches what V8 matches: %s', (source) => {
  const pattern = parsePattern(source) as ParsedPattern;
  const translated = RE2JS.compile(toLinearSyntax(pattern) as string);
  const next = createRandom(source);
  const texts = Array.from({ length: 1000 }, () =>
    Array.from({ length: Math.floor(next() * 6) }, () => letters[Math.floor(next() * letters.length)]).join(''),
  );
  const differing = texts.filter((text) => translated.test(text) !== pattern.expression.test(text));
  expect(differing).toEqual([]);
});
