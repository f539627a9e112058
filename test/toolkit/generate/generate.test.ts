import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type FileState, generate, loadContract } from '../../../src/index.ts';
import { compile } from '../../corpus/compile.ts';
import { inFolder } from '../../files.ts';
import { javaTest } from '../../toolchain.ts';

const root = join(import.meta.dirname, '../../..');

/** All that a contract may hold and that code has to cope with. */
const hostile = `openapi: 3.1.1
info: {title: t, version: '1'}
paths:
  /a/{id}/{other id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      tags: ['two words', second]
      summary: "Ends */ a comment \\u2028 and 'quotes'"
      responses: {'200': {description: ok}, 4XX: {description: no}, default: {description: rest}}
    post:
      operationId: "it's"
      tags: [two-words]
      requestBody:
        content:
          application/json: {schema: {type: string}}
          image/*: {schema: {type: string, format: binary}}
      responses:
        '201':
          description: made
          headers: {Location: {required: true, schema: {type: string}}, ETag: {schema: {type: string}}}
          content:
            application/json: {schema: {type: object, properties: {a: {type: string}}, required: [a]}}
            text/plain: {schema: {type: string}}
            image/*: {schema: {type: string, format: binary}}
  /optional:
    $ref: '#/components/pathItems/Optional'
  /constructor:
    get: {operationId: constructor, tags: ['x */ export const injected = 1; /*'], responses: {'204': {description: none}}}
    delete: {operationId: __proto__, responses: {'204': {description: none}}}
webhooks:
  happened:
    post:
      operationId: sendHappened
      parameters: [{name: X-Signature, in: header, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: array}}}}
      responses: {'200': {description: ok}}
x-shared:
  parameter: {name: shared, in: query, schema: {type: string}}
components:
  pathItems:
    Optional:
      post:
        operationId: optional
        parameters:
          - {$ref: '#/x-shared/parameter'}
          - {name: filter, in: query, content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}}}
          - {name: any, in: query, content: {application/json: {}}}
          - {name: line, in: query, content: {text/plain: {}}}
        requestBody: {content: {application/json: {schema: {type: object, required: [n], properties: {n: {type: integer}}}}}}
        responses:
          '200': {description: ok, content: {application/json: {schema: {type: integer}}}}
          2XX: {description: ok, content: {application/json: {schema: {$ref: '#anchored'}}}}
          '404': {description: none}
  schemas:
    Anchored: {type: string, $anchor: anchored}
    Json: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Json'}}, {type: object, additionalProperties: {$ref: '#/components/schemas/Json'}}]}
    Nested: {type: array, items: {$ref: '#/components/schemas/Nested'}}
    Ping: {type: array, items: {$ref: '#/components/schemas/Pong'}}
    Pong: {anyOf: [{type: integer}, {$ref: '#/components/schemas/Ping'}]}
    Tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
    Inside: {$ref: '#/components/schemas/Pet/properties/status'}
    class: {enum: [1, '1', null, "it's", "*/"], description: 'Ends */ here'}
    Pet:
      properties:
        status: {type: string, enum: [here, gone], not: {enum: [lost]}}
        not: {enum: [no]}
    PetStatus: {type: string, enum: [a], x-enum-varnames: [Alpha], x-enum-descriptions: [The first.]}
`;

/** How a handler uses what was generated for `hostile`; an expectation of an error that doesn't come is one as well. */
const use = `import type { Handlers } from './server.js';
export const handler: Handlers["it's"] = ({ path, body, mediaType }) => {
  const id: number = path.id;
  const other: string = path['other id'];
  if (mediaType === 'application/json') return { status: 201, mediaType, headers: { Location: other }, body: { a: body } };
  if (mediaType === undefined) return { status: 201, mediaType: 'text/plain', headers: { Location: '' }, body: '' };
  return { status: 201, mediaType: 'image/png', headers: { Location: '', ETag: String(id) }, body: new Uint8Array() };
};
// @ts-expect-error the media type is needed, as there is a choice
export const untyped: Handlers["it's"] = () => ({ status: 201, headers: { Location: '' }, body: '' });
// @ts-expect-error a JSON body is no bytes
export const bytes: Handlers["it's"] = () => ({ status: 201, mediaType: 'application/json', headers: { Location: '' }, body: new Uint8Array() });
export const anyStatus: Handlers['getAByIdByOtherId'] = () => ({ status: 503 });
// @ts-expect-error 600 is no status
export const noStatus: Handlers['getAByIdByOtherId'] = () => ({ status: 600 });
// @ts-expect-error the body may be left out
export const leftOut: Handlers['optional'] = ({ body }) => (body.n > 0 ? { status: 200, body: 1 } : { status: 404 });
// @ts-expect-error 200 is declared by itself, and is no text
export const byItself: Handlers['optional'] = () => ({ status: 200, body: 'text' });
export const inRange: Handlers['optional'] = ({ query }) => ({ status: 201, body: query.shared ?? '' });
export const content: Handlers['optional'] = ({ query }) => ({ status: 200, body: query.filter?.a ?? query.line?.length ?? 0 });
// @ts-expect-error a parameter of JSON without a schema is unknown
export const unknownContent: Handlers['optional'] = ({ query }) => ({ status: 200, body: query.any });
`;

const names = ['types.ts', 'server.ts', 'enums.ts'];

/** What is generated for `hostile`, by file name. */
function generateHostile(): Promise<Record<string, string>> {
  return inFolder({ 'openapi.yaml': hostile }, async (folder) => {
    await generate(await loadContract(join(folder, 'openapi.yaml')), { out: join(folder, 'out') });
    const texts = names.map(async (name) => [name, await readFile(join(folder, 'out', name), 'utf8')] as const);
    return Object.fromEntries(await Promise.all(texts));
  });
}

let generated: Promise<Record<string, string>> | undefined;

/** The same for all tests that only read it, as it takes a JVM seconds. */
function generatedOnce(): Promise<Record<string, string>> {
  generated ??= generateHostile();
  return generated;
}

javaTest('texts of a contract never break out of the generated code', async () =>
  inFolder({ ...(await generatedOnce()), 'use.ts': use }, async (folder) => {
    expect(compile(folder, [...names, 'use.ts'])).toEqual([]);

    const { operationTable, createWebhookSenders } = await import(join(folder, 'server.ts'));
    expect(Object.keys(operationTable).sort()).toEqual(
      ['__proto__', 'constructor', 'getAByIdByOtherId', "it's", 'optional'].sort(),
    );
    expect(operationTable["it's"]).toMatchObject({ method: 'POST', path: '/a/{id}/{other id}', tag: 'two-words' });

    const sent: unknown[] = [];
    const senders = createWebhookSenders(async (request: unknown) => sent.push(request));
    await senders.sendHappened('http://127.0.0.1', {
      headers: { 'X-Signature': 'A' },
      mediaType: 'application/json',
      body: [],
    });
    expect(sent).toEqual([
      {
        operationId: 'sendHappened',
        webhook: 'happened',
        method: 'POST',
        url: 'http://127.0.0.1',
        headers: { 'X-Signature': 'A' },
        mediaType: 'application/json',
        body: [],
      },
    ]);

    const enums = await import(join(folder, 'enums.ts'));
    expect(enums).toMatchObject({
      Class: { '1': 1, '1_2': '1', null: null, "it's": "it's", '*/': '*/' },
      PetStatus: { Alpha: 'a' },
      PetStatus_2: { here: 'here', gone: 'gone' },
      PetNot: { no: 'no' },
    });
    expect(Object.keys(enums)).toEqual(['Class', 'PetNot', 'PetStatus', 'PetStatus_2']);
    expect(await readFile(join(folder, 'enums.ts'), 'utf8')).toContain('/** The first. */\n  Alpha: ');
  }),
);

javaTest('the same contract gives the same bytes, in any folder', async () => {
  expect(await generateHostile()).toEqual(await generatedOnce());
});

test('generating does not change the contract', () =>
  inFolder(
    {
      'openapi.yaml': hostile.replace(
        '  schemas:\n',
        `  schemas:
    Animal:
      oneOf: [{$ref: '#/components/schemas/Pet'}]
      discriminator: {propertyName: status, mapping: {here: Pet, gone: Nobody}}
    Body: {$ref: '#/paths/~1a~1{id}~1{other id}/post/requestBody/content/application~1json/schema'}
`,
      ),
    },
    async (folder) => {
      const contract = await loadContract(join(folder, 'openapi.yaml'));
      const before = JSON.stringify(contract.document);
      await generate(contract, { out: folder, only: ['types'] });
      expect(JSON.stringify(contract.document)).toBe(before);
    },
  ));

test('a failed run leaves the old files', () =>
  inFolder({ 'openapi.yaml': hostile, 'out/types.ts': 'mine', 'out/server.ts/is-a-folder': '' }, async (folder) => {
    const contract = await loadContract(join(folder, 'openapi.yaml'));
    await expect(generate(contract, { out: join(folder, 'out') })).rejects.toMatchObject({ name: 'GenerateError' });
    expect(await readFile(join(folder, 'out/types.ts'), 'utf8')).toBe('mine');
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['server.ts', 'types.ts']);
  }));

test('a link never leads what is written out of the project', () =>
  inFolder(
    { 'project/openapi.yaml': hostile, 'project/package.json': '{}', 'elsewhere/types.ts': 'old' },
    async (folder) => {
      const contract = await loadContract(join(folder, 'project/openapi.yaml'));
      await symlink('../elsewhere', join(folder, 'project/generated'));
      const outside = generate(contract, { out: join(folder, 'project/generated'), only: ['types'] });
      await expect(outside).rejects.toThrow(/generated can't be written: a link leads to .*elsewhere, outside/);
      await mkdir(join(folder, 'project/own'));
      await symlink('../../elsewhere/types.ts', join(folder, 'project/own/types.ts'));
      await generate(contract, { out: join(folder, 'project/own'), only: ['types'] });
      expect(await readFile(join(folder, 'elsewhere/types.ts'), 'utf8')).toBe('old');
      expect(await readdir(join(folder, 'project/own'))).toEqual(['types.ts']);
    },
  ));

test('a file that does not exist is missing, one that differs is stale', () =>
  inFolder({ 'openapi.yaml': hostile }, async (folder) => {
    const contract = await loadContract(join(folder, 'openapi.yaml'));
    const state = async (): Promise<FileState['state'] | undefined> =>
      (await generate(contract, { out: folder, only: ['types'], check: true }))[0]?.state;
    expect(await state()).toBe('missing');
    await generate(contract, { out: folder, only: ['types'] });
    expect(await state()).toBe('unchanged');
    await writeFile(join(folder, 'types.ts'), '');
    expect(await state()).toBe('stale');
  }));

describe('the committed generated code is up to date', () => {
  javaTest.each([
    ['our own', 'openapi.yaml', 'generated'],
    ['the scaffold', 'src/toolkit/init/scaffold/openapi.yaml', 'src/toolkit/init/scaffold/generated'],
  ])('%s', async (_name, spec, out) => {
    const states = await generate(await loadContract(join(root, spec)), { out: join(root, out), check: true });
    expect(states.filter(({ state }) => state !== 'unchanged')).toEqual([]);
  });
});
