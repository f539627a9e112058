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
    .description(
      'Verify all checksums and print what is damaged; the service must be stopped. Exit code 1 if there is damage.',
    )
    .action(async () => {
      const report = await checkStore(readConfig(context.env).dataDir);
      printReport(context, report);
      if (report.damage.length > 0) done(exitCodes.findings);
    });
  store
    .command('repair')
    .description('Rebuild the store from what can be read. The damaged files stay in DATA_DIR.')
    .action(async () => {
      const { kept, ...report } = await repairStore(readConfig(context.env).dataDir, new Date());
      printReport(context, report);
      for (const file of kept) print(context, `copy of a damaged file: ${file}`);
      print(
        context,
        report.damage.length === 0 ? 'nothing had to be repaired' : 'the store was rebuilt from what could be read',
      );
    });
  store
    .command('backup <file>')
    .description(
      'Write a consistent copy, with or without a running service. To use it, put it into an empty DATA_DIR as db.json.',
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
