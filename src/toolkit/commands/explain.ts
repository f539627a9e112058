import type { Command } from 'commander';
import { type Done, exitCodes } from './options.ts';
import { paint, print } from './output.ts';

export function registerExplain(program: Command, done: Done): void {
  program
    .command('explain')
    .argument('[code]', 'the code of a finding; without it, all of them are listed')
    .description('say what a finding of "concordat test" means, and what to do about it')
    .action(async (code: string | undefined) => {
      const { checkCodes, explanations } = await import('../check/findings/codes.ts');
      const known = checkCodes.find((one) => one === code);
      if (code !== undefined && known === undefined) {
        print(`There is no code ${code}. The codes are ${checkCodes.join(', ')}.`);
        done(exitCodes.failed);
        return;
      }
      if (known === undefined) {
        for (const one of checkCodes) print(`${one.padEnd(32)} ${explanations[one].title}`);
        return;
      }
      const { title, text, advice, ...more } = explanations[known];
      print(`${paint('bold', title)} (${known})\n\n${text}\n\nWhat to do: ${advice}`);
      if ('see' in more) print(`See ${more.see}`);
    });
}
