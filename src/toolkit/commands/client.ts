import { join } from 'node:path';
import { plain } from '../encoding/plain.ts';
import { hideCredentials } from '../encoding/url.ts';
import type { FileState } from '../generate/files.ts';
import {
  type ContractOptions,
  examples,
  exitCodes,
  loadOptionsOf,
  type Register,
  withContractOptions,
} from './options.ts';
import { print, printWarning, printWarnings } from './output.ts';
import { withProgress } from './progress.ts';

interface ClientCommandOptions extends ContractOptions {
  readonly out: string;
  readonly name?: string;
  readonly check?: boolean;
  readonly force?: boolean;
}

/** A test holds this to the registry, which isn't loaded for it. */
const languages =
  'typescript, python, go, java, rust, several of these, or all; untested: kotlin and all others of openapi-generator';

/** What follows `--` begins with an option of a generator. */
function splitWords(words: readonly string[]): { names: readonly string[]; options: readonly string[] } {
  const end = words.findIndex((word) => /^-|=/.test(word));
  return end < 0 ? { names: words, options: [] } : { names: words.slice(0, end), options: words.slice(end) };
}

export const registerClient: Register = (program, context, done) => {
  const command = program.command('client').argument('<language...>', languages);
  withContractOptions(command)
    .usage('[options] <language...> [-- <options of the generator>]')
    .description('generate clients from a contract, each in a language')
    .requiredOption('--out <dir>', 'the folder for the client; of several, each has a folder in it, by its language')
    .option('--name <name>', "the name of the client's package (default: made of the contract's title)")
    .option('--check', 'write nothing, and exit with 1 if a file is missing or stale')
    .option('--force', 'write also into a folder with other files, or replace a client in another language')
    .addHelpText(
      'after',
      examples(
        'concordat client typescript --out client',
        'concordat client python go --out clients   # clients/python and clients/go',
        'concordat client typescript --spec petstore.yaml --out clients/petstore --name @shop/petstore',
        'concordat client typescript --out client --check   # in CI: is the client up to date?',
      ),
    )
    .action(async (words: readonly string[], given: ClientCommandOptions) => {
      const { out, name, check = false, force = false, spec, ...loadOptions } = given;
      const [{ loadContract }, { generateClient, generateClients }, { clientLanguages, findLanguage }] =
        await Promise.all([
          import('../contract/document/load-contract.ts'),
          import('../generate/clients/generate-client.ts'),
          import('../generate/clients/index.ts'),
        ]);
      const { names: written, options } = splitWords(words);
      const all = clientLanguages.map(({ name }) => name);
      const names = [...new Set(written.flatMap((name) => (name === 'all' ? all : [name])))];
      // Before the contract is read: it may take long, or be the wrong one.
      for (const name of names) findLanguage(name);
      const [language, ...others] = names;
      if (language === undefined) return command.error("error: missing required argument 'language'");
      if (others.length > 0 && options.length > 0)
        command.error(`error: options of a generator are for one language, not for ${names.join(', ')}`);
      const { contract, clients } = await withProgress(context, async ({ step }) => {
        step(`reading ${hideCredentials(spec)}`);
        const contract = await loadContract(spec, loadOptionsOf(loadOptions));
        step(`generating clients for ${contract.operations.length} operations`);
        const shared = { name, check, force, options };
        const clients =
          others.length === 0
            ? [await generateClient(contract, { language, out, ...shared })]
            : await generateClients(contract, { languages: names, out, ...shared });
        return { contract, clients };
      });
      await printWarnings(context, contract);
      // What isn't carried over is mostly the same for all languages.
      const notes = new Map(clients.flatMap(({ notes }) => notes).map((note) => [JSON.stringify(note), note]));
      for (const note of notes.values()) await printWarning(context, contract, note);
      const folders = others.length === 0 ? [out] : names.map((name) => join(out, name));
      const stale = clients.map(({ files }, index) => reportClient(folders[index] as string, files, check));
      const isStale = stale.includes(true);
      if (isStale) print(context.stdout, plain`Run the same command without --check\n`);
      done(isStale ? exitCodes.findings : exitCodes.fine);
    });

  /** @returns whether it is stale */
  function reportClient(folder: string, files: readonly FileState[], check: boolean): boolean {
    const changed = files.filter(({ state }) => state !== 'unchanged');
    if (changed.length === 0) print(context.stdout, plain`${folder} is up to date\n`);
    else if (check) for (const { path, state } of changed) print(context.stdout, plain`${path} is ${state}\n`);
    else
      print(
        context.stdout,
        plain`${folder}: ${changed.length} of ${files.length} files changed. README.md has a first call\n`,
      );
    return check && changed.length > 0;
  }
};
