/** A contract without operations is told, in every place where it would look as if all were well. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Contract, loadContract, runChecks } from '../../../../src/index.ts';
import { createApp } from '../../../../src/server.ts';
import { inFolder } from '../../../files.ts';

const head = 'openapi: 3.1.1\ninfo: {title: t, version: "1"}\n';
const webhooks = 'webhooks: {made: {post: {responses: {204: {description: fine}}}}}\n';
const load = (yaml: string): Promise<Contract> =>
  inFolder({ 'openapi.yaml': head + yaml }, (folder) => loadContract(join(folder, 'openapi.yaml')));

test.each<[what: string, yaml: string, pointer: string, message: string, isWarning: boolean]>([
  ['misspelt paths', 'pathss: {}', '#/pathss', 'it has no paths, but pathss. Did you mean paths?', true],
  ['no paths', 'components: {}', '#', 'it has no paths. Add one', true],
  ['empty paths', 'paths: {}', '#/paths', 'its paths have none. Add one', true],
  ['a misspelt method', 'paths: {/a: {gett: {}}}', '#/paths', 'its paths have none. Add one', true],
  ['webhooks alone', webhooks, '#', 'it has no paths. Add one', false],
])('%s: the app warns, and the tests do not run', async (_what, yaml, pointer, message, isWarning) => {
  const contract = await load(yaml);
  const told: unknown[] = [];
  createApp({ contract, handlers: {}, onWarning: (warning) => told.push([warning.pointer, warning.message]) });
  expect(told).toEqual([[pointer, expect.stringContaining(`the contract has no operations: ${message}`)]]);
  expect(contract.warnings.some(({ code }) => code === 'operations-missing')).toBe(isWarning);
  await expect(runChecks({ contract, url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'CHECK_EMPTY',
    message: expect.stringContaining(message),
  });
});
