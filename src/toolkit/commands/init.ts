import { plain } from '../encoding/plain.ts';
import { quoteArgument } from '../encoding/shell.ts';
import { examples, exitCodes, type Register } from './options.ts';
import { print } from './output.ts';

export const registerInit: Register = (program, context, done) => {
  program
    .command('init')
    .argument('[dir]', 'the folder for the project', '.')
    .description('start a project: a small contract, code generated from it, a server and its tests')
    .addHelpText('after', examples('concordat init shop', 'concordat init shop && cd shop && npm install && npm test'))
    .action(async (dir: string) => {
      const { init } = await import('../init/init.ts');
      for (const file of await init(dir)) print(context.stdout, plain`${file}\n`);
      const folder = /^[\w./~][\w./~-]*$/.test(dir) ? dir : quoteArgument(dir);
      const change = dir === '.' ? '' : `cd ${folder} && `;
      print(context.stdout, plain`\nNext: ${change}npm install && npm test && npm start\n`);
      done(exitCodes.fine);
    });
};
