import { isObject } from '../../../contract/document/is-object.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type {
  ExampleObject,
  MediaTypeObject,
  ParameterObject,
  RequestBodyObject,
} from '../../../contract/document/openapi.ts';
import { type Operation, resolveReference } from '../../../contract/document/operations.ts';
import { shapeOfTemplate, startsWithTemplate, variableNames } from '../../../contract/document/path-template.ts';
import { examplesAt, findListPlace, findRecordPlace } from '../../../contract/resource/record-shape.ts';
import type { MockRecord } from '../records/mock-record.ts';
import type { RecordType } from './record-type.ts';
import type { RelationGraph } from './relation-graph.ts';
import { holdersAt } from './values.ts';

/** The records that the contract's examples, or those of a scenario, refer to: as much of each as is known. */
export function findDemands(contract: Contract, relations: RelationGraph): Map<RecordType, MockRecord[]> {
  const demands = new Map<RecordType, Map<string, MockRecord>>();
  const add = (target: RecordType, id: unknown, known: MockRecord = {}) => {
    if (target.isNested || (typeof id !== 'string' && typeof id !== 'number') || id === '') return;
    if (typeof id === 'string' && target.idTypes.has('integer')) return;
    const found = demands.get(target) ?? new Map<string, MockRecord>();
    demands.set(target, found);
    found.set(String(id), { ...known, ...found.get(String(id)), [target.id]: id });
  };
  for (const recordType of relations.all) {
    const { references, embedded } = relations.planOf(recordType);
    const given = relations.stateOf(recordType)?.seeds;
    const examples = given ?? [...examplesOf(contract, recordType), ...requestExamplesOf(contract, recordType)];
    for (const example of examples) {
      for (const { way, target } of references)
        for (const { holder, name } of holdersAt(example, way)) add(target, holder[name]);
      for (const { way, target, id } of embedded)
        for (const { holder, name } of holdersAt(example, way)) {
          const there = holder[name];
          if (isObject(there) && id !== undefined) add(target, there[id], there);
        }
    }
    for (const value of given ? [] : idExamplesOf(contract, recordType)) add(recordType, value);
  }
  return new Map([...demands].map(([recordType, found]) => [recordType, [...found.values()]]));
}

function examplesOf(contract: Contract, recordType: RecordType): unknown[] {
  const schemas = (operation: Operation) => ({
    excerpt: { document: contract.document, operation },
    instances: contract,
  });
  const { operations } = recordType.resource;
  const reader = operations.get('read')?.operation;
  const lister = operations.get('list')?.operation;
  const place = reader && findRecordPlace(schemas(reader), recordType.resource);
  const listPlace = lister && findListPlace(schemas(lister), recordType.id);
  return [
    ...(place ? examplesAt(schemas(reader), place) : []),
    ...(listPlace ? examplesAt(schemas(lister), listPlace).flatMap((list) => (Array.isArray(list) ? list : [])) : []),
  ];
}

/** What clients send by the contract's examples; not what is to fail. */
function requestExamplesOf({ document }: Contract, { resource }: RecordType): unknown[] {
  return (['create', 'replace', 'patch'] as const).flatMap((action) => {
    const operation = resource.operations.get(action)?.operation;
    if (!operation) return [];
    const { content = {} } = resolveReference<RequestBodyObject>(document, operation.node.requestBody ?? {});
    const failing = new Set(failingNames(document, operation));
    return Object.values(content as Record<string, MediaTypeObject>).flatMap(({ example, examples = {} }) => [
      ...(example === undefined ? [] : [example]),
      ...Object.entries(examples).flatMap(([name, written]) =>
        failing.has(name) ? [] : [resolveReference<ExampleObject>(document, written)?.value],
      ),
    ]);
  });
}

function failingNames(document: Contract['document'], operation: Operation): string[] {
  return Object.entries(operation.node.responses ?? {}).flatMap(([status, written]) => {
    if (!/^[45]/.test(status)) return [];
    const { content = {} } = resolveReference<{ content?: Record<string, MediaTypeObject> }>(
      document,
      written as never,
    );
    return Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples));
  });
}

/**
 * The ids that the contract has as examples of the parameters of paths to a record, and below it; not those that are to fail, nor
 * those by which another operation would be asked: with `/users/me`, no user's id is `me`.
 */
function idExamplesOf({ document, operations }: Contract, { recordPath }: RecordType): unknown[] {
  const index = variableNames(recordPath).length - 1;
  if (!recordPath.endsWith('}')) return [];
  const above = recordPath.slice(0, recordPath.lastIndexOf('{'));
  const isFree = (id: unknown) => {
    const shape = shapeOfTemplate(`${above}${id}`);
    return operations.every(({ path }) => shapeOfTemplate(path) !== shape);
  };
  return operations.flatMap((operation) => {
    if (!startsWithTemplate(operation.path, recordPath)) return [];
    // The same variable may have another name in another path.
    const name = variableNames(operation.path)[index];
    const parameter = operation.parameters.find((one) => one.name === name && one.in === 'path');
    if (!parameter) return [];
    const { example, examples = {}, schema } = resolveReference<ParameterObject>(document, parameter as never);
    const failing = new Set(failingNames(document, operation));
    const named = Object.entries(examples as Record<string, never>).flatMap(([key, written]) =>
      failing.has(key) ? [] : [resolveReference<ExampleObject>(document, written)?.value],
    );
    const inSchema =
      typeof schema === 'object'
        ? resolveReference<{ example?: unknown }>(document, schema as never)?.example
        : undefined;
    return [example, ...named, inSchema].filter((value) => value !== undefined && isFree(value));
  });
}
