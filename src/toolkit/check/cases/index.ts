import type { Identity } from '../http/identity.ts';
import type { Case } from '../plan/case.ts';
import type { Plan } from '../plan/plan.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { combinedCases } from './combined.ts';
import { containerCases } from './containers.ts';
import { credentialsCases } from './credentials.ts';
import { exampleCases } from './examples.ts';
import { invalidCases } from './invalid.ts';
import { protocolCases } from './protocol.ts';
import { validCases } from './valid.ts';

/** The cases of an operation that need no others before them, in the order in which they are sent. */
export function* casesOf(operation: TestedOperation, plan: Plan, identity: Identity): Generator<Case> {
  yield* exampleCases(operation, identity);
  yield* combinedCases(operation, validCases(operation), plan.references);
  yield* containerCases(operation, plan.references);
  yield* invalidCases(operation, plan.formats);
  yield* credentialsCases(operation, identity, plan.contract);
  yield* protocolCases(operation, plan);
}
