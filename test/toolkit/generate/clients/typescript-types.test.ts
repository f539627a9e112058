import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generateClient, loadContract } from '../../../../src/index.ts';
import { compile } from '../../../corpus/compile.ts';
import { inFolder } from '../../../files.ts';
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
