import { readConfig, requireKeys } from '../config.ts';
import { openStore } from '../open-store.ts';
import { noStore } from '../store/store-error.ts';
import { hasStore } from '../store/store-files.ts';
import { print } from './context.ts';
import type { Register } from './register.ts';
import { commandLogger, withControl } from './with-control.ts';

export const registerSecrets: Register = (program, context) => {
  const secrets = program.command('secrets').description('Manage the key that encrypts the secrets of locations.');
  secrets
    .command('rekey')
    .description('Replace the key, with or without a running service, and encrypt all secrets with the new one.')
    .action(async () => {
      requireKeys(readConfig(context.env));
      const { keyId, count } = await withControl(context, (control) => control.rekeySecrets());
      print(context, `the secrets of ${count} locations are encrypted with the key ${keyId}`);
      print(context, 'backups from before need the old key: make a new backup, and copy the key with it');
    });
  secrets
    .command('discard')
    .description("Remove the secrets that can't be decrypted as their key is lost; the service must be stopped.")
    .action(async () => {
      const config = readConfig(context.env);
      requireKeys(config);
      if (config.databaseUrl === undefined && !(await hasStore(config.dataDir))) throw noStore(config.dataDir);
      const { store, shared, sealed } = await openStore(config, commandLogger(context));
      try {
        const lost = await sealed.discardUnreadable();
        for (const businessId of lost) print(context, `the secret of location ${businessId} was removed`);
        if (lost.length === 0) print(context, 'all secrets can be decrypted; nothing was removed');
        const [keyId] = sealed.keyIds;
        if (keyId !== undefined) await shared?.setKey('secrets', keyId);
      } finally {
        await store.close();
      }
    });
};
