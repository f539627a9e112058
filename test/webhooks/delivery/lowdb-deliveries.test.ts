import { LowdbStore } from '../../../src/webhooks/store/lowdb-store.ts';
import { inFolder } from '../../files.ts';
import { describeDeliveries } from './delivery-cases.ts';

describeDeliveries((run) =>
  inFolder({}, (folder) =>
    run(async (options) => {
      const storage = await LowdbStore.open(folder, options);
      return { storage, deliveries: storage.deliveries };
    }),
  ),
);
