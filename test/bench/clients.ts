/** Compares generating the five clients of the WebHooks contract in one call with generating the slowest of them alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateClients, loadContract } from '../../src/index.ts';
import { clientLanguages } from '../../src/toolkit/generate/clients/index.ts';
import { median } from './pairs.ts';

const maxRatio = 1.3;
const rounds = 5;
const root = join(import.meta.dirname, '../..');
const languages = clientLanguages.map(({ name }) => name);
const folder = mkdtempSync(join(tmpdir(), 'concordat-bench-'));

/** In seconds, with a contract that was just read, as a command does it. */
async function generate(wanted: readonly string[]): Promise<number> {
  const contract = await loadContract(join(root, 'openapi.yaml'));
  const start = performance.now();
  await generateClients(contract, { languages: wanted, out: folder });
  return (performance.now() - start) / 1000;
}

try {
  await generate(languages);
  const rows: { alone: number[]; all: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone: number[] = [];
    for (const language of languages) alone.push(await generate([language]));
    rows.push({ alone, all: await generate(languages) });
  }
  const medians = languages.map((_, index) => median(rows.map(({ alone }) => alone[index] ?? 0)));
  const slowest = Math.max(...medians);
  const all = median(rows.map((row) => row.all));
  const round = (value: number) => Math.round(value * 100) / 100;
  console.table([
    ...languages.map((language, index) => ({ clients: language, seconds: round(medians[index] ?? 0) })),
    { clients: 'all five', seconds: round(all), ratio: round(all / slowest), target: `≤ ${maxRatio}` },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
