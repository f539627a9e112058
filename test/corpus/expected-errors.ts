import type { CheckFinding, Contract } from '../../src/index.ts';
import { shapeOf } from '../../src/toolkit/check/plan/path-shape.ts';
import { excerptOf } from '../../src/toolkit/contract/document/excerpt.ts';
import { joinPointer } from '../../src/toolkit/contract/document/json-pointer.ts';
import type { ExampleObject, MediaTypeObject, ResponseObject } from '../../src/toolkit/contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../src/toolkit/contract/document/operations.ts';
import { cursorNames, offsetNames, pageNames } from '../../src/toolkit/contract/resource/list-parameters.ts';
import { findRecordPlace } from '../../src/toolkit/contract/resource/record-shape.ts';
import { normalizeName } from '../../src/toolkit/contract/resource/resource-names.ts';
import { findResources } from '../../src/toolkit/contract/resource/resources.ts';
import { unfilledFailure } from '../../src/toolkit/contract/response/declared-failure.ts';
import { schemasInPlace } from '../../src/toolkit/contract/schema/schema-shape.ts';
import { Instances, RequestMaker } from '../../src/toolkit/instances/index.ts';

interface Expected {
  /** Why the contract can't be kept there, or what the mock can't know. */
  readonly reason: string;
  readonly rules: readonly CheckFinding['rule'][];
  readonly applies: (finding: CheckFinding, operation: Operation, contract: Contract) => boolean;
}

const isOfOtherPages = (name: string) => [pageNames, offsetNames, cursorNames].some((names) => names.has(name));
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
    reason: "the contract's own example of a failure breaks its schema",
    rules: ['invalid-body'],
    applies: ({ answer }, operation, { document }) =>
      answer !== undefined && answer.status >= 400 && hasBrokenExample(document, operation, answer.status),
  },
  {
    reason: 'only a server knows what the declared failure needs, which createApp says at its start',
    rules: ['undeclared-media-type', 'invalid-body'],
    applies: ({ answer }, operation, contract) =>
      /^application\/problem\+json/.test(answer?.headers['content-type'] ?? '') &&
      unfilledFailure(contract, operation, answer?.status ?? 0) !== undefined,
  },
  {
    reason: 'two paths of the contract are alike but for the names of their variables',
    rules: ['valid-refused', 'invalid-accepted', 'undeclared-status', 'invalid-body', 'undeclared-media-type'],
    applies: (_finding, { path, method }, { operations }) =>
      operations.filter((one) => one.method === method && shapeOf(one.path) === shapeOf(path)).length > 1,
  },
  {
    reason: 'a list without records fits several of the shapes of which the response has to have one',
    rules: ['filter-ignored', 'list-total', 'list-size'],
    applies: ({ answer }, operation, { document }) => answer !== undefined && !mayBeEmpty(document, operation, answer),
  },
  {
    reason: 'the contract has no parameter for another page, so that the mock knows no link to it',
    rules: ['not-listed'],
    applies: ({ message }, { parameters }) =>
      message.includes('on none of the pages') && !parameters.some(({ name }) => isOfOtherPages(normalizeName(name))),
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

type Schemas = readonly { readonly pointer: string; readonly media: MediaTypeObject }[];

/** The schemas of an operation's responses with a status; of all of them, where that is no declared one. */
function schemasOf(document: Contract['document'], operation: Operation, status: number): Schemas {
  const { responses = {} } = operation.node;
  const own = [String(status), 'default'].filter((key) => key in responses).slice(0, 1);
  return (own.length > 0 ? own : Object.keys(responses)).flatMap((key) => {
    const written = responses[key] ?? {};
    const { content = {} } = resolveReference<ResponseObject>(document, written);
    const pointer = written.$ref ?? joinPointer(operation.pointer, 'responses', key);
    return Object.entries(content).flatMap(([type, media]) =>
      media.schema === undefined ? [] : [{ pointer: joinPointer(pointer, 'content', type, 'schema'), media }],
    );
  });
}

function hasUnsatisfiable(document: Contract['document'], operation: Operation, status: number): boolean {
  const instances = new Instances(excerptOf(document, operation, 'paths').document, 'response');
  return schemasOf(document, operation, status).some(({ pointer }) => {
    try {
      return instances.valid(pointer) === undefined;
    } catch {
      // It can't be compiled: a reference goes through another one, or leads nowhere.
      return true;
    }
  });
}

function mayBeEmpty(
  document: Contract['document'],
  operation: Operation,
  { status, body }: NonNullable<CheckFinding['answer']>,
): boolean {
  const instances = new Instances(excerptOf(document, operation, 'paths').document, 'response');
  const listed = parsed(body);
  // A long body is shown cut.
  if (listed === undefined) return true;
  const withoutRecords = Array.isArray(listed)
    ? []
    : Object.fromEntries(
        Object.entries(listed ?? {}).map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
      );
  return schemasOf(document, operation, status).every(
    ({ pointer, media }) =>
      !schemasInPlace(document, media.schema).some(({ oneOf }) => oneOf) || instances.isValid(withoutRecords, pointer),
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function hasBrokenExample(document: Contract['document'], operation: Operation, status: number): boolean {
  const instances = new Instances(excerptOf(document, operation, 'paths').document, 'response');
  return schemasOf(document, operation, status).some(({ pointer, media: { example, examples = {}, schema } }) => {
    const named = Object.values(examples).map((one) => resolveReference<ExampleObject>(document, one).value);
    const inSchemas = schemasInPlace(document, schema).map((part) => part['example']);
    const written = [example, ...named, ...inSchemas].filter((value) => value !== undefined);
    return written.some((value) => !instances.isValid(value, pointer));
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
