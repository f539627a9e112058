import type { Contract } from '../contract/load-contract.ts';
import type { OpenApiDocument, OperationObject, ParameterObject, PathItemObject } from '../contract/openapi.ts';
import { type Operation, resolveReference } from '../contract/operations.ts';
import { withPlainReferences } from './references.ts';

/**
 * The document with what its authors left out: each operation has its unique operationId, and each parameter of a path
 * template is declared. What needs no change is shared with the contract's document.
 */
export function prepareDocument({ document, operations, webhooks }: Contract): OpenApiDocument {
  return withPlainReferences({
    ...document,
    ...(document.paths && {
      paths: prepareItems(document, document.paths, operations),
    }),
    ...(document.webhooks && {
      webhooks: prepareItems(document, document.webhooks, webhooks),
    }),
  });
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
    const changed: OperationObject = { ...node, operationId };
    if (parameters.length > 0) changed.parameters = [...(node.parameters ?? []), ...parameters];
    // A path item that is a reference gets its own copy, as the operations of the two differ by their id.
    prepared[path] = {
      ...resolveReference<PathItemObject>(document, prepared[path] ?? {}),
      [method]: changed,
    };
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
