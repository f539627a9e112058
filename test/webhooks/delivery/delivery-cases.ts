import { test } from '@jest/globals';
import { describeAccepting } from './accept-cases.ts';
import { describeClock } from './clock-cases.ts';
import { type DeliveryStore, type DeliveryStoreOptions, type DescribeScene, Scene } from './delivery-scene.ts';
import { describeEndpoints } from './endpoint-cases.ts';
import { describeHealth } from './health-cases.ts';
import { describeLog } from './log-cases.ts';
import { describeTaking } from './take-cases.ts';

/**
 * The cases that every adapter of `DeliveryQueue` and `DeliveryLog` has to pass.
 * @param withStore gives a function that opens a store, which was closed or is new
 * @param define a test
 */
export function describeDeliveries(
  withStore: (run: (open: (options: DeliveryStoreOptions) => Promise<DeliveryStore>) => Promise<void>) => Promise<void>,
  define: (name: string, run: () => Promise<void>) => void = test,
): void {
  const scene: DescribeScene = (name, run, options = {}) =>
    define(name, () =>
      withStore(async (open) => {
        const made = new Scene(open, options);
        await made.open();
        try {
          await run(made);
        } finally {
          await made.store.storage.close();
        }
      }),
    );

  describeAccepting(scene);
  describeTaking(scene);
  describeEndpoints(scene);
  describeHealth(scene);
  describeLog(scene);
  describeClock(scene);
}
