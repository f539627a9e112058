import { expect, test } from '@jest/globals';
import { hideInForm, hideInJson, hideInXml } from '../../../../src/toolkit/mock/control/hidden-values.ts';

const isSecret = (name: string) => /^(pin|token|a b)$/.test(name);

test.each<[string, string]>([
  ['{"pin":"1234","name":"pin"}', '{"pin":"…","name":"pin"}'],
  ['{ "pin" : 1234, "n": 1 }', '{ "pin" : "…", "n": 1 }'],
  ['{"p\\u0069n":"1","x":"\\"pin\\":1"}', '{"p\\u0069n":"…","x":"\\"pin\\":1"}'],
  ['{"pin":null,"n":"a","token":true,"m":2}', '{"pin":null,"n":"a","token":true,"m":2}'],
  ['{"token":{"a":["x",-1.5e3],"b":{}},"n":["y"]}', '{"token":{"a":["…","…"],"b":{}},"n":["y"]}'],
  ['[{"token":[]},"a",{"pin":"b"}]', '[{"token":[]},"a",{"pin":"…"}]'],
  ['{"pin":"12', '{"pin":"…"'],
  ['{"pin":"12\\', '{"pin":"…"'],
  ['{"token":{"x":"12', '{"token":{"x":"…"'],
  ['{"pi', '{"pi'],
  ['no JSON: } ] "pin" : 5', 'no JSON: } ] "pin" : "…"'],
])('JSON %s', (text, shown) => expect(hideInJson(text, isSecret)).toBe(shown));

test.each<[string, string]>([
  ['pin=1&n=2&a+b=3&token', 'pin=…&n=2&a+b=…&token'],
  ['%70in=1=2', '%70in=…'],
])('form %s', (text, shown) => expect(hideInForm(text, isSecret)).toBe(shown));

test.each<[string, string]>([
  ['<a><pin>1</pin><n>2</n></a>', '<a><pin>…</pin><n>2</n></a>'],
  ['<x:pin a="b">1', '<x:pin a="b">…'],
  ["<a token=\"1\" n='2' pin='3'/>", '<a token="…" n=\'2\' pin="…"/>'],
])('XML %s', (text, shown) => expect(hideInXml(text, isSecret)).toBe(shown));
