import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { checkStore, repairStore, type StoreReport } from '../store/repair.ts';
import { type CommandContext, print } from './context.ts';
import { exitCodes, type Register } from './register.ts';
import { withControl } from './with-control.ts';

export const registerStore: Register = (program, context, done) => {
  const store = program.command('store').description('Check, repair and copy the files in DATA_DIR.');
  store
    .command('check')
    .description('Read all of a store that no service uses, and print what is damaged. Exit code 1 if something is.')
    .action(async () => {
      const report = await checkStore(readConfig(context.env).dataDir);
      printReport(context, report);
      if (report.damage.length > 0) done(exitCodes.findings);
    });
  store
    .command('repair')
    .description('Keep what can be read. The damaged files are kept beside it.')
    .action(async () => {
      const { kept, ...report } = await repairStore(readConfig(context.env).dataDir, new Date());
      printReport(context, report);
      for (const file of kept) print(context, `kept as it was: ${file}`);
      print(
        context,
        report.damage.length === 0 ? 'nothing had to be repaired' : 'the store goes on with what could be read',
      );
    });
  store
    .command('backup <file>')
    .description(
      'Write a consistent copy, beside the running service or without it. As db.json in an empty DATA_DIR it is a store.',
    )
    .action(async (file: string) => {
      await withControl(context, (control) => control.backup({ file: resolve(file) }));
      print(context, `the copy is in ${file}`);
    });
};

function printReport(context: CommandContext, { webhooks, users, tokens, damage }: StoreReport): void {
  for (const line of damage) print(context, line);
  print(context, `${webhooks} webhooks, ${users} users and ${tokens} refresh tokens can be read`);
}
