/** Clients by the command of the package: one in TypeScript makes a webhook on the mock, and is typed; one in Python is complete. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const contract = 'node_modules/concordat/openapi.yaml';

const example = `
import { loadContract } from 'concordat';
import { createMock } from 'concordat/mock';
import { createClient, signIn, unwrap } from 'webhooks-client';

const mock = await createMock({ contract: await loadContract('${contract}') });
const client = createClient({ baseUrl: mock.url + '/api' });
await signIn(client, { username: 'ada@example.com', password: 'a long password' });
const body = { BusinessId: 12345, Name: 'From a client', Action: 6, URL: 'https://crm.example/hooks' } as const;
const { Value } = await unwrap(client.createWebHook({ body }));
const { Name } = await unwrap(client.getWebHook({ path: { id: Value?.Id ?? 0 } }));
if (Name !== body.Name) throw new Error('the mock has no webhook of the client');
await mock.close();
`;

/** @returns the name of a file to be compiled and run */
export function writeClientExample(folder: string): string {
  const concordat = join(folder, 'node_modules/concordat/dist/src/cli.js');
  for (const language of ['typescript', 'python']) {
    const args = ['client', language, '--spec', contract, '--out', `clients/${language}`];
    execFileSync(process.execPath, [concordat, ...args], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  }
  const file = 'clients/python/webhooks_client/models/web_hook_create.py';
  if (!existsSync(join(folder, file))) throw new Error(`the client in Python has no ${file}`);
  writeFileSync(join(folder, 'client.ts'), example);
  return 'client.ts';
}
