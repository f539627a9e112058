/**
 * Generates clients of each contract in one call, and compiles them. Run alone with a part of the names, and with languages:
 * `node test/corpus/clients.ts twilio go`.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateClient, loadContract } from '../../src/index.ts';
import { openPythonEnvironment } from '../clients/python-environment.ts';
import { type CompiledLanguage, compiledLanguages } from './compile-clients.ts';
import { installContracts, listContracts, listPublicContracts } from './contracts.ts';
import type { ClientFigures, ExaminedClients } from './examine-client.ts';

/** The share of the clients in each language that have to compile. */
const wantedShare = 0.9;
const maxWaitMs = 1_200_000;

interface Row {
  readonly contract: string;
  /** A text if the process crashed. */
  readonly result: ExaminedClients | string;
}

function examine(file: string, languages: readonly string[]): Promise<ExaminedClients | string> {
  const options = { maxBuffer: 1 << 28, timeout: maxWaitMs, killSignal: 'SIGKILL' } as const;
  const words = [join(import.meta.dirname, 'examine-client.ts'), file, ...languages];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, words, options, (error, stdout, stderr) => {
      if (!error) resolve(JSON.parse(stdout.trim().split('\n').at(-1) as string) as ExaminedClients);
      else resolve(/^\w*Error.*$/m.exec(stderr)?.[0] ?? `ended with ${child.exitCode ?? child.signalCode}`);
    });
  });
}

/** What clients in Python need is what they say of themselves. */
async function installForPython(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'concordat-corpus-'));
  try {
    const contract = await loadContract(join(import.meta.dirname, '../../openapi.yaml'));
    await generateClient(contract, { language: 'python', out: work });
    await (await openPythonEnvironment()).install(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

function stateOf({ generated, errors }: ClientFigures): string {
  if (generated !== 'ok') return short(generated);
  return errors === 0 ? 'compiles' : `${errors} errors`;
}

function columnsOf(result: ExaminedClients | string, languages: readonly CompiledLanguage[]): object {
  if (typeof result === 'string') return { operations: short(result) };
  const columns = languages.flatMap((language) => {
    const figures = result.clients[language];
    return figures ? [[language, stateOf(figures)] as const, [`${language}, s`, figures.seconds] as const] : [];
  });
  return { operations: result.operations, 'generated in, s': result.seconds, ...Object.fromEntries(columns) };
}

/** Why clients in a language don't compile: a line for each contract. */
function reasonsOf(rows: readonly Row[], language: CompiledLanguage): string[] {
  return rows.flatMap(({ contract, result }) => {
    if (typeof result === 'string') return [`${contract}: ${result}`];
    const figures = result.clients[language];
    if (figures === undefined || (figures.generated === 'ok' && figures.errors === 0)) return [];
    const reason = figures.generated === 'ok' ? figures.reasons[0] : figures.generated;
    return [`${contract}: ${reason?.slice(0, 250)}`];
  });
}

/** Prints a table and the reasons. @returns whether enough of the clients compile in each language */
export async function examineClients(filter: string, wanted: readonly string[] = []): Promise<boolean> {
  const languages = compiledLanguages.filter((language) => wanted.length === 0 || wanted.includes(language));
  if (languages.includes('python')) await installForPython();
  const queue = [...listContracts(), ...listPublicContracts()].filter(({ name }) => name.includes(filter));
  const rows: Row[] = [];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const row = { contract: next.name, result: await examine(next.file, languages) };
      rows.push(row);
      console.error(`${row.contract} ${JSON.stringify(columnsOf(row.result, languages))}`);
    }
  };
  await Promise.all([worker(), worker()]);
  rows.sort((a, b) => a.contract.localeCompare(b.contract));
  console.table(rows.map(({ contract, result }) => ({ contract, ...columnsOf(result, languages) })));
  writeFileSync(join(import.meta.dirname, 'client-results.json'), `${JSON.stringify(rows, null, 2)}\n`);
  const failed = languages.map((language) => {
    const reasons = reasonsOf(rows, language);
    for (const reason of reasons) console.log(`${language}: ${reason}`);
    return reasons.length;
  });
  for (const [index, language] of languages.entries()) {
    const compiled = rows.length - (failed[index] ?? 0);
    console.log(`${language}: ${compiled} of ${rows.length} clients compile`);
  }
  return failed.every((count) => rows.length - count >= wantedShare * rows.length);
}

if (import.meta.main) {
  installContracts();
  const [filter = '', ...languages] = process.argv.slice(2);
  process.exitCode = (await examineClients(filter, languages)) ? 0 : 1;
}
