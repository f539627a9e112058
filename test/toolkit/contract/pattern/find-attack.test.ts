import { describe, expect, test } from '@jest/globals';
import { findAttack } from '../../../../src/toolkit/contract/pattern/find-attack.ts';
import { type ParsedPattern, parsePattern } from '../../../../src/toolkit/contract/pattern/parse-pattern.ts';

const attackOn = (pattern: string, limit?: number) => findAttack(parsePattern(pattern) as ParsedPattern, limit);

describe('there is an attack, and what competes for its text is named', () => {
  test.each<[name: string, pattern: string, parts: readonly string[]]>([
    ['a repetition in a repetition', '^(a+)+$', ['(a+)+']],
    ['alternatives that overlap', '^(\\w|\\d)+!$', ['(\\w|\\d)+']],
    ['one that is part of another', '^(a|aa)+$', ['(a|aa)+']],
    ['a separator that may be missing', '^([a-z]+-?)+$', ['([a-z]+-?)+']],
    ['e-mail addresses of tutorials', '^\\w+([\\.-]?\\w+)*@\\w+([\\.-]?\\w+)*(\\.\\w{2,3})+$', ['([\\.-]?\\w+)*']],
    [
      'URLs of tutorials',
      '^(https?:\\/\\/)?([\\da-z\\.-]+)\\.([a-z\\.]{2,6})([\\/\\w \\.-]*)*\\/?$',
      ['([\\/\\w \\.-]*)*'],
    ],
    ['image names of Docker', '^[a-z0-9]+(?:(?:[._]|__|[-]*)[a-z0-9]+)*$', ['(?:(?:[._]|__|[-]*)[a-z0-9]+)*']],
    ['counted repetitions', '^(\\w{1,2000}x?)+$', ['(\\w{1,2000}x?)+']],
    ['with a look-ahead', '^(?=(a+)+$)\\w{3,}$', ['(a+)+']],
    ['with a look-behind', '^(a+)+(?<!b)$', ['(a+)+']],
    ['two repetitions, one after the other (CVE-2017-20162)', '^(-?(?:\\d+)?\\.?\\d+) *(ms|s)?$', ['\\d+', '\\d+']],
    ['three of them', '^.*.*.*x$', ['.*', '.*']],
    ['that the separator is part of', '^[^@]+@[^@]+\\.[^@]+$', ['[^@]+', '[^@]+']],
    ['a search (CVE-2020-28500)', '^\\s+|\\s+$', ['\\s+']],
    ['a search in the middle', 'a\\w+b', ['\\w+']],
    ['a search with look-aheads', '(?=.*[a-z])(?=.*\\d).{8,}', ['.*']],
  ])('%s', (_name, pattern, parts) => {
    expect(attackOn(pattern)?.parts).toEqual(parts);
  });
});

describe('there is none', () => {
  test.each([
    '^[a-z0-9]+(?:-[a-z0-9]+)*$',
    '^\\S+(\\s+\\S+)*$',
    '^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$',
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    '^(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)(?=.*[^\\w\\s]).{12,128}$',
    '^P(?!$)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?$',
    '^"(?:[^"\\\\]|\\\\.)*"$',
    '^(/[^/]+)+/?$',
    '[a-f\\d]{24}',
    'rdme_\\w+',
    // Ambiguous, but a match never fails, so nothing is tried again.
    '^(a+)+[\\s\\S]*$',
    '^(a+)+',
    '^\\s*|\\s*$',
  ])('%s', (pattern) => {
    expect(attackOn(pattern)).toBeUndefined();
  });

  test.each([
    ['^(a+)+$', 12],
    ['^.*.*x$', 500],
    ['\\s+$', 1000],
  ])('%s on at most %d characters', (pattern, limit) => {
    expect(attackOn(pattern)).toBeDefined();
    expect(attackOn(pattern, limit)).toBeUndefined();
  });
});
