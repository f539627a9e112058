/** A value is where it begins; an object, a list and what a scenario misspells are where their names are. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { locate } from '../../../../src/toolkit/contract/document/locate.ts';
import { readSource } from '../../../../src/toolkit/contract/document/read-source.ts';
import { inFolder } from '../../../files.ts';

const yaml = 'title: x\ninfo:\n  name: y\nnone: null\n';
const json = '{ "title": "x",\n"info": {\n  "name": "y" },\n"none": null }';

test.each<[pointer: string, value: unknown, onKey: boolean | undefined, inYaml: string, inJson: string]>([
  ['#', {}, undefined, '1:1', '1:1'],
  ['#', {}, true, '1:1', '1:1'],
  ['#/title', 'x', undefined, '1:8', '1:12'],
  ['#/title', 'x', true, '1:1', '1:3'],
  ['#/info', {}, undefined, '2:1', '2:1'],
  ['#/info', {}, false, '3:3', '2:9'],
  ['#/info/name', 'y', undefined, '3:9', '3:11'],
  ['#/none', null, undefined, '4:7', '4:9'],
])('%s with %j is found, on its key: %s', async (pointer, value, onKey, inYaml, inJson) => {
  await inFolder({ 'a.yaml': yaml, 'a.json': json }, async (folder) => {
    const placeIn = async (name: string) => {
      const { line, column } = await locate({ file: await readSource(join(folder, name), {}), pointer, value }, onKey);
      return `${line}:${column}`;
    };
    expect([await placeIn('a.yaml'), await placeIn('a.json')]).toEqual([inYaml, inJson]);
  });
});
