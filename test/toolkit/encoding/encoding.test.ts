import { describe, expect, test } from '@jest/globals';
import { html } from '../../../src/toolkit/encoding/html.ts';
import { plain, plainLines } from '../../../src/toolkit/encoding/plain.ts';
import { escapeControls, escapeJson, escapeLine } from '../../../src/toolkit/encoding/printable.ts';
import { Encoded } from '../../../src/toolkit/encoding/template.ts';
import {
  hideCredentials,
  hideEmbeddedCredentials,
  hideQueryValues,
  pathOf,
  toOriginForm,
} from '../../../src/toolkit/encoding/url.ts';
import { xml } from '../../../src/toolkit/encoding/xml.ts';

describe('a line', () => {
  test.each<[what: string, text: string, line: string]>([
    [
      'ordinary text',
      'it’s “100 %” – größer, 日本, 👩‍🔬, #1, ## Title, a::b, [::1]',
      'it’s “100 %” – größer, 日本, 👩‍🔬, #1, ## Title, a::b, [::1]',
    ],
    ['line breaks and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['escape codes', '\u001b[2J\u0007\u007f\u009b1m\0', '\\u001b[2J\\u0007\\u007f\\u009b1m\\u0000'],
    [
      'separators and directions',
      'a\u2028\u2029\u0085\u202e\u2066\u200f\u061c',
      'a\\u2028\\u2029\\u0085\\u202e\\u2066\\u200f\\u061c',
    ],
    ['a command of GitHub', '::error::x', '\\u003a:error::x'],
    ['a command behind blanks', ' \u00a0\u3000::error::x', ' \u00a0\u3000\\u003a:error::x'],
    [
      'commands in the middle',
      'a ##[error]b ##vso[task.x]y ###[z]',
      'a #\\u0023[error]b #\\u0023vso[task.x]y ##\\u0023[z]',
    ],
  ])('%s', (_what, text, line) => {
    expect(escapeLine(text)).toBe(line);
    expect(escapeLine(line)).toBe(line);
  });

  test('in a template starts where the template lets it', () => {
    expect(plain`a ${'::b'} ${'c\nd'}\n${'::e'}\n  ${'::f'}${''}${'::g'}`.text).toBe(
      'a ::b c\\nd\n\\u003a:e\n  \\u003a:f::g',
    );
    // The colon of a value and one of ours.
    expect(plain`${''}${':'}:${'error::x'}`.text).toBe('\\u003a:error::x');
    expect(plain`::error file=${'::a'}\n`.text).toBe('::error file=::a\n');
    expect(plain`${[plain`::error::${'a'}\n`, plain`b\n`]}${new Encoded('plain', '\u001b[1m')}`.text).toBe(
      '::error::a\nb\n\u001b[1m',
    );
    expect(plain`${new Encoded('html', '<b>\n') as never}`.text).not.toContain('\n');
  });

  test('of several stays in its lines', () => {
    expect(plainLines('Error: a\n::b\n    at c\r\n', '  ').text).toBe('Error: a\n  \\u003a:b\n      at c\n');
  });
});

test('texts of several lines keep their line breaks and tabs', () => {
  expect(escapeControls('a\r\n\tb\u001b\rc')).toBe('a\n\tb\\u001b\\rc');
});

test('JSON has no control characters, and the same value', () => {
  const value = { '##[error]': '\u001b\u009b\u007f\u2028\u202e ##vso[x]' };
  const json = escapeJson(JSON.stringify(value));
  expect(json).toMatch(/^[ -~]+$/);
  expect(json).not.toMatch(/##\w*\[/);
  expect(JSON.parse(json)).toEqual(value);
});

describe('html', () => {
  test.each<[what: string, made: () => Encoded<'html'>, wanted: string]>([
    ['escapes text', () => html`<p>${'<b>&amp;'}</p>`, '<p>&#60;b&#62;&#38;amp;</p>'],
    ['escapes attributes', () => html`<p title="a ${'" onclick="x'}">`, '<p title="a &#34; onclick=&#34;x">'],
    ['takes what it made', () => html`<p>${[html`<b>${'<'}</b>`, html`<i></i>`]}</p>`, '<p><b>&#60;</b><i></i></p>'],
    ['takes no other language', () => html`${xml`<b/>` as never}`, '[object Object]'],
    ['shows control characters', () => html`${'a\n\u0000\u202e'}`, 'a\n\\u0000\\u202e'],
    ['keeps web addresses', () => html`<a href="${'https://a/?b&c'}">`, '<a href="https://a/?b&#38;c">'],
    ['refuses scripts in links', () => html`<a href="${'\tjava\nscript:alert(1)'}">`, '<a href="about:invalid">'],
    ['refuses data', () => html`<img src="${'data:text/html,x'}">`, '<img src="about:invalid">'],
  ])('%s', (_what, made, wanted) => expect(made().text).toBe(wanted));

  test.each<[where: string, made: () => unknown]>([
    ['in a script', () => html`<script>const a = "${'x'}";</script>`],
    ['in a style', () => html`<style>${'x'}</style>`],
    ['in an event handler', () => html`<p onclick="${'x'}">`],
    ['in the attribute style', () => html`<p style="${'x'}">`],
    ['outside of quotes', () => html`<p title=${'x'}>`],
    ['as an attribute', () => html`<p ${'x'}>`],
  ])('a value %s throws', (_where, made) => expect(made).toThrow(/a value in/));
});

test('xml has only characters that XML may have, and line breaks in attributes', () => {
  expect(xml`<a b="${'\n\t"<'}">${']]>\u0000\ud800\ufffe\n'}</a>`.text).toBe(
    '<a b="&#10;&#9;&#34;&#60;">]]&#62;\\u0000\ufffd\ufffd\n</a>',
  );
});

test.each<[url: string, shown: string]>([
  ['http://user:secret@host/a', 'http://host/a'],
  ['https://user@host', 'https://host'],
  ['HTTP:user:sec ret@host', 'HTTP:host'],
  ['http://a:b@c@host/@d', 'http://host/@d'],
  ['http:\\\\user:secret@host', 'http:\\\\host'],
  ['http://host/a@b?c@d', 'http://host/a@b?c@d'],
  ['me@example.com', 'me@example.com'],
  ['a/b@c.yaml', 'a/b@c.yaml'],
])('the credentials in %j are hidden', (url, shown) => expect(hideCredentials(url)).toBe(shown));

test.each<[target: string, origin: string, path: string]>([
  ['/a/b?c=http://x:y@z/', '/a/b?c=http://x:y@z/', '/a/b'],
  ['http://user:secret@host/a?b#c', '/a?b#c', '/a'],
  ['http://user:secret@host?a', '/?a', '/'],
  ['ftp://user:secret@host', '/', '/'],
  ['//user@host/a', '//user@host/a', '//host/a'],
  ['/proxy/http://user:secret@host/a', '/proxy/http://user:secret@host/a', '/proxy/http://host/a'],
  ['*', '*', '*'],
  ['', '/', '/'],
])('the target %j', (target, origin, path) => expect([toOriginForm(target), pathOf(target)]).toEqual([origin, path]));

test.each<[target: string, shown: string]>([
  ['//user:secret@host/a', '//host/a'],
  ['/\\user:secret@host/a', '/\\host/a'],
  ['/a?to=http://user:secret@host/&b=c@d', '/a?to=http://host/&b=c@d'],
  ['/a?to=http%3a%2F%2Fuser%3Asecret%40host%2Fb', '/a?to=http%3a%2F%2Fhost%2Fb'],
  ['/a/http://host/@me', '/a/http://host/@me'],
  ['/a//@scope/b@1?c=me@example.com', '/a//@scope/b@1?c=me@example.com'],
])('credentials of URLs in %j are hidden', (target, shown) => expect(hideEmbeddedCredentials(target)).toBe(shown));

test.each<[target: string, shown: string]>([
  ['/a?key=1&b=2&key=3', '/a?key=…&b=2&key=…'],
  ['/a?k%65y=1=2?3', '/a?k%65y=…'],
  ['/a?filter%5Bsecret%5D=1', '/a?filter%5Bsecret%5D=…'],
  ['/a?key', '/a?key'],
  ['/a?%zz=1&key=2', '/a?%zz=1&key=…'],
  ['/key=1', '/key=1'],
])('secrets in the query of %j are hidden', (target, shown) =>
  expect(hideQueryValues(target, new Set(['key', 'filter[secret]']))).toBe(shown),
);
