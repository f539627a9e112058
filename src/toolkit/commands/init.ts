import { join } from 'node:path';
import { plain } from '../encoding/plain.ts';
import { quoteArgument } from '../encoding/shell.ts';
import type { ProjectClient } from '../init/clients.ts';
import { collect, examples, exitCodes, type Register } from './options.ts';
import { print } from './output.ts';

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
      const clients = [...new Set(languages)].map((language) => ({ language, out: `clients/${language}` }));
      if (clients.length > 0) {
        const { findLanguage } = await import('../generate/clients/index.ts');
        for (const { language } of clients) findLanguage(language);
      }
      const { init } = await import('../init/init.ts');
      for (const file of await init(dir, { clients })) print(context.stdout, plain`${file}\n`);
      await generateClients(dir, clients, (out) => print(context.stdout, plain`${out}\n`));
      const folder = /^[\w./~][\w./~-]*$/.test(dir) ? dir : quoteArgument(dir);
      const change = dir === '.' ? '' : `cd ${folder} && `;
      print(context.stdout, plain`\nNext: ${change}npm install && npm test && npm start\n`);
      done(exitCodes.fine);
    });
};

async function generateClients(
  dir: string,
  clients: readonly ProjectClient[],
  report: (out: string) => void,
): Promise<void> {
  if (clients.length === 0) return;
  const [{ loadContract }, { generateClient }] = await Promise.all([
    import('../contract/document/load-contract.ts'),
    import('../generate/clients/generate-client.ts'),
  ]);
  const contract = await loadContract(join(dir, 'openapi.yaml'));
  await Promise.all(
    clients.map(async ({ language, out }) => {
      await generateClient(contract, { language, out: join(dir, out) });
      report(join(dir, out));
    }),
  );
}
