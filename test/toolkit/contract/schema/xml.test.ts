import { expect, test } from '@jest/globals';
import type { OpenApiDocument, SchemaObject } from '../../../../src/toolkit/contract/document/openapi.ts';
import { XmlReader } from '../../../../src/toolkit/contract/schema/xml/xml-reader.ts';
import { writeXml } from '../../../../src/toolkit/contract/schema/xml/xml-writer.ts';

const document: OpenApiDocument = {
  openapi: '3.1.1',
  components: {
    schemas: {
      Order: { type: 'object', properties: { id: { type: 'integer' }, next: { $ref: '#/components/schemas/Order' } } },
      Tag: { type: 'object', xml: { name: 'tag' }, properties: { id: { type: 'integer', xml: { attribute: true } } } },
    },
  },
};
const string = { type: 'string' };
const strings = (xml: object, items: object = {}) => ({
  type: 'object',
  xml: { name: 'a' },
  required: ['animals'],
  properties: { animals: { type: 'array', xml, items: { ...string, ...items } } },
});
const animals = { animals: ['x', 'y'] };

/** The examples of the specification, and others. */
const documents: readonly [name: string, schema: object, value: unknown, xml: string][] = [
  ['no XML Object', { type: 'object', properties: { id: { type: 'integer' } } }, { id: 1 }, '<root><id>1</id></root>'],
  [
    'the name of a component',
    { $ref: '#/components/schemas/Order' },
    { id: 1, next: { id: 2 } },
    '<Order><id>1</id><next><id>2</id></next></Order>',
  ],
  [
    'a nullable component',
    { oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/Order' }] },
    { id: 1 },
    '<Order><id>1</id></Order>',
  ],
  [
    'an attribute, a prefix and a namespace',
    {
      type: 'object',
      xml: { name: 'Person' },
      properties: {
        id: { type: 'integer', xml: { attribute: true } },
        name: { type: 'string', xml: { namespace: 'https://example.com/s', prefix: 'sample' } },
      },
    },
    { id: 12, name: 'Ann' },
    '<Person id="12"><sample:name xmlns:sample="https://example.com/s">Ann</sample:name></Person>',
  ],
  [
    'a default namespace, declared once',
    {
      type: 'object',
      xml: { name: 'a', namespace: 'urn:a' },
      properties: { b: { type: 'string', xml: { namespace: 'urn:a' } } },
    },
    { b: 'x' },
    '<a xmlns="urn:a"><b>x</b></a>',
  ],
  [
    'an attribute with a prefix',
    {
      type: 'object',
      xml: { name: 'a' },
      properties: { lang: { type: 'string', xml: { attribute: true, prefix: 'p', namespace: 'urn:p' } } },
    },
    { lang: 'de' },
    '<a xmlns:p="urn:p" p:lang="de"></a>',
  ],
  ['a list', strings({}), animals, '<a><animals>x</animals><animals>y</animals></a>'],
  [
    'the name of items',
    strings({}, { xml: { name: 'animal' } }),
    animals,
    '<a><animal>x</animal><animal>y</animal></a>',
  ],
  [
    'a name beside a list that is not wrapped',
    strings({ name: 'aliens' }, { xml: { name: 'animal' } }),
    animals,
    '<a><animal>x</animal><animal>y</animal></a>',
  ],
  [
    'a wrapped list',
    strings({ wrapped: true }),
    animals,
    '<a><animals><animals>x</animals><animals>y</animals></animals></a>',
  ],
  [
    'a wrapped list with names',
    strings({ name: 'aliens', wrapped: true }, { xml: { name: 'animal' } }),
    animals,
    '<a><aliens><animal>x</animal><animal>y</animal></aliens></a>',
  ],
  [
    'a wrapped list with its own name',
    strings({ name: 'aliens', wrapped: true }),
    animals,
    '<a><aliens><aliens>x</aliens><aliens>y</aliens></aliens></a>',
  ],
  ['an empty list', strings({}), { animals: [] }, '<a></a>'],
  ['an empty wrapped list', strings({ wrapped: true }), { animals: [] }, '<a><animals></animals></a>'],
  [
    'a list of components',
    { type: 'array', items: { $ref: '#/components/schemas/Tag' } },
    [{ id: 1 }, { id: 2 }],
    '<root><tag id="1"></tag><tag id="2"></tag></root>',
  ],
  [
    'text beside attributes',
    {
      type: 'object',
      xml: { name: 'price' },
      properties: {
        currency: { type: 'string', xml: { attribute: true } },
        amount: { type: 'number', xml: { 'x-text': true } },
      },
    },
    { currency: 'EUR', amount: 1.5 },
    '<price currency="EUR">1.5</price>',
  ],
  [
    'null',
    { type: 'object', xml: { name: 'a' }, properties: { b: { type: ['string', 'null'] } } },
    { b: null },
    '<a><b xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></b></a>',
  ],
  [
    'characters of XML',
    { type: 'object', xml: { name: 'a' }, properties: { b: string, c: { type: 'string', xml: { attribute: true } } } },
    { b: '<&> "', c: '"<\n' },
    '<a c="&quot;&lt;&#10;">' + '<b>&lt;&amp;&gt; "</b></a>',
  ],
  [
    'other properties',
    { type: 'object', xml: { name: 'a' }, additionalProperties: { type: 'boolean' } },
    { b: true },
    '<a><b>true</b></a>',
  ],
  [
    'a branch',
    {
      oneOf: [
        { type: 'object', required: ['b'], properties: { b: { type: 'integer' } } },
        { type: 'object', required: ['c'], properties: { c: string } },
      ],
    },
    { c: '7' },
    '<root><c>7</c></root>',
  ],
];

test.each(documents)('%s', (_name, schema, value, xml) => {
  const whole = {
    ...document,
    components: { schemas: { ...document.components?.schemas, Own: schema as SchemaObject } },
  };
  const made = writeXml(whole, schema, value);
  expect(made).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`);
  expect(new XmlReader(whole, schema).read(made)).toEqual(value);
});

test.each([
  [
    'blanks, comments and another prefix',
    '<!-- c -->\n<x:Order xmlns:x="urn:x">\n  <x:id> 1 </x:id>\n</x:Order>',
    { id: 1 },
  ],
  ['CDATA', '<Order><note><![CDATA[<b>]]></note></Order>', { note: '<b>' }],
  ['a property twice', '<Order><id>1</id><id>2</id></Order>', { id: ['1', '2'] }],
])('%s is read', (_name, xml, value) => {
  expect(new XmlReader(document, { $ref: '#/components/schemas/Order' }).read(xml)).toEqual(value);
});

const deep = 5000;
const entities = Array.from({ length: 10 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('');
test.each([
  ['an expansion of entities', `<!DOCTYPE a [<!ENTITY e0 "x">${entities}]><a>&e10;</a>`],
  ['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'],
  ['a document type', '<!DOCTYPE a><a/>'],
  ['an unknown entity', '<a>&nbsp;</a>'],
  ['an inherited name as an entity', '<a>&constructor;</a>'],
  ['deep nesting', '<a>'.repeat(deep) + '</a>'.repeat(deep)],
  ['many attributes', `<a ${Array.from({ length: 5000 }, (_, at) => `b${at}=""`).join(' ')}/>`],
  ['the names of methods as attributes', '<a hasOwnProperty="" toString=""/>'],
  ['a prototype', '<a><__proto__><b>1</b></__proto__></a>'],
  ['two roots', '<a/><a/>'],
  ['tags that cross', '<a><b></a></b>'],
  ['no element', ' '],
  ['JSON', '{"a":1}'],
])('%s is malformed', (_name, xml) => {
  expect(() => new XmlReader(document, { type: 'object' }).read(xml)).toThrow(SyntaxError);
});

test('another root than the named one is malformed', () => {
  const reader = new XmlReader(document, { $ref: '#/components/schemas/Tag' });
  expect(reader.read('<t:tag xmlns:t="urn:t" id="5"/>')).toEqual({ id: 5 });
  expect(() => reader.read('<label id="5"/>')).toThrow(SyntaxError);
});
