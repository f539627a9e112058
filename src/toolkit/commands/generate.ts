import { type Command, InvalidArgumentError } from 'commander';
import { plain } from '../encoding/plain.ts';
import { hideCredentials } from '../encoding/url.ts';
import type { GeneratedFile } from '../generate/generate.ts';
import {
  type ContractOptions,
  examples,
  exitCodes,
  loadOptionsOf,
  type Register,
  specOf,
  withContractArgument,
} from './options.ts';
import { createPaint, print, printWarnings } from './output.ts';
import { withProgress } from './progress.ts';

interface GenerateCommandOptions extends ContractOptions {
  readonly out: string;
  readonly only: readonly GeneratedFile[];
  readonly check?: boolean;
}

const allFiles: readonly GeneratedFile[] = ['types', 'server', 'enums'];

export const registerGenerate: Register = (program, context, done) => {
  withContractArgument(program.command('generate'))
    .description('generate typed code from a contract: types.ts, server.ts and enums.ts')
    .option('--out <dir>', 'the folder for the files', 'generated')
    .option('--only <files>', 'which files, separated by commas', parseFiles, allFiles)
    .option('--check', 'write nothing, and exit with 1 if a file is missing or stale')
    .addHelpText(
      'after',
      examples(
        'concordat generate',
        'concordat generate petstore.yaml --out src/petstore --only types',
        'concordat generate --check   # in CI: is the generated code up to date?',
      ),
    )
    .action(async (file: string | undefined, given: GenerateCommandOptions, command: Command) => {
      const { out, only, check = false, ...options } = given;
      const spec = specOf(file, given, command);
      const [{ loadContract }, { generate }] = await Promise.all([
        import('../contract/document/load-contract.ts'),
        import('../generate/generate.ts'),
      ]);
      const { contract, files } = await withProgress(context, async ({ step }) => {
        step(`reading ${hideCredentials(spec)}`);
        const contract = await loadContract(spec, loadOptionsOf(options));
        step(`generating ${only.map((file) => `${file}.ts`).join(', ')} for ${contract.operations.length} operations`);
        return { contract, files: await generate(contract, { out, only, check }) };
      });
      await printWarnings(context, contract);
      const paint = createPaint(context.stdout, context.env);
      for (const { path, state } of files) {
        if (!check) print(context.stdout, plain`${path} ${paint('dim', state)}\n`);
        else if (state !== 'unchanged') print(context.stdout, plain`${path} is ${state}: run concordat generate\n`);
      }
      const stale = check && files.some(({ state }) => state !== 'unchanged');
      if (check && !stale) print(context.stdout, plain`${out} is up to date\n`);
      done(stale ? exitCodes.findings : exitCodes.fine);
    });
};

function parseFiles(text: string): readonly GeneratedFile[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !allFiles.includes(name as GeneratedFile));
  if (unknown.length > 0) throw new InvalidArgumentError(`${unknown.join(', ')} is not one of ${allFiles.join(', ')}.`);
  return wanted as GeneratedFile[];
}
