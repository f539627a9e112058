import { testsWithPostgres, withDatabase } from '../postgres.ts';
import { describeDeliveries } from './delivery-cases.ts';
import { inTurn, openPostgres } from './postgres-scene.ts';

describeDeliveries(
  (run) => withDatabase((url) => run(async (options) => inTurn(await openPostgres(url, options)))),
  testsWithPostgres(),
);
