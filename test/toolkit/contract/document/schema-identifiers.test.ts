import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lint, loadContract } from '../../../../src/index.ts';
import { resolveIdentifiers } from '../../../../src/toolkit/contract/document/schema-identifiers.ts';
import { validatorOf } from '../../../../src/toolkit/contract/schema/schema-validator.ts';
import { inFolder } from '../../../files.ts';

const at = (name: string) => `#/components/schemas/${name}`;
const within = (schemas: object) => ({ openapi: '3.1.0', components: { schemas } });

test.each<[name: string, schemas: object, wanted: object]>([
  ['an anchor', { A: { $anchor: 'a', items: { $ref: '#a' } } }, { A: { items: { $ref: at('A') } } }],
  [
    'a dynamic anchor',
    { A: { $defs: { n: { $dynamicAnchor: 'n' } }, items: { $dynamicRef: '#n' } } },
    { A: { $defs: { n: {} }, items: { $ref: at('A/$defs/n') } } },
  ],
  [
    'a pointer below an id',
    { A: { $id: 'x:a', $defs: { n: {} }, not: { $ref: '#/$defs/n' } } },
    { A: { $defs: { n: {} }, not: { $ref: at('A/$defs/n') } } },
  ],
  [
    'an id, relative to another',
    { A: { $id: 'http://h/a', not: { $ref: 'b#c' } }, B: { $id: 'http://h/b', if: { $anchor: 'c' } } },
    { A: { not: { $ref: at('B/if') } }, B: { if: {} } },
  ],
  [
    'the schema itself',
    { A: { $id: 'a', not: { $ref: '#' }, if: { $recursiveRef: '#' } } },
    { A: { not: { $ref: at('A') }, if: { $ref: at('A') } } },
  ],
  [
    'an id within an id',
    { A: { $id: 'http://h/a/', not: { $id: 'b', not: { $ref: '#/if' }, if: {} } } },
    { A: { not: { not: { $ref: at('A/not/if') }, if: {} } } },
  ],
  [
    'a pointer from the beginning, id or not',
    { A: { $id: 'a', not: { $ref: at('B') } }, B: {} },
    { A: { not: { $ref: at('B') } }, B: {} },
  ],
  ['another file', { A: { not: { $ref: 'b.yaml#/B' } } }, { A: { not: { $ref: 'b.yaml#/B' } } }],
  [
    'properties of these names, and examples',
    { A: { properties: { $id: { $anchor: 'a' } }, example: { $id: 'x', $ref: '#a' } } },
    { A: { properties: { $id: {} }, example: { $id: 'x', $ref: '#a' } } },
  ],
  [
    'a template that another schema fills',
    {
      List: { $id: 'list', items: { $dynamicRef: '#T' }, $defs: { T: { $dynamicAnchor: 'T', not: {} } } },
      Pets: { $id: 'pets', $ref: 'list', $defs: { T: { $dynamicAnchor: 'T', type: 'string' } } },
    },
    {
      List: { items: { $ref: at('List/$defs/T') }, $defs: { T: { not: {} } } },
      Pets: {
        $ref: at('Pets/$defs/template1'),
        $defs: { T: { type: 'string' }, template1: { items: { $ref: at('Pets/$defs/T') }, $defs: { T: { not: {} } } } },
      },
    },
  ],
])('%s', (_name, schemas, wanted) => {
  const file = within(schemas);
  resolveIdentifiers(file);
  expect(file).toEqual(within(wanted));
});

const api = (schemas: string) => `openapi: 3.1.0
info: { title: T, version: '1' }
servers: [{ url: / }]
paths: {}
components:
  schemas:
${schemas}`;

test('names in other files are resolved there, and lint knows them too', () =>
  inFolder(
    {
      'api.yaml': api("    A: { $ref: 'a.json#/definitions/a' }\n"),
      'a.json': '{"$id":"http://h/a.json","definitions":{"a":{"$ref":"#n"},"b":{"$anchor":"n","type":"string"}}}',
    },
    async (folder) => {
      const contract = await loadContract(join(folder, 'api.yaml'));
      const isValid = (value: unknown) => validatorOf(contract).isValid(value, '#/components/schemas/A');
      expect([isValid('x'), isValid(1)]).toEqual([true, false]);
      expect((await lint(contract)).filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  ));

test('a name that no schema has is told at the start', () =>
  inFolder({ 'api.yaml': api("    A: { not: { $ref: '#nobody' } }\n") }, async (folder) =>
    expect(loadContract(join(folder, 'api.yaml'))).rejects.toThrow(
      '$ref #nobody has no target: no schema has this $anchor',
    ),
  ));

test('a name in another file is read alike by loader, validator and lint, also where files name each other', async () => {
  const files = {
    'api.yaml': `
openapi: 3.1.0
info: {title: t, version: '1'}
paths: {/p: {post: {operationId: p, requestBody: {content: {application/json: {schema: {$ref: 'a.yaml#pet'}, example: {n: x}}}}, responses: {}}}}
components: {schemas: {Own: {$anchor: own, type: integer}}}`,
    'a.yaml': `$defs: {Pet: {$anchor: pet, properties: {n: {$ref: 'api.yaml#own'}, owner: {$ref: 'b.yaml#o%77ner'}}}}`,
    'b.yaml': `{$id: 'https://h.example/b', $anchor: owner, required: [name], properties: {pet: {$ref: 'a.yaml#pet'}}}`,
  };
  await inFolder(files, async (folder) => {
    const contract = await loadContract(join(folder, 'api.yaml'));
    const schema = '#/paths/~1p/post/requestBody/content/application~1json/schema';
    const wrong = validatorOf(contract).validate({ n: 'x', owner: { pet: { n: 'y' } } }, schema);
    expect(wrong.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`).sort()).toEqual([
      '/n type',
      '/owner required',
      '/owner/pet/n type',
    ]);
    const findings = await lint(contract);
    expect(findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toContain(
      'concordat/example-valid',
    );
    expect(findings.map(({ rule }) => rule)).not.toContain('no-unresolved-refs');
  });
});

test('a name that another file does not have is told with its place', () =>
  inFolder(
    {
      'api.yaml': `openapi: 3.1.0\ninfo: {}\npaths: {}\ncomponents: {schemas: {A: {$ref: 'a.yaml#pat'}}}`,
      'a.yaml': `{$anchor: pet}`,
    },
    async (folder) => {
      await expect(loadContract(join(folder, 'api.yaml'))).rejects.toThrow(
        /api\.yaml:4:\d+ .*this \$ref can't be followed\. no schema in \S+a\.yaml has the \$anchor pat$/,
      );
    },
  ));
