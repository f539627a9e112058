import { type Attack, contractOf, file, levels, refTo } from './attack.ts';

/** References that multiply, names that objects inherit, and much of one kind. */
export const referenceAttacks: readonly Attack[] = [
  { name: 'refs: a chain of 5,000', files: file(contractOf(levels(5_000, (next) => next))), wanted: 'bounded' },
  {
    name: 'refs: a circle',
    files: file(contractOf({ S0: { $ref: '#/components/schemas/S1' }, S1: { $ref: '#/components/schemas/S0' } })),
    wanted: 'refused',
  },
  {
    name: 'refs: doubled properties',
    files: file(
      contractOf(levels(30, (next) => ({ type: 'object', required: ['a', 'b'], properties: { a: next, b: next } }))),
    ),
    wanted: 'bounded',
  },
  {
    name: 'refs: doubled properties, optional',
    files: file(contractOf(levels(30, (next) => ({ type: 'object', properties: { a: next, b: next } })))),
    wanted: 'bounded',
  },
  {
    name: 'refs: doubled items',
    files: file(contractOf(levels(30, (next) => ({ type: 'array', minItems: 2, items: next })))),
    wanted: 'bounded',
  },
  {
    name: 'refs: doubled allOf',
    files: file(
      contractOf(
        levels(30, (next) => ({ allOf: [next, next] }), { type: 'object', properties: { a: { type: 'string' } } }),
      ),
    ),
    wanted: 'bounded',
  },
  {
    name: 'refs: allOf of itself',
    files: file(contractOf({ S0: { allOf: [{ $ref: '#/components/schemas/S0' }] } })),
    wanted: 'bounded',
  },
  {
    name: 'refs: anyOf of itself',
    files: file(
      contractOf({
        S0: { anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/S1' }] },
        S1: { not: { $ref: '#/components/schemas/S0' } },
      }),
    ),
    wanted: 'bounded',
  },
  {
    name: 'refs: nested oneOf of one property',
    files: file(
      contractOf(
        levels(30, (next) => ({ oneOf: [{ properties: { a: next } }, { required: ['b'], properties: { a: next } }] })),
      ),
    ),
    wanted: 'bounded',
  },
  {
    name: 'refs: doubled oneOf',
    files: file(
      contractOf(levels(30, (next, level) => ({ oneOf: [next, { type: 'array', items: next, maxItems: level }] }))),
    ),
    wanted: 'bounded',
  },
  {
    name: 'refs: doubled anyOf',
    files: file(contractOf(levels(30, (next) => ({ anyOf: [next, next] })))),
    wanted: 'bounded',
  },
  {
    name: 'refs: doubled inside two files',
    files: {
      'openapi.yaml': refTo('more.yaml#/S0'),
      'more.yaml': JSON.stringify(
        levels(30, (next) => ({ type: 'object', properties: { a: next, b: next } })),
      ).replaceAll('#/components/schemas/', '#/'),
    },
    wanted: 'bounded',
  },
  {
    name: 'refs: 2,000 files',
    files: {
      'openapi.yaml': refTo('f0.yaml'),
      ...Object.fromEntries(
        Array.from({ length: 2000 }, (_, i) => [
          `f${i}.yaml`,
          `{type: object, properties: {a: {$ref: 'f${i + 1}.yaml'}, b: {$ref: 'f${Math.min(2000, i + 2)}.yaml'}}}`,
        ]),
      ),
      'f2000.yaml': '{type: string}',
    },
    wanted: 'bounded',
  },
  {
    name: 'refs: a circle of three',
    files: file(
      contractOf(
        levels(3, (next) => ({ type: 'object', required: ['a', 'b'], properties: { a: next, b: next } }), {
          anyOf: [
            { type: 'null' },
            { $ref: '#/components/schemas/S0' },
            { type: 'array', items: { $ref: '#/components/schemas/S0' } },
          ],
        }),
      ),
    ),
    wanted: 'bounded',
  },
  {
    name: 'refs: required circle',
    files: file(
      contractOf({ S0: { type: 'object', required: ['a'], properties: { a: { $ref: '#/components/schemas/S0' } } } }),
    ),
    wanted: 'bounded',
  },
  { name: 'names: __proto__ and others', files: file(protoContract()), wanted: 'bounded' },
  {
    name: 'wide: 3,000 paths that clash',
    files: file(
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 't', version: '1' },
        paths: Object.fromEntries(
          Array.from({ length: 3000 }, (_, i) => [
            `/x${'-'.repeat(i)}`,
            { get: { responses: { 200: { description: 'd' } } } },
          ]),
        ),
      }),
    ),
    wanted: 'bounded',
  },
  {
    name: 'wide: 20,000 schemas in a chain',
    files: file(contractOf(levels(20_000, (next) => ({ type: 'object', properties: { a: next } })))),
    wanted: 'bounded',
  },
  {
    name: 'wide: large minItems',
    files: file(contractOf({ S0: { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } } })),
    wanted: 'bounded',
  },
  {
    name: 'wide: large minLength',
    files: file(contractOf({ S0: { type: 'string', minLength: 2 ** 29 } })),
    wanted: 'bounded',
  },
  {
    name: 'wide: large enum',
    files: file(contractOf({ S0: { enum: Array.from({ length: 50_000 }, (_, i) => ({ i })) } })),
    wanted: 'bounded',
  },
  {
    name: 'wide: broken $ref beside 50,000 names',
    files: file(
      contractOf({
        ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`S${'x'.repeat(100)}${i}`, {}])),
        S0: { $ref: `#/components/schemas/S${'y'.repeat(1000)}` },
      }),
    ),
    wanted: 'refused',
  },
];

function protoContract(): string {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];
  const schema = `{"type":"object","required":${JSON.stringify(names)},"properties":{${names.map((name) => `"${name}":{"type":"string"}`)}}}`;
  const parameters = names.map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
  const responses = {
    200: { description: 'd', content: { 'application/json': { schema: { $ref: '#/components/schemas/__proto__' } } } },
  };
  const paths = names.map(
    (name) => `"/${name}":${JSON.stringify({ get: { operationId: name, tags: [name], parameters, responses } })}`,
  );
  return `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/x":{"post":${JSON.stringify({ operationId: 'send', requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/constructor' } } } }, responses })}},${paths}},"components":{"schemas":{${names.map((name) => `"${name}":${schema}`)}}}}`;
}
