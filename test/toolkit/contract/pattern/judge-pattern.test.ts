import { expect, test } from '@jest/globals';
import { judgePattern } from '../../../../src/toolkit/contract/pattern/judge-pattern.ts';

test.each<[pattern: string, cause: string]>([
  ['^[a-z]++$', '"++" is a possessive quantifier, which ECMA-262 doesn\'t have. Write +.'],
  ['a*+b', '"*+" is a possessive quantifier, which ECMA-262 doesn\'t have. Write *.'],
  ['a?+b', '"?+" is a possessive quantifier, which ECMA-262 doesn\'t have. Write ?.'],
  ['a{2,}+b', '"{2,}+" is a possessive quantifier, which ECMA-262 doesn\'t have. Write {2,}.'],
  ['(?i)^abc$', '"(?i)" is a setting of flags, which ECMA-262 doesn\'t have. Write both cases, such as [Aa].'],
  ['(?im-s)a', '"(?im-s)" is a setting of flags, which ECMA-262 doesn\'t have. Write both cases, such as [Aa].'],
  ['(?s).*', '"(?s)" is a setting of flags, which ECMA-262 doesn\'t have. Write [\\s\\S] in place of the dot.'],
  ['^(?>a|b)c$', '"(?>" is an atomic group, which ECMA-262 doesn\'t have. Write (?:.'],
  ['(?P<y>\\d)', '"(?P<" is a form of group, which ECMA-262 doesn\'t have. Write (?<.'],
  ["(?'y'\\d)", "\"(?'y'\" is a form of group, which ECMA-262 doesn't have. Write (?<y>."],
  ['(?P=y)', '"(?P=y)" is a form of back reference, which ECMA-262 doesn\'t have. Write \\k<y>.'],
  ['(?#c)a', '"(?#c)" is a comment, which ECMA-262 doesn\'t have. Write it in the description.'],
  ['(?|a|b)', '"(?|" is a form of group, which ECMA-262 doesn\'t have. Write (?:.'],
  ['*a', 'Nothing to repeat.'],
  ['(a', 'Unterminated group.'],
])('%s is not a pattern', (pattern, cause) => {
  expect(judgePattern(pattern)).toEqual({
    kind: 'invalid',
    message: `"${pattern}" is not an ECMA-262 pattern, so no text is checked against it: ${cause}`,
  });
});

test.each<[pattern: string, cause: string]>([
  ['\\A\\d+', '"\\A" is the letter A. Write ^.'],
  ['^\\d+\\Z', '"\\Z" is the letter Z. Write $.'],
  ['^\\d+\\z', '"\\z" is the letter z. Write $.'],
  ['^\\h+$', '"\\h" is the letter h. Write [ \\t].'],
  [
    '\\Qa.b\\E',
    '"\\Q" is the letter Q. Write a backslash before each character that needs one. ' +
      '"\\E" is the letter E. Write a backslash before each character that needs one.',
  ],
  ['\\A\\d+\\z', '"\\A" is the letter A. Write ^. "\\z" is the letter z. Write $.'],
  ['\\A\\d\\A', '"\\A" is the letter A. Write ^.'],
  ['/^\\A\\w$/', 'its slashes are characters of the text. Write "^\\A\\w$". "\\A" is the letter A. Write ^.'],
  [
    '\\A\\Z\\h\\R\\e\\X\\K',
    '"\\A" is the letter A. Write ^. "\\Z" is the letter Z. Write $. "\\h" is the letter h. Write [ \\t]. ' +
      '"\\R" is the letter R. Write (?:\\r\\n|[\\n\\r]). "\\e" is the letter e. Write \\x1b. There are 2 more.',
  ],
  ['^[[:alpha:]_]+$', '"[:alpha:]" is the characters : a l p h, and ends the class. Write A-Za-z.'],
  ['[^[:space:]]', '"[:space:]" is the characters : s p a c e, and ends the class. Write \\s.'],
  [
    '^[a-z&&[^aeiou]]+$',
    '"&&" combines classes, which ECMA-262 does not. Write a look-ahead before the class, such as (?![aeiou])[a-z].',
  ],
  [
    '^[a-z-[aeiou]]$',
    '"-[aeiou]" combines classes, which ECMA-262 does not. Write a look-ahead before the class, such as (?![aeiou])[a-z].',
  ],
  ['[]a]+', '"[]" matches nothing. Write [\\].'],
  ['\\pL+', '"\\pL" is the letter p. Write \\p{L}.'],
  ['\\x{41}', '"\\x{41}" is the letter x. Write \\u{41}.'],
  ['^a{,5}$', '"{,5}" is the text {,5}. Write {0,5}.'],
  ['/^abc$/', 'its slashes are characters of the text. Write "^abc$".'],
  ['/^abc$/i', 'its slashes and "i" are characters of the text. Write "^abc$", with both cases in it, such as [Aa].'],
])('%s means something else in ECMA-262', (pattern, cause) => {
  expect(judgePattern(pattern)).toEqual({
    kind: 'dialect',
    message: `"${pattern}" means something else in ECMA-262: ${cause}`,
  });
});

test.each([
  '^[a-z]+$',
  '^\\p{Lu}\\p{L}*$',
  '^[\\w-.]+$',
  '^\\d{3}\\-\\d{4}$',
  '^(?:{[0-9a-f]{4}}|[0-9a-f]{4})$',
  'a\\_b',
  '(?<n>a)\\k<n>(?<!b)',
  '(?i:a)b',
  '/projects/x',
  '^[^\\s\\]]+$',
  '[a[]b]',
  '\\+\\+',
  '[*+]+',
])('%s has its usual meaning', (pattern) => {
  expect(judgePattern(pattern)).toBeUndefined();
});

test('a pattern that is nested too deeply is not used', () => {
  const nested = (depth: number) => `^${'('.repeat(depth)}a${')*'.repeat(depth)}$`;
  expect(judgePattern(nested(30))).toBeUndefined();
  expect(judgePattern(nested(31))).toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining(' has more than 30 groups within each other, so no text is checked against it.'),
  });
});
