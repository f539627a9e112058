import { joinPointer, valueAt } from '../../contract/document/json-pointer.ts';
import type { Contract } from '../../contract/document/load-contract.ts';
import type { LinkObject } from '../../contract/document/openapi.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { walk } from '../../contract/document/walk.ts';
import type { Problem, Rule } from '../rule.ts';

/**
 * The operations and parameters that links name exist.
 * @see https://spec.openapis.org/oas/v3.1.1.html#link-object
 */
export const linkTarget: Rule = {
  name: 'link-target',
  severity: 'error',
  requires: 'the operations and parameters that links name exist',
  advice: 'Name an operationId of this contract, and parameters that it has.',
  check(contract) {
    const problems: Problem[] = [];
    walk(contract.document, ({ kind, node, pointer }) => {
      if (kind === 'Link' && !('$ref' in node)) problems.push(...checkLink(contract, node, pointer));
    });
    return problems;
  },
};

function* checkLink(contract: Contract, link: LinkObject, pointer: string): Iterable<Problem> {
  const { operationId, operationRef } = link;
  if (operationId === undefined && operationRef === undefined) {
    yield {
      message: 'this link names no operation: give it an operationId or an operationRef',
      pointer,
    };
    return;
  }
  if (operationId !== undefined && operationRef !== undefined) {
    yield {
      message: 'this link has both operationId and operationRef: only one is allowed',
      pointer,
    };
  }
  // An operationRef into another document is not an operation of this contract.
  if (operationId === undefined && !String(operationRef).startsWith('#')) return;
  const target = findTarget(contract, operationId, operationRef);
  if (!target) {
    const field = operationId === undefined ? 'operationRef' : 'operationId';
    yield {
      message: `there is no operation ${operationId ?? operationRef}`,
      pointer: `${pointer}/${field}`,
    };
    return;
  }
  for (const name of Object.keys(link.parameters ?? {})) {
    const [, location, bare] = /^(path|query|header|cookie)\.(.+)$/.exec(name) ?? [];
    const known = target.parameters.some(
      (parameter) => parameter.name === name || (parameter.name === bare && parameter.in === location),
    );
    if (known) continue;
    const message = `operation ${target.operationId} has no parameter ${name}`;
    yield { message, pointer: joinPointer(`${pointer}/parameters`, name) };
  }
  if (link.requestBody !== undefined && !target.node.requestBody) {
    yield {
      message: `operation ${target.operationId} takes no request body`,
      pointer: `${pointer}/requestBody`,
    };
  }
}

function findTarget(contract: Contract, operationId?: string, operationRef?: string): Operation | undefined {
  const node = operationRef === undefined ? undefined : valueAt(contract.document, operationRef);
  return [...contract.operations, ...contract.webhooks].find((operation) =>
    operationId === undefined ? operation.node === node : operation.node.operationId === operationId,
  );
}
