import { type Attack, contractOf, file, head } from './attack.ts';

function aliases(width: number, depth: number, link: (name: string) => string): string {
  const lines = Array.from(
    { length: depth },
    (_, level) => `x-${level}: &a${level} ${level === 0 ? '{k: [1,1,1,1,1,1,1,1,1]}' : link(`*a${level - 1}`)}`,
  );
  return `${head}paths: {}\n${lines.join('\n')}\n`.replaceAll('WIDTH', String(width));
}

const nine = (name: string) => `[${Array(9).fill(name).join(', ')}]`;

/** Texts that are large, nested, or become so. */
export const textAttacks: readonly Attack[] = [
  { name: 'yaml: nine levels of aliases', files: file(aliases(9, 9, nine)), wanted: 'refused' },
  {
    name: 'yaml: nine levels in an example',
    files: file(
      aliases(9, 9, nine)
        .replace('paths: {}', '')
        .concat(
          "paths: {/x: {get: {operationId: x, responses: {'200': {description: d, content: {application/json: {example: *a8}}}}}}}\n",
        ),
    ),
    wanted: 'refused',
  },
  {
    name: 'yaml: merge keys',
    files: file(
      `${head}paths: {}\nx-0: &a0 {${Array.from({ length: 3000 }, (_, i) => `k${i}: 1`)}}\n${Array.from({ length: 3000 }, (_, i) => `x-${i + 1}: {<<: *a0}`).join('\n')}\n`,
    ),
    wanted: 'refused',
  },
  { name: 'yaml: aliases nest', files: file(aliases(1, 20_000, (name) => `[${name}]`)), wanted: 'refused' },
  {
    name: 'yaml: a long text repeated',
    files: file(`${head}paths: {}\nx-0: &a ${'a'.repeat(1_000_000)}\nx-1: [${Array(3000).fill('*a').join(',')}]\n`),
    wanted: 'refused',
  },
  {
    name: 'yaml: 100,000 anchors',
    files: file(`${head}paths: {}\nx-1: [${'&a 1,'.repeat(100_000)}]\n`),
    wanted: 'bounded',
  },
  {
    name: 'yaml: nested flow',
    files: file(`${head}paths: {}\nx-1: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`),
    wanted: 'refused',
  },
  {
    name: 'yaml: nested blocks',
    files: file(
      `${head}paths: {}\nx-1:\n${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')}\n`,
    ),
    wanted: 'refused',
  },
  {
    name: 'yaml: a million items',
    files: file(`${head}paths: {}\nx-1: [${'1,'.repeat(1_000_000)}]\n`),
    wanted: 'bounded',
  },
  {
    name: 'yaml: five million items',
    files: file(`${head}paths: {}\nx-1: [${'1,'.repeat(5_000_000)}]\n`),
    wanted: 'refused',
  },
  {
    name: 'yaml: a key of 5 MB',
    files: file(`${head}paths: {}\n"x-${'k'.repeat(5_000_000)}": 1\n`),
    wanted: 'bounded',
  },
  { name: 'yaml: tags', files: file(`${head}paths: {}\nx-1: !!js/function "function(){}"\n`), wanted: 'refused' },
  {
    name: 'json: nested',
    files: file(
      `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{},"x-1":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
    ),
    wanted: 'refused',
  },
  {
    name: 'json: nested schema',
    files: file(
      contractOf({ S0: 'HERE' as unknown as object }).replace(
        '"HERE"',
        `${'{"items":'.repeat(5_000)}{}${'}'.repeat(5_000)}`,
      ),
    ),
    wanted: 'refused',
  },
  {
    name: 'json: five million items',
    files: file(`{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{},"x-1":[${'1,'.repeat(5_000_000)}1]}`),
    wanted: 'refused',
  },
];
