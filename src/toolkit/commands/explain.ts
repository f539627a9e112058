import { suggest } from '../contract/document/similar-names.ts';
import { plain } from '../encoding/plain.ts';
import { exitCodes, type Register } from './options.ts';
import { createPaint, print } from './output.ts';

export const registerExplain: Register = (program, context, done) => {
  program
    .command('explain')
    .argument('[code]', 'the code of a finding (default: list all codes)')
    .description('explain a finding of "concordat test": what it means and what to do')
    .action(async (code: string | undefined) => {
      const { checkCodes, explanations } = await import('../check/findings/codes.ts');
      const known = checkCodes.find((one) => one === code);
      if (code !== undefined && known === undefined) {
        const hint = suggest(code, checkCodes);
        const list = hint === '' ? '.' : '';
        const paint = createPaint(context.stderr, context.env);
        const all = '"concordat explain" lists all codes';
        print(context.stderr, plain`${paint('red', 'error')} there is no code ${code}${hint}${list} ${all}\n`);
        done(exitCodes.failed);
        return;
      }
      if (known === undefined) {
        for (const one of checkCodes) print(context.stdout, plain`${one.padEnd(32)} ${explanations[one].title}\n`);
        return;
      }
      const { title, text, advice, ...more } = explanations[known];
      const paint = createPaint(context.stdout, context.env);
      print(context.stdout, plain`${paint('bold', title)} (${known})\n\n${text}\n\nWhat to do: ${advice}\n`);
      if ('see' in more) print(context.stdout, plain`See ${more.see}\n`);
    });
};
