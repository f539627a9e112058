import type { Contract } from '../contract/load-contract.ts';
import type { OpenApiDocument, OperationObject, ParameterObject, PathItemObject } from '../contract/openapi.ts';
import { type Operation, resolveReference } from '../contract/operations.ts';
import { makeReferencesPlain } from './references.ts';

/**
 * A copy of the document with what its authors left out: each operation has its unique operationId, and each parameter
 * of a path template is declared. openapi-typescript may do with it as it likes, and does.
 */
export function prepareDocument({ document, operations, webhooks }: Contract): OpenApiDocument {
  const copy = structuredClone(document);
  if (copy.paths) copy.paths = prepareItems(copy, copy.paths, operations);
  if (copy.webhooks) copy.webhooks = prepareItems(copy, copy.webhooks, webhooks);
  makeReferencesPlain(copy);
  return copy;
}

function prepareItems(
  document: OpenApiDocument,
  items: Record<string, PathItemObject>,
  operations: readonly Operation[],
): Record<string, PathItemObject> {
  const prepared = { ...items };
  for (const operation of operations) {
    const { path, method, operationId, node } = operation;
    const parameters = undeclaredParameters(operation);
    if (node.operationId === operationId && parameters.length === 0) continue;
    // A path item that is a reference gets its own copy, as the operations of the two differ by their id.
    const item = { ...resolveReference<PathItemObject>(document, prepared[path] ?? {}) };
    const changed: OperationObject = { ...item[method], operationId };
    if (parameters.length > 0) changed.parameters = [...(changed.parameters ?? []), ...parameters];
    prepared[path] = { ...item, [method]: changed };
  }
  return prepared;
}

function undeclaredParameters({ path, parameters }: Operation): ParameterObject[] {
  const declared = new Set(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name));
  return [...path.matchAll(/\{([^}]+)\}/g)]
    .map(([, name]) => name as string)
    .filter((name, index, names) => !declared.has(name) && names.indexOf(name) === index)
    .map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
}
