import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type FileState, generate, loadContract } from '../../../src/index.ts';
import { createApp } from '../../../src/server.ts';
import { makeTypes } from '../../../src/toolkit/generate/types.ts';
import { compile } from '../../corpus/compile.ts';
import { inFolder } from '../../files.ts';
import { serve } from '../../serve.ts';
import { testsWithJava } from '../../toolchain.ts';
import { hostile, use } from './hostile.ts';
import { typedHandlers } from './typed-handlers.ts';
import { typeRows } from './typed-schemas.ts';
import { exchanges, typedComponents, typedPaths, typedSchemas } from './typed-values.ts';

const javaTest = testsWithJava();

const root = join(import.meta.dirname, '../../..');

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
  inFolder({ ...(await generatedOnce()), 'use.ts': use, 'handlers.ts': typedHandlers }, async (folder) => {
    expect(compile(folder, [...names, 'use.ts', 'handlers.ts'])).toEqual([]);

    const { operationTable, createWebhookSenders } = await import(join(folder, 'server.ts'));
    const plain = ['addFiles', 'putBytes', 'parameters', 'values', 'getAByIdByOtherId', 'optional'];
    const odd = ['__proto__', 'constructor', "it's", 'class', 'Api::V1::Users#add', `1 change/~"\`\${x}\``];
    expect(Object.keys(operationTable).sort()).toEqual([...plain, ...odd].sort());
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
    const others = ['CatKind', 'DogKind', 'ParametersSize', 'ValuesAny'];
    expect(Object.keys(enums).sort()).toEqual([...others, 'Class', 'PetNot', 'PetStatus', 'PetStatus_2'].sort());
    expect(await readFile(join(folder, 'enums.ts'), 'utf8')).toContain('/** The first. */\n  Alpha: ');
  }),
);

const served = `openapi: 3.1.1
info: {title: t, version: '1'}
paths:
${typedPaths}components:
${typedComponents}  schemas:
${typedSchemas}`;

test('what handlers are given and return is what their types say', () =>
  inFolder({ 'openapi.yaml': served, 'handlers.ts': typedHandlers }, async (folder) => {
    const { handlers } = await import(join(folder, 'handlers.ts'));
    const faults: string[] = [];
    const contract = await loadContract(join(folder, 'openapi.yaml'));
    const app = createApp({ contract, handlers, onError: ({ message }) => faults.push(message) });
    await serve(app, async (url) => {
      for (const [name, method, target, { body = null, ...headers }, status, text] of exchanges) {
        const response = await fetch(url + target, { method, headers, body });
        const received = await response.text();
        expect({ name, faults, status: response.status, text: status === 400 ? '' : received }).toEqual({
          name,
          faults: [],
          status,
          text,
        });
      }
    });
  }));

javaTest('the same contract gives the same bytes, in any folder', async () => {
  expect(await generateHostile()).toEqual(await generatedOnce());
});

test.each(['3.0.3', '3.1.0'] as const)('types of schemas in OpenAPI %s', async (version) => {
  const { right, generated } = await typeRows(version);
  expect(generated).toEqual(right);
});

test('a property called like a keyword is none, and an example is no schema', () => {
  const content = (name: string) => ({
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  const both = (name: string) => ({
    post: { requestBody: content(name), responses: { 200: { description: 'ok', ...content(name) } } },
  });
  const schemas = {
    Named: { properties: { oneOf: { type: 'object', properties: { text: { type: 'string', default: '' } } } } },
    Shown: { type: 'object', examples: [{ type: 'integer', format: 'int64', properties: { id: { readOnly: true } } }] },
  };
  const paths = { '/named': both('Named'), '/shown': both('Shown') };
  const info = { title: 't', version: '1' };
  return inFolder(
    { 'openapi.json': JSON.stringify({ openapi: '3.1.1', info, paths, components: { schemas } }) },
    async (folder) => {
      const types = await makeTypes(await loadContract(join(folder, 'openapi.json')));
      const declared = types.replaceAll(/\/\*\*.*?\*\//gs, '').replaceAll(/\s+/g, ' ');
      expect(declared).toContain(
        'schemas: { Named: { oneOf?: { text?: string; }; }; NamedRequest: { oneOf?: { text: string; }; }; Shown: ',
      );
      expect(declared).not.toContain('ShownRequest');
    },
  );
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
