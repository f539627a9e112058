/** Syntax that other dialects of regular expressions have and ECMA-262 doesn't, with its meaning there and what to write instead. */
export interface DialectRow {
  /** Sticky: tried at each position of a pattern. */
  readonly at: RegExp;
  readonly where: 'class' | 'outside' | 'anywhere';
  /** The rest of a sentence that begins with the quoted text: `"\A" is the letter A`. */
  readonly means: (text: string) => string;
  readonly instead?: string | ((text: string) => string);
}

const letter = (text: string) => `is the letter ${text.charAt(1)}`;
const lacks = (what: string) => `is ${what}, which ECMA-262 doesn't have`;
const noGroup = () => lacks('a form of group');

const escapes: Readonly<Record<string, string>> = {
  A: '^',
  Z: '$',
  z: '$',
  h: '[ \\t]',
  H: '[^ \\t]',
  R: '(?:\\r\\n|[\\n\\r])',
  X: '.',
  N: '.',
  K: '(?<=…) around what stands before it',
  Q: 'a backslash before each character that needs one',
  E: 'a backslash before each character that needs one',
  a: '\\x07',
  e: '\\x1b',
  g: '\\1, or \\k<name>',
  i: '[A-Za-z_:]',
  I: '[^A-Za-z_:]',
  y: '\\b',
  m: '\\b',
  M: '\\b',
  l: '[a-z]',
  L: '[^a-z]',
  U: '[A-Z]',
};

const posixClasses: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
};

/** The first row that matches is used. */
export const dialects: readonly DialectRow[] = [
  { at: /\\x\{([0-9A-Fa-f]+)\}/y, where: 'anywhere', means: letter, instead: (text) => text.replace('x', 'u') },
  {
    at: /\\[pP][A-Za-z]/y,
    where: 'anywhere',
    means: letter,
    instead: (text) => `${text.slice(0, 2)}{${text.slice(2)}}`,
  },
  {
    at: /\\p\{(?:Alpha|Alnum|Digit|Upper|Lower|Punct|Space|Graph|Print|Blank|XDigit|Cntrl|Is\w+|In\w+|java\w+)\}/y,
    where: 'anywhere',
    means: (text) => `is not a Unicode property that ECMA-262 knows, but the text ${text.slice(1)}`,
    instead: '\\p{L}, \\p{Nd}, \\p{Script=Greek} and the like',
  },
  {
    at: /\\[pPu]\{[^}]*\}/y,
    where: 'anywhere',
    means: (text) => `is the text ${text.slice(1)}, since the pattern is not valid with the flag u`,
    instead:
      'names as ECMA-262 has them, and backslashes only before letters with a meaning and before ^$\\.*+?()[]{}|/',
  },
  {
    at: /\\[ACEFGHIJKLMNOQRTUVXYZaeghijlmoqyz]/y,
    where: 'anywhere',
    means: letter,
    instead: (text) => escapes[text.charAt(1)] ?? '',
  },
  { at: /\\x(?![0-9A-Fa-f]{2})/y, where: 'anywhere', means: letter, instead: '\\x and two hexadecimal digits' },
  { at: /\\u(?![0-9A-Fa-f]{4})/y, where: 'anywhere', means: letter, instead: '\\u and four hexadecimal digits' },
  { at: /\\c(?![A-Za-z])/y, where: 'anywhere', means: () => 'is a backslash and the letter c', instead: '[\\w.:-]' },
  {
    at: /\[:(\^?)(\w+):\]/y,
    where: 'class',
    means: (text) => `is the characters ${[...new Set(text.slice(1, -1))].join(' ')}, and ends the class`,
    instead: (text) => posixClasses[/\w+/.exec(text)?.[0] ?? ''] ?? 'its characters',
  },
  { at: /\[[.=]\w+[.=]\]/y, where: 'class', means: () => 'ends the class', instead: 'its characters' },
  {
    at: /&&|-?\[[^\]]+\](?=[^[]*\])/y,
    where: 'class',
    means: () => 'combines classes, which ECMA-262 does not',
    instead: 'a look-ahead before the class, such as (?![aeiou])[a-z]',
  },
  { at: /\(\?P</y, where: 'outside', means: noGroup, instead: '(?<' },
  { at: /\(\?'(\w+)'/y, where: 'outside', means: noGroup, instead: (text) => `(?<${text.slice(3, -1)}>` },
  {
    at: /\(\?P=(\w+)\)/y,
    where: 'outside',
    means: () => lacks('a form of back reference'),
    instead: (text) => `\\k<${text.slice(4, -1)}>`,
  },
  { at: /\(\?>/y, where: 'outside', means: () => lacks('an atomic group'), instead: '(?:' },
  { at: /\(\?\|/y, where: 'outside', means: noGroup, instead: '(?:' },
  { at: /\(\?#[^)]*\)/y, where: 'outside', means: () => lacks('a comment'), instead: 'it in the description' },
  { at: /\(\?\(/y, where: 'outside', means: () => lacks('a condition'), instead: 'both cases with | between them' },
  {
    at: /\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)/y,
    where: 'outside',
    means: () => lacks('a recursion'),
    instead: 'as many levels as are needed',
  },
  { at: /\(\*[A-Z0-9_:]+\)/y, where: 'outside', means: noGroup, instead: 'the pattern without it' },
  {
    at: /\(\?(?![ims]+(?:-[ims]+)?:|-[ims]+:|:)[a-zA-Z^-]*[:)]/y,
    where: 'outside',
    means: () => lacks('a setting of flags'),
    instead: (text) =>
      text.includes('i')
        ? 'both cases, such as [Aa]'
        : text.includes('s')
          ? '[\\s\\S] in place of the dot'
          : 'the pattern without it',
  },
  {
    at: /(?:[*+?]|\{\d+(?:,\d*)?\})\+/y,
    where: 'outside',
    means: () => lacks('a possessive quantifier'),
    instead: (text) => text.slice(0, -1),
  },
  {
    at: /\{,\d+\}/y,
    where: 'outside',
    means: (text) => `is the text ${text}`,
    instead: (text) => text.replace(',', '0,'),
  },
  {
    at: /\[\^?\](?=[^[]*\])/y,
    where: 'outside',
    means: (text) => (text === '[]' ? 'matches nothing' : 'matches any character'),
    instead: (text) => text.replace(']', '\\]'),
  },
];
