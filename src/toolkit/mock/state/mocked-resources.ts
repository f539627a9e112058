import type { Contract } from '../../contract/document/load-contract.ts';
import { findBulkOperations } from './bulk/bulk-operations.ts';
import { findMockedResources, type MockedResources } from './lists/listed-resources.ts';
import { findSignIns } from './sign-in/sign-ins.ts';
import { findSingleObjects } from './singletons/single-objects.ts';
import { findSingletonChanges } from './singletons/singleton-action.ts';

const known = new WeakMap<Contract, MockedResources>();

/** All that requests read and change: found once for a contract, as a scenario is checked against it before the mock starts. */
export function mockedResourcesOf(contract: Contract): MockedResources {
  const found = known.get(contract) ?? find(contract);
  known.set(contract, found);
  return found;
}

function find(contract: Contract): MockedResources {
  const found = findMockedResources(contract);
  const singletons = findSingleObjects(contract, found);
  const taken = new Set([
    ...[...found.resources, ...singletons].flatMap(({ operations }) =>
      [...operations.values()].map(({ operation }) => operation),
    ),
    ...[...found.views, ...found.recordActions, ...found.uploads].map(({ operation }) => operation),
    ...found.held.flatMap(({ clearing }) => clearing),
  ]);
  const bulk = findBulkOperations(contract, found.resources, taken);
  const singletonChanges = findSingletonChanges(contract, singletons, taken);
  const signIns = findSignIns(contract, found.resources, singletons);
  return { ...found, singletons, singletonChanges, bulk, signIns };
}
