import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { checkJava, jvmOptions, provideGenerator } from '../../openapi-generator.ts';

/** One client for openapi-generator to make. */
export interface GeneratorJob {
  /** The name of the generator: `python`. */
  readonly generator: string;
  readonly document: object;
  /** Its options, by their names; `library`, `nameMappings` and such are at the top of its configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What became of a job: its files by their paths with `/`, or what the generator printed. */
export type GeneratorResult =
  | { readonly files: ReadonlyMap<string, string>; readonly log: string }
  | { readonly files: undefined; readonly log: string };

const run = promisify(execFile);

/** Of one JVM, in which the jobs share threads: contracts nest schemas deeply. */
const threadStack = '-Xss64m';

/** Without stubs of documentation and tests, which say nothing that the code doesn't. */
const parts = {
  apis: '',
  models: '',
  supportingFiles: '',
  apiDocs: 'false',
  modelDocs: 'false',
  apiTests: 'false',
  modelTests: 'false',
};

/**
 * Runs several generators in one JVM, as its start takes longer than a generator does.
 * @throws {GenerateError} `javaMissing`, `generatorMissing`
 */
export async function runGenerators(jobs: readonly GeneratorJob[]): Promise<GeneratorResult[]> {
  const purpose = { what: 'clients in other languages than TypeScript', otherwise: '' };
  const jar = await provideGenerator(purpose);
  // Without waiting, so that nothing else begins before Java runs.
  const work = mkdtempSync(join(tmpdir(), 'concordat-'));
  try {
    const configs = jobs.map((job, index) => writeJob(join(work, String(index)), job));
    const threads = String(Math.min(jobs.length, availableParallelism()));
    const options = [...jvmOptions, threadStack, '-jar', jar, 'batch', '--threads', threads, ...configs];
    const printed = await run('java', options, { cwd: work, maxBuffer: 1 << 28 }).catch(
      async (error: { stdout?: string; stderr?: string; message: string }) => {
        await checkJava(purpose);
        // One job that fails makes the whole end with 1; which one it is, its files say.
        return { stdout: error.stdout ?? '', stderr: error.stderr || error.message };
      },
    );
    const log = `${printed.stdout}\n${printed.stderr}`;
    return await Promise.all(
      jobs.map(async (_, index) => {
        const files = await readFiles(join(work, String(index), 'out'));
        const isWhole = files.has('.openapi-generator/FILES');
        return { files: isWhole ? files : undefined, log: log.replaceAll(work + sep, '') } as GeneratorResult;
      }),
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function writeJob(folder: string, { generator, document, options, settings }: GeneratorJob): string {
  mkdirSync(folder);
  const contract = join(folder, 'contract.json');
  const config = join(folder, 'config.json');
  writeFileSync(contract, JSON.stringify(document));
  const written = {
    ...settings,
    generatorName: generator,
    inputSpec: contract,
    outputDir: join(folder, 'out'),
    validateSpec: false,
    additionalProperties: options,
    globalProperties: parts,
  };
  writeFileSync(config, JSON.stringify(written));
  return config;
}

async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    paths.sort().map(async (path) => {
      const name = relative(folder, path).split(sep).join('/');
      return [name, await readFile(path, 'utf8')] as const;
    }),
  );
  return new Map(texts);
}
