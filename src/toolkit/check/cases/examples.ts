import type { RequestExample } from '../../contract/document/operation-examples.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { Identity } from '../http/identity.ts';
import type { Case } from '../plan/case.ts';
import { isReadableExample } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** The request examples of the contract. Each has to get the status of the response example of the same name. */
export function* exampleCases(operation: TestedOperation, identity: Identity): Generator<Case> {
  for (const example of operation.examples) {
    const { name, status, pointer } = example;
    const succeeds = status === undefined || status.startsWith('2');
    const parts = partsOf(operation, example, succeeds);
    if (!parts) continue;
    const pathParameter = [...example.parameters.keys()].find(({ in: kind }) => kind === 'path');
    // Lint reports an example that breaks its own schema; no server can be blamed for refusing it.
    if (succeeds && !isValid(operation, example)) continue;
    // Names and passwords in examples are made up. Where the run has real ones, a sequence sends those instead.
    if (operation.givesTokens && succeeds && identity.user) continue;
    const expectation =
      operation.givesTokens && succeeds
        ? ({ kind: 'any' } as const)
        : status === undefined
          ? ({ kind: 'accepted' } as const)
          : ({ kind: 'status', status } as const);
    yield {
      operation,
      title: name === undefined ? 'the example of the contract' : `the example "${name}"`,
      expectation,
      pointer,
      // An example of a missing record has to keep its id.
      isFilled: status === '404' || status === '410',
      ...(pathParameter && !succeeds && { location: `path/${pathParameter.name}` }),
      parts,
    };
  }
}

function isValid({ maker, instances }: TestedOperation, { parameters, body }: RequestExample): boolean {
  const pointer = maker.body?.pointer;
  return (
    [...parameters].every(([parameter, value]) => isReadableExample(parameter, value, maker)) &&
    (body === undefined || pointer === undefined || instances.isValid(body.value, pointer))
  );
}

function partsOf(
  { base, maker }: TestedOperation,
  { parameters, body }: RequestExample,
  succeeds: boolean,
): RequestParts | undefined {
  if (!base) return undefined;
  if (body && body.mediaType !== maker.body?.mediaType) return undefined;
  // What can't be sent may be what is wrong with an example of a failure.
  const sent = succeeds ? maker.arriving(body?.value) : body?.value;
  return { parameters: new Map([...base.parameters, ...parameters]), body: body ? sent : base.body };
}
