import type { RequestExample } from '../../contract/document/operation-examples.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import type { Identity } from '../http/identity.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** The requests that the contract writes down, each of which has to get the answer of its name. */
export function* exampleCases(operation: TestedOperation, identity: Identity): Generator<Case> {
  for (const example of operation.examples) {
    const parts = partsOf(operation, example);
    if (!parts) continue;
    const { name, status, pointer } = example;
    const [first] = [...example.parameters.keys()].filter(({ in: location }) => location === 'path');
    const succeeds = status === undefined || status.startsWith('2');
    // Names and passwords of examples are nobody's: where somebody's are known, those are sent instead.
    if (operation.givesTokens && succeeds && identity.user) continue;
    const expectation =
      operation.givesTokens && succeeds
        ? ({ kind: 'answered' } as const)
        : status === undefined
          ? ({ kind: 'accepted' } as const)
          : ({ kind: 'status', status } as const);
    yield {
      operation,
      title: name === undefined ? 'the example of the contract' : `the example "${name}"`,
      expectation,
      pointer,
      // What names a record that isn't meant to be there is part of the example, as is any other id of one that fails.
      isFilled: status === '404' || status === '410',
      ...(first && !succeeds && { at: `${first.in}/${first.name}` }),
      parts,
    };
  }
}

function partsOf({ base, maker }: TestedOperation, { parameters, body }: RequestExample): RequestParts | undefined {
  if (!base) return undefined;
  if (body && body.mediaType !== maker.body?.mediaType) return undefined;
  return { parameters: new Map([...base.parameters, ...parameters]), body: body ? body.value : base.body };
}
