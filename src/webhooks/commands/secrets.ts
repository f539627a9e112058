import { readConfig } from '../config.ts';
import { KeyRing } from '../secrets/key-ring.ts';
import { SealedSecrets } from '../secrets/sealed-secrets.ts';
import { LowdbStore } from '../store/lowdb-store.ts';
import { noStore } from '../store/store-error.ts';
import { hasStore } from '../store/store-files.ts';
import { print } from './context.ts';
import type { Register } from './register.ts';
import { withControl } from './with-control.ts';

export const registerSecrets: Register = (program, context) => {
  const secrets = program.command('secrets').description('Manage the key that encrypts the secrets of locations.');
  secrets
    .command('rekey')
    .description('Replace the key, with or without a running service, and encrypt all secrets with the new one.')
    .action(async () => {
      const { keyId, count } = await withControl(context, (control) => control.rekeySecrets());
      print(context, `the secrets of ${count} locations are encrypted with the key ${keyId}`);
      print(context, 'backups from before need the old key: make a new backup, and copy the key with it');
    });
  secrets
    .command('discard')
    .description("Remove the secrets that can't be decrypted as their key is lost; the service must be stopped.")
    .action(async () => {
      const { dataDir, secretsKey } = readConfig(context.env);
      if (!(await hasStore(dataDir))) throw noStore(dataDir);
      // The store itself, as the service doesn't open without the key.
      const store = await LowdbStore.open(dataDir);
      try {
        const lost = await new SealedSecrets(store, await KeyRing.open(dataDir, secretsKey)).discardUnreadable();
        for (const businessId of lost) print(context, `the secret of location ${businessId} was removed`);
        if (lost.length === 0) print(context, 'all secrets can be decrypted; nothing was removed');
      } finally {
        await store.close();
      }
    });
};
