/** Generates the clients of a contract in one call, compiles them, and prints what became of them, as JSON. */
import { join } from 'node:path';
import { generateClient, loadContract } from '../../src/index.ts';
import { inFolder } from '../files.ts';
import { type CompiledLanguage, clientCompilers, compiledLanguages } from './compile-clients.ts';

/** What became of a client in one language. */
export interface ClientFigures {
  /** `ok`, or the message of the error. */
  readonly generated: string;
  /** How many errors there are. */
  readonly errors: number;
  /** Some of them. */
  readonly reasons: readonly string[];
  /** What compiling it took. */
  readonly seconds: number;
}

export interface ExaminedClients {
  readonly operations: number;
  /** What generating them took. */
  readonly seconds: number;
  readonly clients: Readonly<Partial<Record<CompiledLanguage, ClientFigures>>>;
}

const secondsSince = (start: number) => Math.round((performance.now() - start) / 100) / 10;
const contract = await loadContract(process.argv[2] as string);
const wanted = process.argv.length > 3 ? process.argv.slice(3) : compiledLanguages;
const languages = compiledLanguages.filter((language) => wanted.includes(language));

await inFolder({}, async (work) => {
  const start = performance.now();
  const made = await Promise.allSettled(
    languages.map((language) => generateClient(contract, { language, out: join(work, language) })),
  );
  const generated = secondsSince(start);
  const figures: Partial<Record<CompiledLanguage, ClientFigures>> = {};
  for (const [index, one] of made.entries()) {
    const language = languages[index] as CompiledLanguage;
    const started = performance.now();
    const errors = one.status === 'fulfilled' ? await clientCompilers[language](join(work, language), contract) : [];
    figures[language] = {
      generated: one.status === 'fulfilled' ? 'ok' : String((one.reason as Error).message),
      errors: errors.length,
      reasons: errors.slice(0, 10),
      seconds: secondsSince(started),
    };
  }
  const examined: ExaminedClients = {
    operations: contract.operations.length,
    seconds: generated,
    clients: figures,
  };
  console.log(JSON.stringify(examined));
});
