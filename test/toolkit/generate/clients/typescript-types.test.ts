import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generateClient, loadContract } from '../../../../src/index.ts';
import { compile } from '../../../corpus/compile.ts';
import { inFolder } from '../../../files.ts';
import { hostile } from '../hostile.ts';
import { shopContract, shopUse } from './shop-contract.ts';

test('inputs, results and errors have the types of the contract', () =>
  inFolder({ 'openapi.yaml': shopContract, 'client/use.ts': shopUse }, async (folder) => {
    const contract = await loadContract(join(folder, 'openapi.yaml'));
    const { notes } = await generateClient(contract, {
      language: 'typescript',
      out: join(folder, 'client'),
      force: true,
    });
    expect(compile(join(folder, 'client'), ['use.ts', 'index.d.ts'])).toEqual([]);
    expect(notes).toEqual([
      {
        pointer: '#/paths/~1things~1{id}/delete',
        message: 'an object with a function then is taken for a promise: it is then_ in the client',
      },
    ]);
    const text = async (name: string) => readFile(join(folder, 'client', name), 'utf8');
    expect(JSON.parse(await text('package.json'))).toMatchObject({
      name: 'shop-b-of-things-b-client',
      version: '2.1.0',
      license: 'MIT',
      type: 'module',
    });
    expect(await text('README.md')).toContain("createClient({ baseUrl: 'https://shop.example/v2' })");
    expect(await text('README.md')).toContain('Shop \\<b\\>"of things"\\</b\\>');
    expect(await text('index.d.ts')).toContain(' * @deprecated\n');
  }));

test('texts of a contract never break out of the client', () =>
  inFolder({ 'openapi.yaml': hostile }, async (folder) => {
    const out = join(folder, 'client');
    await generateClient(await loadContract(join(folder, 'openapi.yaml')), {
      language: 'typescript',
      out,
      name: 'hostile',
    });
    expect(compile(out, ['index.d.ts'])).toEqual([]);
    const { createClient } = await import(join(out, 'index.js'));
    const plain = ['addFiles', 'putBytes', 'parameters', 'values', 'getAByIdByOtherId', 'optional'];
    const odd = ['__proto__', 'constructor', "it's", 'class', 'Api::V1::Users#add', `1 change/~"\`\${x}\``];
    expect(Object.keys(createClient({ baseUrl: 'http://127.0.0.1' })).sort()).toEqual([...plain, ...odd].sort());
    expect((await readFile(join(out, 'README.md'), 'utf8')).match(/```/g)).toHaveLength(4);
  }));
