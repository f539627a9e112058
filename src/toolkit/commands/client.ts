import { plain } from '../encoding/plain.ts';
import { hideCredentials } from '../encoding/url.ts';
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
const languages = 'typescript, python, go, java or rust; untested: kotlin and all others of openapi-generator';

export const registerClient: Register = (program, context, done) => {
  withContractOptions(program.command('client').argument('<language>', languages))
    .argument('[options...]', 'options for the generator, after --')
    .description('generate a client in a language from a contract')
    .requiredOption('--out <dir>', 'the folder for the client')
    .option('--name <name>', "the name of the client's package (default: made of the contract's title)")
    .option('--check', 'write nothing, and exit with 1 if a file is missing or stale')
    .option('--force', 'write also into a folder with other files, or replace a client in another language')
    .addHelpText(
      'after',
      examples(
        'concordat client typescript --out client',
        'concordat client typescript --spec petstore.yaml --out clients/petstore --name @shop/petstore',
        'concordat client typescript --out client --check   # in CI: is the client up to date?',
      ),
    )
    .action(async (language: string, options: readonly string[], given: ClientCommandOptions) => {
      const { out, name, check = false, force = false, spec, ...loadOptions } = given;
      const [{ loadContract }, { generateClient }, { findLanguage }] = await Promise.all([
        import('../contract/document/load-contract.ts'),
        import('../generate/clients/generate-client.ts'),
        import('../generate/clients/index.ts'),
      ]);
      // Before the contract is read: it may take long, or be the wrong one.
      findLanguage(language);
      const { contract, files, notes } = await withProgress(context, async ({ step }) => {
        step(`reading ${hideCredentials(spec)}`);
        const contract = await loadContract(spec, loadOptionsOf(loadOptions));
        step(`generating a client for ${contract.operations.length} operations`);
        const client = await generateClient(contract, { language, out, name, check, force, options });
        return { contract, ...client };
      });
      await printWarnings(context, contract);
      for (const note of notes) await printWarning(context, contract, note);
      const changed = files.filter(({ state }) => state !== 'unchanged');
      const stale = check && changed.length > 0;
      if (stale) {
        for (const { path, state } of changed) print(context.stdout, plain`${path} is ${state}\n`);
        print(context.stdout, plain`Run the same command without --check\n`);
      } else if (changed.length === 0) print(context.stdout, plain`${out} is up to date\n`);
      else
        print(
          context.stdout,
          plain`${out}: ${changed.length} of ${files.length} files changed. README.md has a first call\n`,
        );
      done(stale ? exitCodes.findings : exitCodes.fine);
    });
};
