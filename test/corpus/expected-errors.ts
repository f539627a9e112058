import type { CheckFinding, Contract } from '../../src/index.ts';
import { shapeOf } from '../../src/toolkit/check/plan/references.ts';
import { excerptOf } from '../../src/toolkit/contract/document/excerpt.ts';
import type { Operation } from '../../src/toolkit/contract/document/operations.ts';
import { findRecordPlace } from '../../src/toolkit/contract/resource/record-shape.ts';
import { findResources } from '../../src/toolkit/contract/resource/resources.ts';
import { RequestMaker } from '../../src/toolkit/instances/index.ts';

interface Expected {
  /** Why the contract can't be kept there, or what the mock can't know. */
  readonly reason: string;
  readonly rules: readonly CheckFinding['rule'][];
  readonly applies: (finding: CheckFinding, operation: Operation, contract: Contract) => boolean;
}

const statusesOf = ({ node }: Operation) => Object.keys(node.responses ?? {});
const isRefused = ({ answer }: CheckFinding) =>
  answer !== undefined && [400, 401, 403, 404, 415, 422].includes(answer.status);

const expected: readonly Expected[] = [
  {
    reason: 'the operation declares no refusals',
    rules: ['undeclared-status'],
    applies: (finding, operation) =>
      isRefused(finding) && !statusesOf(operation).some((key) => /^(4|default)/i.test(key)),
  },
  {
    reason: 'the operation declares other refusals than this one',
    rules: ['undeclared-status'],
    applies: (finding, operation) => isRefused(finding) && statusesOf(operation).some((key) => /^4/.test(key)),
  },
  {
    reason: 'the operation declares no response, or an interim one only',
    rules: ['undeclared-status'],
    applies: (_finding, operation) => statusesOf(operation).every((key) => /^1|^x-/.test(key)),
  },
  {
    reason: 'the operation declares nothing but failures of the server',
    rules: ['server-error'],
    applies: (_finding, operation) => statusesOf(operation).every((key) => /^5/.test(key)),
  },
  {
    reason: 'nothing satisfies the schema of the response',
    rules: ['invalid-body', 'undeclared-media-type', 'server-error', 'leaked-internals'],
    applies: ({ answer }, operation, { document }) =>
      answer !== undefined && hasUnsatisfiable(document, operation, answer.status),
  },
  {
    reason: 'two paths of the contract are alike but for the names of their variables',
    rules: ['valid-refused', 'invalid-accepted', 'undeclared-status', 'invalid-body', 'undeclared-media-type'],
    applies: (_finding, { path, method }, { operations }) =>
      operations.filter((one) => one.method === method && shapeOf(one.path) === shapeOf(path)).length > 1,
  },
  {
    reason: 'one request would need two Authorization headers',
    rules: ['credentials-refused'],
    applies: (_finding, { security }) => security.some((requirement) => Object.keys(requirement).length > 1),
  },
  {
    reason: "no response shows a record's id, so that the mock has no records",
    rules: ['not-deleted', 'not-listed', 'not-created', 'not-kept', 'not-read-back', 'list-page', 'list-size'],
    applies: (_finding, operation, contract) => !isStateful(contract, operation),
  },
];

function hasUnsatisfiable(document: Contract['document'], operation: Operation, status: number): boolean {
  const excerpt = excerptOf(document, operation, 'paths');
  const { instances } = new RequestMaker(excerpt);
  const declared = operation.node.responses?.[status] ?? operation.node.responses?.['default'];
  const content = declared && 'content' in declared ? Object.keys(declared.content ?? {}) : [];
  const key = operation.node.responses?.[status] ? status : 'default';
  return content.some((type) => {
    const token = type.replaceAll('~', '~0').replaceAll('/', '~1');
    try {
      return instances.valid(`${operation.pointer}/responses/${key}/content/${token}/schema`) === undefined;
    } catch {
      // It can't be compiled: a reference goes through another one.
      return true;
    }
  });
}

function isStateful(contract: Contract, operation: Operation): boolean {
  const resource = findResources(contract).find(({ operations }) =>
    [...operations.values()].some((member) => member.operation === operation),
  );
  const read = resource?.operations.get('read')?.operation;
  if (!resource || !read) return false;
  const excerpt = excerptOf(contract.document, read, 'paths');
  const { instances } = new RequestMaker(excerpt);
  return findRecordPlace({ excerpt, instances }, resource) !== undefined;
}

/** Why an error of the mock or of `createApp` is expected; undefined if it is not. */
export function explainError(contract: Contract, finding: CheckFinding): string | undefined {
  const operation = contract.operations.find(({ operationId }) => operationId === finding.operations[0]);
  if (!operation) return undefined;
  return expected.find(({ rules, applies }) => rules.includes(finding.rule) && applies(finding, operation, contract))
    ?.reason;
}
