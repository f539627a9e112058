import { join } from 'node:path';
import { plain } from '../encoding/plain.ts';
import { quoteArgument } from '../encoding/shell.ts';
import { collect, examples, exitCodes, type Register } from './options.ts';
import { print } from './output.ts';

/** In the project. */
const clientsFolder = 'clients';

export const registerInit: Register = (program, context, done) => {
  program
    .command('init')
    .argument('[dir]', 'the folder for the project', '.')
    .description('start a project: a small contract, code generated from it, a server and its tests')
    .option('--client <language>', 'generate a client as well, in clients/LANGUAGE; may be repeated', collect, [])
    .addHelpText(
      'after',
      examples(
        'concordat init shop',
        'concordat init shop --client typescript',
        'concordat init shop && cd shop && npm install && npm test',
      ),
    )
    .action(async (dir: string, { client: languages }: { readonly client: readonly string[] }) => {
      const wanted = [...new Set(languages)];
      const clients = wanted.map((language) => ({ language, out: `${clientsFolder}/${language}` }));
      if (clients.length > 0) {
        const { findLanguage } = await import('../generate/clients/index.ts');
        for (const { language } of clients) findLanguage(language);
      }
      const { init } = await import('../init/init.ts');
      for (const file of await init(dir, { clients })) print(context.stdout, plain`${file}\n`);
      if (clients.length > 0) await makeClients(dir, wanted);
      for (const { out } of clients) print(context.stdout, plain`${join(dir, out)}\n`);
      const folder = /^[\w./~][\w./~-]*$/.test(dir) ? dir : quoteArgument(dir);
      const change = dir === '.' ? '' : `cd ${folder} && `;
      print(context.stdout, plain`\nNext: ${change}npm install && npm test && npm start\n`);
      done(exitCodes.fine);
    });
};

async function makeClients(dir: string, languages: readonly string[]): Promise<void> {
  const [{ loadContract }, { generateClients }] = await Promise.all([
    import('../contract/document/load-contract.ts'),
    import('../generate/clients/generate-client.ts'),
  ]);
  await generateClients(await loadContract(join(dir, 'openapi.yaml')), { languages, out: join(dir, clientsFolder) });
}
