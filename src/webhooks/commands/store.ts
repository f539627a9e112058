import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { readConfig } from '../config.ts';
import { importStore } from '../import-store.ts';
import { checkStore, repairStore, type StoreReport } from '../store/repair.ts';
import { restoreStore } from '../store/restore.ts';
import { useDatabaseTools } from '../store/store-error.ts';
import { type CommandContext, print } from './context.ts';
import { exitCodes, type Register } from './register.ts';
import { commandLogger, withControl } from './with-control.ts';

export const registerStore: Register = (program, context, done) => {
  const store = program.command('store').description('Check, repair, copy and restore the files in DATA_DIR.');
  store
    .command('check')
    .description(
      'Verify all checksums and numbers, and print what is damaged or missing; the service must be stopped. Exit code 1 if there is damage.',
    )
    .action(async () => {
      const report = await checkStore(folderOf(context, 'A check', 'pg_amcheck --install-missing "$DATABASE_URL"'));
      printReport(context, report);
      if (report.damage.length > 0) done(exitCodes.findings);
    });
  store
    .command('repair')
    .description('Rebuild the store from what can be read. The damaged files stay in DATA_DIR. No id is given again.')
    .action(async () => {
      const folder = folderOf(context, 'A repair', 'pg_amcheck finds damage, and pg_restore reads a backup');
      const { kept, ...report } = await repairStore(folder, new Date());
      printReport(context, report);
      for (const file of kept) print(context, `copy of a damaged file: ${file}`);
      print(
        context,
        report.damage.length === 0
          ? 'nothing had to be repaired'
          : `the store was rebuilt from what could be read; the next id is ${report.nextId}`,
      );
    });
  store
    .command('backup <file>')
    .description('Write a consistent copy, with or without a running service. `store restore` makes a store from it.')
    .action(async (file: string) => {
      await withControl(context, (control) => control.backup({ file: resolve(file) }));
      print(context, `the copy is in ${file}`);
    });
  store
    .command('restore <file>')
    .description('Make a store from a backup, in a DATA_DIR without one.')
    .option('--ids-from <id>', 'the id of the next webhook, above all that may have been given after the backup', idOf)
    .action(async (file: string, { idsFrom }: { idsFrom?: number }) => {
      const dataDir = folderOf(context, 'A restore', `pg_restore --clean --if-exists --dbname="$DATABASE_URL" ${file}`);
      const { webhooks, users, nextId, backedUpOn } = await restoreStore(dataDir, resolve(file), idsFrom);
      print(context, `${webhooks} webhooks and ${users} users were restored into ${dataDir}; the next id is ${nextId}`);
      print(context, `the backup is from ${backedUpOn ?? 'a version that noted no time'}; later changes are not in it`);
      if (idsFrom === undefined)
        print(context, 'ids that were given after it will be given again: --ids-from skips them');
    });
  store
    .command('import')
    .description(
      'Bring the store in a folder over into the database of DATABASE_URL: webhooks, users, tokens, secrets, and pending ' +
        'deliveries. Its service must be stopped. It can be repeated.',
    )
    .requiredOption('--from <folder>', 'the DATA_DIR of the store')
    .action(async ({ from }: { from: string }) => {
      const { finishedOn, ...added } = await importStore(
        readConfig(context.env),
        resolve(from),
        commandLogger(context),
      );
      if (finishedOn) {
        print(context, `the store in ${from} was brought over on ${finishedOn.toISOString()}; nothing was changed`);
        return;
      }
      const counts = Object.entries(added).map(([name, count]) => `${count} ${name}`);
      print(context, `added from ${from}: ${counts.join(', ')}`);
      print(context, 'finished deliveries stay in the folder; users whose access tokens are refused refresh them');
    });
};

/** @throws {StoreError} if the store is a database, whose own tools do that */
function folderOf({ env }: CommandContext, what: string, command: string): string {
  const { dataDir, databaseUrl } = readConfig(env);
  if (databaseUrl !== undefined) throw useDatabaseTools(what, command);
  return dataDir;
}

function idOf(value: string): number {
  const id = Number(value);
  if (!/^\d+$/.test(value) || id < 1 || !Number.isSafeInteger(id))
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}.`);
  return id;
}

function printReport(context: CommandContext, { webhooks, users, tokens, damage }: StoreReport): void {
  for (const line of damage) print(context, line);
  print(context, `${webhooks} webhooks, ${users} users and ${tokens} refresh tokens can be read`);
}
