import type { Command } from 'commander';
import { type Done, examples, exitCodes } from './options.ts';
import { print } from './output.ts';

export function registerInit(program: Command, done: Done): void {
  program
    .command('init')
    .argument('[dir]', 'the folder for the project', '.')
    .description('start a project: a small contract, code generated from it, a server and a contract test')
    .addHelpText('after', examples('concordat init shop', 'concordat init shop && cd shop && npm install && npm test'))
    .action(async (dir: string) => {
      const { init } = await import('../init/init.ts');
      const files = await init(dir);
      for (const file of files) print(file);
      print(`\nNext: ${dir === '.' ? '' : `cd ${dir} && `}npm install && npm test && npm start`);
      done(exitCodes.fine);
    });
}
