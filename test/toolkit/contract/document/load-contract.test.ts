import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CodedError, ContractError, loadContract } from '../../../../src/toolkit/contract/index.ts';
import { inFolder } from '../../../files.ts';

const head = 'openapi: 3.1.1\ninfo: {title: t, version: "1"}\n';

describe('an unusable contract is rejected, with the position', () => {
  const refusals: [name: string, files: Record<string, string>, code: string, message: RegExp][] = [
    [
      'a missing file',
      {},
      'CONTRACT_UNREADABLE',
      /openapi\.yaml: there is no such file\. Name the contract with --spec/,
    ],
    ['malformed YAML', { 'openapi.yaml': 'a: 1\nb: [\nc: }' }, 'CONTRACT_UNPARSABLE', /openapi\.yaml:3:\d+: /],
    ['malformed JSON', { 'openapi.yaml': '{"a": 1,\n "b" 2}' }, 'CONTRACT_UNPARSABLE', /openapi\.yaml:2:\d+: /],
    ['a list', { 'openapi.yaml': '- a' }, 'CONTRACT_UNSUPPORTED', /the top level must be an object/],
    ['an empty file', { 'openapi.yaml': '' }, 'CONTRACT_UNPARSABLE', /the input is empty/],
    ['another document', { 'openapi.yaml': 'a: 1' }, 'CONTRACT_UNSUPPORTED', /it has no field "openapi"/],
    ['a version that is a number', { 'openapi.yaml': 'openapi: 3.1' }, 'CONTRACT_UNSUPPORTED', /must be a string/],
    ['Swagger 2.0', { 'openapi.yaml': 'swagger: "2.0"' }, 'CONTRACT_UNSUPPORTED', /this is Swagger 2\.0.*convert it/],
    [
      'OpenAPI 3.2',
      { 'openapi.yaml': 'openapi: 3.2.0' },
      'CONTRACT_UNSUPPORTED',
      /this is OpenAPI 3\.2\.0.*3\.0 and 3\.1/,
    ],
    [
      'a $ref without a target',
      {
        'openapi.yaml': `${head}components:\n  schemas:\n    Pet: {}\n    A:\n      $ref: '#/components/schemas/Pets'\n`,
      },
      'CONTRACT_REFERENCE',
      /openapi\.yaml:7:13 #\/components\/schemas\/A\/\$ref: .*has no target\. Did you mean #\/components\/schemas\/Pet\?/,
    ],
    [
      'a $ref back to itself',
      { 'openapi.yaml': `${head}components:\n  schemas:\n    A:\n      $ref: '#/components/schemas/A'\n` },
      'CONTRACT_REFERENCE',
      /openapi\.yaml:6:13 .*refers back to itself/,
    ],
    [
      'two that refer to each other',
      {
        'openapi.yaml': `${head}components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n`,
      },
      'CONTRACT_REFERENCE',
      /refers back to itself .*\(and 1 more like it\)/,
    ],
    [
      'path items that refer to each other',
      { 'openapi.yaml': `${head}paths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n` },
      'CONTRACT_REFERENCE',
      /openapi\.yaml:4:14 .*refers back to itself/,
    ],
    [
      'files that refer back to themselves',
      { 'openapi.yaml': `${head}components: {schemas: {A: {$ref: a.yaml}}}`, 'a.yaml': '$ref: a.yaml' },
      'CONTRACT_REFERENCE',
      /can't be bundled: Self-referencing/,
    ],
    [
      'a YAML alias inside the node that it repeats',
      { 'openapi.yaml': `${head}components:\n  schemas:\n    A: &A {items: *A}\n` },
      'CONTRACT_UNSUPPORTED',
      /a YAML alias .* is inside the node that it repeats/,
    ],
    [
      'a $ref to a missing file',
      { 'openapi.yaml': `${head}components:\n  schemas:\n    A:\n      $ref: other.yaml#/A\n` },
      'CONTRACT_REFERENCE',
      /openapi\.yaml:6:7 .*other\.yaml: there is no such file\. Correct the \$ref/,
    ],
    [
      'a $ref to nothing in another file',
      {
        'openapi.yaml': `${head}components:\n  schemas:\n    A:\n      $ref: other.yaml#/B\n`,
        'other.yaml': 'A: {}\n',
      },
      'CONTRACT_REFERENCE',
      /openapi\.yaml:6:7 /,
    ],
    [
      'a broken file behind a $ref',
      { 'openapi.yaml': `${head}components:\n  schemas:\n    A:\n      $ref: other.yaml#/A\n`, 'other.yaml': 'A: [\n' },
      'CONTRACT_REFERENCE',
      /other\.yaml:2:1: /,
    ],
    [
      'a $ref to an http address',
      { 'openapi.yaml': `${head}components:\n  schemas:\n    A:\n      $ref: http://127.0.0.1:9/a.yaml#/A\n` },
      'CONTRACT_REMOTE',
      /openapi\.yaml:6:7 .*--allow-remote/,
    ],
  ];

  test.each(refusals)('%s', (_name, files, code, message) =>
    inFolder(files, async (folder) => {
      const error = await loadContract(join(folder, 'openapi.yaml')).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(ContractError);
      expect(error).toBeInstanceOf(CodedError);
      expect((error as ContractError).message).toMatch(message);
      expect((error as ContractError).code).toBe(code);
    }),
  );
});

test('a contract in several files becomes one document with the position of each part', () =>
  inFolder(
    {
      'openapi.yaml': `${head}paths:\n  /pets:\n    $ref: paths/pets.yaml\n`,
      'paths/pets.yaml':
        'get:\n  operationId: listPets\n  responses:\n    "200":\n      description: ok\n      content:\n        application/json:\n          schema:\n            $ref: ../schemas.yaml#/Pet\n',
      'schemas.yaml': 'Pet:\n  type: object\n  properties:\n    friend:\n      $ref: "#/Pet"\n',
    },
    async (folder) => {
      const contract = await loadContract(join(folder, 'openapi.yaml'));
      expect(contract.operations.map(({ operationId, path }) => [operationId, path])).toEqual([['listPets', '/pets']]);
      expect(contract.files.map((file) => file.slice(folder.length + 1))).toEqual([
        'openapi.yaml',
        'paths/pets.yaml',
        'schemas.yaml',
      ]);
      expect(contract.document.components?.schemas?.['Pet']?.properties?.['friend']).toEqual({
        $ref: '#/components/schemas/Pet',
      });
      const places = ['#/paths/~1pets/get', '#/components/schemas/Pet/properties/friend', '#/info'];
      const located = await Promise.all(places.map((pointer) => contract.locate(pointer)));
      expect(located.map(({ file, line, column }) => `${file.slice(folder.length + 1)}:${line}:${column}`)).toEqual([
        'paths/pets.yaml:1:1',
        'schemas.yaml:4:5',
        'openapi.yaml:2:1',
      ]);
    },
  ));

test.each([
  ['written %20', 'my%20schemas/Pet.yaml', 'my schemas/Pet.yaml'],
  ['in UTF-8', 'sch%C3%A4mata/Pet.yaml', 'sch\u00e4mata/Pet.yaml'],
  ['written as it is', 'my schemas/Pet.yaml', 'my schemas/Pet.yaml'],
  ['that belongs to the name', '100%25/Pet.yaml', '100%/Pet.yaml'],
  ['in a name that looks encoded', 'a%20b/Pet.yaml', 'a%20b/Pet.yaml'],
])('a $ref to a file with a character %s', (_name, $ref, file) =>
  inFolder(
    {
      'openapi.yaml': `${head}components:\n  schemas:\n    Pets: {items: {$ref: '${$ref}'}}\n`,
      [file]: "properties: {id: {$ref: 'Id.yaml'}}\n",
      [file.replace('Pet', 'Id')]: 'type: integer\n',
    },
    async (folder) => {
      const { document } = await loadContract(join(folder, 'openapi.yaml'));
      expect(document.components?.schemas?.['Id']).toEqual({ type: 'integer' });
    },
  ),
);

test('files may reference each other in a circle', () =>
  inFolder(
    {
      'openapi.yaml': `${head}components:\n  schemas:\n    Pet:\n      properties: {owner: {$ref: 'owner.yaml'}}\n`,
      'owner.yaml': "properties:\n  pets: {items: {$ref: 'openapi.yaml#/components/schemas/Pet'}}\n",
    },
    async (folder) => {
      const { document } = await loadContract(join(folder, 'openapi.yaml'));
      expect(document.components?.schemas).toEqual({
        Pet: { properties: { owner: { $ref: '#/components/schemas/owner' } } },
        owner: { properties: { pets: { items: { $ref: '#/components/schemas/Pet' } } } },
      });
    },
  ));

test('a path item has its own operations and those of its $ref', () =>
  inFolder(
    {
      'openapi.yaml': `${head}paths:\n  /a:\n    $ref: '#/x-shared/a'\n    post: {operationId: own, responses: {}}\nx-shared: {a: {get: {operationId: theirs, responses: {}}}}\n`,
    },
    async (folder) => {
      const { operations } = await loadContract(join(folder, 'openapi.yaml'));
      expect(operations.map(({ operationId, pointer }) => [operationId, pointer])).toEqual([
        ['theirs', '#/x-shared/a/get'],
        ['own', '#/paths/~1a/post'],
      ]);
    },
  ));

const oddities = `${head}paths:
  /a/{id}:
    get: {responses: {}}
  /b:
    get: {operationId: get thing, responses: {}}
    put: {operationId: same, responses: {}}
    post: {operationId: same, responses: {}}
    patch: {operationId: Same, responses: {}}
components:
  schemas:
    Tree: {properties: {children: {items: {$ref: '#/components/schemas/Tree'}}}}
`;

test('a parameter in a place that HTTP does not have is left out, with a warning', () => {
  const parameters =
    "[{name: a, in: '<script>', schema: {type: string}}, {name: b, in: query, schema: {type: string}}]";
  const text = `${head}paths: {/a: {get: {operationId: a, parameters: ${parameters}, responses: {}}}}\n`;
  return inFolder({ 'openapi.yaml': text }, async (folder) => {
    const { operations, warnings } = await loadContract(join(folder, 'openapi.yaml'));
    expect(operations[0]?.parameters.map(({ name }) => name)).toEqual(['b']);
    expect(warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toContain(
      'parameter-location-unknown #/paths/~1a/get/parameters/0',
    );
  });
});

test('tolerated mistakes are warnings', () =>
  inFolder({ 'openapi.yaml': oddities }, async (folder) => {
    const contract = await loadContract(join(folder, 'openapi.yaml'));
    expect(contract.operations.map(({ operationId }) => operationId)).toEqual([
      'getAById',
      'get thing',
      'same',
      'postB',
      'Same',
    ]);
    expect(contract.warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'servers-missing #',
      'operation-id-missing #/paths/~1a~1{id}/get',
      'operation-id-not-identifier #/paths/~1b/get/operationId',
      'operation-id-repeated #/paths/~1b/post/operationId',
      'names-clash-in-case #/paths/~1b/patch',
      'path-parameter-undeclared #/paths/~1a~1{id}/get',
      'schema-circular #/components/schemas/Tree',
    ]);
  }));

const patterned = `${head}components:
  schemas:
    Invalid: {type: string, pattern: '(?i)a'}
    Foreign: {type: object, patternProperties: {'\\Aa/': true}, propertyNames: {pattern: '^[[:alpha:]]$'}}
    Slow: {type: string, pattern: '^(.+)\\1$'}
    Bounded: {type: string, pattern: '^(.+)\\1$', maxLength: 100}
    Linear: {type: string, pattern: '^(a+)+$'}
    Example: {example: {pattern: '('}}
`;

test('patterns that cannot be checked as they are written are warnings, with their positions', () =>
  inFolder({ 'openapi.yaml': patterned }, async (folder) => {
    const { warnings } = await loadContract(join(folder, 'openapi.yaml'));
    const said = warnings.filter(({ code }) => code.startsWith('pattern-'));
    expect(said.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'pattern-invalid #/components/schemas/Invalid/pattern',
      'pattern-dialect #/components/schemas/Foreign/patternProperties/\\Aa~1',
      'pattern-dialect #/components/schemas/Foreign/propertyNames/pattern',
      'pattern-length-limited #/components/schemas/Slow/pattern',
    ]);
  }));

test('the root file is read over http, other files only with allowRemote', () =>
  inFolder({}, async (folder) => {
    const pages: Record<string, string> = {
      '/openapi.yaml': `${head}components:\n  schemas:\n    A:\n      $ref: parts.yaml#/A\n`,
      '/parts.yaml': 'A: {type: string}\n',
    };
    const server = createServer((request, response) => {
      const page = pages[request.url ?? ''];
      response.writeHead(page === undefined ? 404 : 200).end(page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const contract = await loadContract(`${url}/openapi.yaml`, { allowRemote: true });
      expect(contract.document.components?.schemas?.['A']).toEqual({ type: 'string' });
      expect(contract.files).toEqual([`${url}/openapi.yaml`, `${url}/parts.yaml`]);
      await expect(loadContract(`${url}/openapi.yaml`)).rejects.toMatchObject({ code: 'CONTRACT_REMOTE' });
      await expect(loadContract(`${url}/none.yaml`)).rejects.toThrow(
        /none\.yaml: the server responded with status 404/,
      );
      await writeFile(join(folder, 'openapi.yaml'), pages['/openapi.yaml']?.replace('parts', `${url}/parts`) ?? '');
      const local = await loadContract(join(folder, 'openapi.yaml'), { allowRemote: true });
      expect(local.document.components?.schemas?.['A']).toEqual({ type: 'string' });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }));

test.each<[name: string, text: string]>([
  ['paths of text', 'paths: hello'],
  ['a path of nothing', 'paths: {/a: null}'],
  ['tags, security and parameters of text', 'paths: {/a: {get: {tags: x, security: y, parameters: z, responses: {}}}}'],
])('problems that lint reports do not stop loading: %s', (_name, text) =>
  inFolder({ 'openapi.yaml': head + text }, async (folder) => {
    await expect(loadContract(join(folder, 'openapi.yaml'))).resolves.toBeDefined();
  }),
);

test.each<[name: string, security: string, wanted: unknown]>([
  ['none at all', '[]', []],
  ['one of two', '[{a: [x]}, {}]', [{ a: ['x'] }, {}]],
  ['scopes that are no list', '[{a: x}]', [{ a: [] }]],
  ['no list around them', '{a: []}', [{ a: [] }]],
  ['text', 'a', [{ a: [] }]],
])('a malformed security requirement never makes an operation public: %s', (_name, security, wanted) =>
  inFolder(
    { 'openapi.yaml': `${head}security: [{top: []}]\npaths: {/a: {get: {security: ${security}, responses: {}}}}` },
    async (folder) => {
      const { operations } = await loadContract(join(folder, 'openapi.yaml'));
      expect(operations[0]?.security).toEqual(wanted);
    },
  ),
);

test('a byte order mark and percent-encoded pointers are supported', () =>
  inFolder(
    {
      'openapi.yaml': `\uFEFF${head}paths:\n  /a%20b: {get: {operationId: a, responses: {}}}\n  /c: {$ref: '#/paths/~1a%2520b'}\n`,
    },
    async (folder) => {
      const contract = await loadContract(join(folder, 'openapi.yaml'));
      expect(contract.operations.map(({ pointer }) => pointer)).toEqual(['#/paths/~1a%20b/get', '#/paths/~1a%20b/get']);
      expect(await contract.locate('#/paths/~1a%20b/get/operationId')).toMatchObject({ line: 4, column: 31 });
    },
  ));

test('a reference inside an example is not followed', () =>
  inFolder(
    { 'openapi.yaml': `${head}components:\n  examples:\n    a: {value: {$ref: '#/nowhere'}}\n` },
    async (folder) => {
      await expect(loadContract(join(folder, 'openapi.yaml'))).resolves.toBeDefined();
    },
  ));
