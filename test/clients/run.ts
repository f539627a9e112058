/**
 * Generates the clients of two contracts, compiles them, and runs a scenario with each: against the mock, and that of our own
 * contract against the service too. What they saw has to be the same. `npm run test:clients -- python go` takes some languages.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { generateClient, loadContract } from '../../src/index.ts';
import { createMock } from '../../src/mock.ts';
import { password, startInFolder } from '../webhooks/service.ts';
import { type ClientFolder, cacheFolder, execute, missingTool, type Toolchain } from './toolchain.ts';
import { toolchains } from './toolchains.ts';

interface Row {
  readonly language: string;
  readonly scenario: string;
  readonly server: string;
  readonly result: unknown;
}

const root = join(import.meta.dirname, '../..');
const contracts = [
  { scenario: 'webhooks', steps: 8, contract: await loadContract(join(root, 'openapi.yaml')) },
  { scenario: 'parcels', steps: 10, contract: await loadContract(join(import.meta.dirname, 'parcels.yaml')) },
] as const;

const wanted = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'concordat-clients-'));
mkdirSync(cacheFolder, { recursive: true });
const failures: string[] = [];
const rows: Row[] = [];

/** Those of the languages whose tools are here. In CI all have to be. */
async function findToolchains(): Promise<Toolchain[]> {
  const found: Toolchain[] = [];
  for (const toolchain of toolchains.filter(({ language }) => wanted.length === 0 || wanted.includes(language))) {
    const missing = await missingTool(toolchain);
    if (missing === undefined) found.push(toolchain);
    else if (process.env['CI']) failures.push(`${toolchain.language}: there is no ${missing}`);
    else console.log(`${toolchain.language} skipped: there is no ${missing}`);
  }
  return found;
}

/** All languages of a contract at once, which share a JVM. */
async function generateAll(languages: readonly string[]): Promise<Map<string, ClientFolder[]>> {
  const clients = new Map<string, ClientFolder[]>(languages.map((language) => [language, []]));
  for (const { scenario, contract } of contracts)
    await Promise.all(
      languages.map(async (language) => {
        const folder = join(work, 'clients', language, scenario);
        await generateClient(contract, { language, out: folder, name: `${scenario}-client` });
        clients.get(language)?.push({ scenario, folder });
        const { files } = await generateClient(contract, {
          language,
          out: folder,
          name: `${scenario}-client`,
          check: true,
        });
        if (files.some(({ state }) => state !== 'unchanged')) failures.push(`${language}: the second client differs`);
      }),
    );
  return clients;
}

async function startServers() {
  const service = await startInFolder(work, { SIGNIN_DELAY: 'off', DELIVERIES: 'off' });
  const mocks = await Promise.all(contracts.map(({ contract }) => createMock({ contract })));
  const urls = mocks.map(({ url }) => url);
  return {
    servers: [
      { scenario: 'webhooks', server: 'the service', url: service.client.url },
      ...contracts.map(({ scenario }, index) => ({ scenario, server: 'its mock', url: urls[index] as string })),
    ],
    stop: () => Promise.all([service.stop(), ...mocks.map((mock) => mock.close())]),
  };
}

try {
  const found = await findToolchains();
  const clients = await generateAll(found.map(({ language }) => language));
  const { servers, stop } = await startServers();
  try {
    for (const { language, build } of found) {
      const start = performance.now();
      try {
        const folder = join(work, language);
        mkdirSync(folder);
        const commandOf = await build(folder, clients.get(language) ?? []);
        for (const { scenario, server, url } of servers) {
          const printed = await execute(folder, [...commandOf(scenario), url, 'admin@example.com', password]);
          rows.push({ language, scenario, server, result: JSON.parse(printed) });
        }
      } catch (error) {
        failures.push(`${language}: ${(error as Error).message}`);
      }
      console.log(`${language}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    }
  } finally {
    await stop();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The first values that differ, as `read.name: "a", not "b"`. */
function differences(value: unknown, other: unknown, path = ''): string[] {
  if (isDeepStrictEqual(value, other)) return [];
  const areObjects = [value, other].every((one) => typeof one === 'object' && one !== null);
  if (!areObjects) return [`${path}: ${JSON.stringify(value)}, not ${JSON.stringify(other)}`];
  const names = new Set([...Object.keys(value as object), ...Object.keys(other as object)]);
  return [...names].flatMap((name) =>
    differences((value as Record<string, unknown>)[name], (other as Record<string, unknown>)[name], `${path}.${name}`),
  );
}

const table = rows.map(({ language, scenario, server, result }) => {
  const first = rows.find((row) => row.scenario === scenario) as Row;
  const found = differences(result, first.result);
  if (found.length > 0) failures.push(`${language}, ${scenario}, ${server}: ${found.slice(0, 5).join('; ')}`);
  const steps = Object.values(result as object).filter((step) => step !== false).length;
  const expected = contracts.find((one) => one.scenario === scenario)?.steps;
  if (steps !== expected) failures.push(`${language}, ${scenario}, ${server}: ${steps} of ${expected} steps`);
  return { language, contract: scenario, server, steps, 'as the first': found.length === 0 };
});
console.table(table);
for (const failure of failures) console.error(failure);
console.log(`${table.length} runs, ${failures.length} failures`);
process.exitCode = failures.length > 0 ? 1 : 0;
