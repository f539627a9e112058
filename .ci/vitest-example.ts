/** Contract tests and a matched response in Vitest, which is not installed in the repository: one run is green, one red. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const schema = { type: 'object', required: ['name'] };
const responses = { 200: { description: 'It.', content: { 'application/json': { schema } } } };
const contract = {
  openapi: '3.1.1',
  info: { title: 'Test', version: '1' },
  paths: { '/it': { get: { operationId: 'read', responses } } },
};

const example = `
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contractTests, loadContract } from 'concordat/vitest';
import { expect, test } from 'vitest';

const server = createServer(({ method, url }, response) => {
  response.setHeader('content-type', 'application/json').setHeader('allow', 'GET');
  response.statusCode = method !== 'GET' ? 405 : url?.startsWith('/it') ? 200 : 404;
  response.end(process.env['BROKEN'] === undefined ? '{"name":"x"}' : '{}');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = 'http://127.0.0.1:' + (server.address() as AddressInfo).port;
const contract = await loadContract('small.json');
contractTests({ contract, url, cases: 0 });
test('matches', async () => {
  await expect(await fetch(url + '/it')).toMatchContract(contract, 'read');
});
`;

export function writeVitestExample(folder: string): void {
  writeFileSync(join(folder, 'small.json'), JSON.stringify(contract));
  writeFileSync(join(folder, 'it.test.ts'), example);
}

/** @throws {Error} if the green run is red, or the red one green */
export function runVitestExample(folder: string): void {
  const vitest = [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', 'it.test.ts', '--no-color'];
  for (const [more, wanted, failed] of [
    [{}, 0, ''],
    [{ BROKEN: '1' }, 1, '2 failed'],
  ] as const) {
    const env = { ...process.env, ...more };
    const { status, stdout, stderr } = spawnSync(process.execPath, vitest, { cwd: folder, env, encoding: 'utf8' });
    if (status !== wanted || !stdout.includes(failed))
      throw new Error(`Vitest ended with ${status}:\n${stdout}${stderr}`);
  }
}
