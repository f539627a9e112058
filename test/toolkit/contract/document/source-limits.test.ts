/** Contracts that are too large, as they are written or once they are expanded. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { nodesInCircles } from '../../../../src/toolkit/contract/document/circles.ts';
import { loadContract } from '../../../../src/toolkit/contract/document/load-contract.ts';
import { parseSource } from '../../../../src/toolkit/contract/document/parse-source.ts';
import { inFolder } from '../../../files.ts';

const head = 'openapi: 3.1.1\ninfo: {title: t, version: "1"}\n';

/** Levels, each of which repeats the one before nine times. */
function levels(count: number): string {
  const lines = [`x-0: &a0 [${'1, '.repeat(9)}]`];
  for (let level = 1; level < count; level++) lines.push(`x-${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`);
  return `${lines.join('\n')}\n`;
}

const merged = `x-0: &a {${Array.from({ length: 3000 }, (_, index) => `k${index}: 1`)}}\n`;

test.each<[name: string, text: string, code: string, message: RegExp]>([
  [
    'nine levels of aliases',
    head + levels(9),
    'CONTRACT_LIMIT',
    /openapi\.yaml:8:\d+: .*too large once its YAML aliases/,
  ],
  [
    'aliases within each other',
    `${head}x-0: &a0 []\n${Array.from({ length: 300 }, (_, i) => `x-${i + 1}: &a${i + 1} [*a${i}]\n`).join('')}`,
    'CONTRACT_LIMIT',
    /aliases .* more than 200 levels/,
  ],
  [
    'a long text that is repeated',
    `${head}x-0: &a ${'a'.repeat(100_000)}\nx-1: [${'*a, '.repeat(1000)}]\n`,
    'CONTRACT_LIMIT',
    /too large once its YAML aliases/,
  ],
  [
    'merge keys',
    head + merged + Array.from({ length: 100 }, (_, i) => `x-m${i}: {<<: *a}\n`).join(''),
    'CONTRACT_LIMIT',
    /too large once its YAML aliases/,
  ],
  [
    'an alias inside its own node',
    `${head}x-0: &a [1, *a]\n`,
    'CONTRACT_UNSUPPORTED',
    /openapi\.yaml:3:13: a YAML alias .* is inside the node/,
  ],
  [
    'nested flow',
    `${head}x-0: ${'['.repeat(300)}${']'.repeat(300)}\n`,
    'CONTRACT_LIMIT',
    /openapi\.yaml:3:\d+: this is nested too deeply: in more than 200 levels/,
  ],
  [
    'nested JSON',
    `{"openapi":"3.1.1",\n"x": "]}\\"",\n"y": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'CONTRACT_LIMIT',
    /openapi\.yaml:3:205: this is nested too deeply/,
  ],
  ['four million items', `${head}x-0: [${'1,'.repeat(4_000_000)}]\n`, 'CONTRACT_LIMIT', /more than 3000000 values/],
  ['four million items of JSON', `{"x": [${'1,'.repeat(4_000_000)}1]}`, 'CONTRACT_LIMIT', /more than 3000000 values/],
  [
    'a tag of code',
    `${head}x-0: !!js/function "x"\n`,
    'CONTRACT_UNPARSABLE',
    /openapi\.yaml:3:\d+: unknown scalar tag/,
  ],
  [
    'an alias without an anchor',
    `${head}x-0: *none\n`,
    'CONTRACT_UNPARSABLE',
    /openapi\.yaml:3:\d+: unidentified alias/,
  ],
  ['two documents', `${head}---\nb: 1\n`, 'CONTRACT_UNPARSABLE', /single document/],
])('refused: %s', (_name, text, code, message) =>
  inFolder({ 'openapi.yaml': text }, async (folder) => {
    const error = await loadContract(join(folder, 'openapi.yaml')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  }),
);

test.each<[name: string, text: string, wanted: unknown]>([
  ['an alias', 'a: &a {b: 1}\nc: *a\n', { a: { b: 1 }, c: { b: 1 } }],
  ['a merge key', 'a: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}\n', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
  ['an anchor that is used again for another node', 'a: &a [1]\nb: &a [2]\nc: *a\n', { a: [1], b: [2], c: [2] }],
  ['an anchor on a text', 'a: &a x\nb: [*a, *a]\n', { a: 'x', b: ['x', 'x'] }],
  ['__proto__', '__proto__: {a: 1}\n', Object.fromEntries([['__proto__', { a: 1 }]])],
])('read: %s', (_name, text, wanted) => {
  expect(parseSource('/a.yaml', text)).toEqual(wanted);
});

test('four levels of aliases, and ten thousand merged keys, are read', () => {
  expect(parseSource('/a.yaml', levels(4))).toMatchObject({ 'x-0': [1, 1, 1, 1, 1, 1, 1, 1, 1] });
  const text = merged + Array.from({ length: 5 }, (_, index) => `x-${index + 1}: {<<: *a}\n`).join('');
  expect(Object.keys((parseSource('/a.yaml', text) as Record<string, object>)['x-5'] ?? {})).toHaveLength(3000);
});

/** A contract with schemas `S0`, `S1` … */
function withSchemas(count: number, schema: (next: object) => object): string {
  const schemas = Object.fromEntries(
    Array.from({ length: count + 1 }, (_, level) => [
      `S${level}`,
      level === count ? { type: 'string' } : schema({ $ref: `#/components/schemas/S${level + 1}` }),
    ]),
  );
  return JSON.stringify({ openapi: '3.1.1', info: { title: 't', version: '1' }, paths: {}, components: { schemas } });
}

test.each<[name: string, text: string, message: RegExp]>([
  [
    'allOf',
    withSchemas(30, (next) => ({ allOf: [next, next] })),
    /#\/components\/schemas\/S0: more than 10000 schemas apply to one value/,
  ],
  ['oneOf in not', withSchemas(30, (next) => ({ not: { oneOf: [next, next] } })), /more than 10000 schemas/],
  ['if, then and else', withSchemas(30, (next) => ({ if: next, then: next, else: next })), /more than 10000 schemas/],
  [
    'an enum of objects',
    withSchemas(1, () => ({ enum: Array.from({ length: 2000 }, (_, id) => ({ id })) })),
    /this enum has more than 1000 objects/,
  ],
])('refused are schemas that take too long: %s', (_name, text, message) =>
  inFolder({ 'openapi.json': text }, async (folder) => {
    const error = await loadContract(join(folder, 'openapi.json')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONTRACT_LIMIT', message: expect.stringMatching(message) });
  }),
);

test.each<[name: string, text: string]>([
  ['a chain of 5,000 references', withSchemas(5000, (next) => next)],
  ['properties that double', withSchemas(30, (next) => ({ properties: { a: next, b: next } }))],
  ['10,000 schemas with the next one inside', withSchemas(10_000, (next) => ({ properties: { a: next } }))],
  ['an enum of 5,000 texts', withSchemas(1, () => ({ enum: Array.from({ length: 5000 }, (_, id) => `v${id}`) }))],
  ['a schema in its own allOf', withSchemas(1, () => ({ allOf: [{ $ref: '#/components/schemas/S0' }] }))],
])('read, with its warnings, in linear time: %s', (_name, text) =>
  inFolder({ 'openapi.json': text }, async (folder) => {
    const started = performance.now();
    const contract = await loadContract(join(folder, 'openapi.json'));
    expect(contract.warnings.map(({ code }) => code)).not.toContain('pattern-invalid');
    // A tenth of a second. Where references are followed again and again, it is more than ten.
    expect(performance.now() - started).toBeLessThan(5000);
  }),
);

test.each<[name: string, edges: Record<string, string[]>, wanted: string[]]>([
  ['none', { a: ['b'], b: ['c'] }, []],
  ['itself', { a: ['a'], b: ['a'] }, ['a']],
  ['two of three', { a: ['b'], b: ['c'], c: ['b'] }, ['b', 'c']],
  ['two circles', { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] }, ['a', 'b', 'c', 'd']],
  ['a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['a circle through a branch that was left', { a: ['b', 'c'], b: ['d'], c: ['a'], d: [] }, ['a', 'c']],
])('nodes in circles: %s', (_name, edges, wanted) => {
  const graph = new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
  expect([...nodesInCircles(graph)].sort()).toEqual(wanted);
});
