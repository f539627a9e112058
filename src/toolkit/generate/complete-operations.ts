import type {
  OpenApiDocument,
  OperationObject,
  ParameterObject,
  PathItemObject,
} from '../contract/document/openapi.ts';
import { type Operation, resolvePathItem } from '../contract/document/operations.ts';
import { variableNames } from '../contract/document/path-template.ts';

/** The path items with a unique operationId in each operation, and each parameter of their templates declared. */
export function completeOperations(
  document: OpenApiDocument,
  items: Record<string, PathItemObject>,
  operations: readonly Operation[],
): Record<string, PathItemObject> {
  const prepared = { ...items };
  for (const operation of operations) {
    const { path, method, operationId, node } = operation;
    const parameters = undeclaredParameters(operation);
    // A path item that is a reference is copied, since its operations get ids of this path.
    const isOwn = items[path]?.$ref === undefined && node.operationId === operationId;
    if (isOwn && parameters.length === 0) continue;
    const item = resolvePathItem(document, prepared[path] ?? {});
    const changed: OperationObject = { ...item[method], operationId };
    if (parameters.length > 0) changed.parameters = [...(changed.parameters ?? []), ...parameters];
    prepared[path] = { ...item, [method]: changed };
  }
  return prepared;
}

function undeclaredParameters({ path, parameters }: Operation): ParameterObject[] {
  const declared = new Set(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name));
  return variableNames(path)
    .filter((name, index, names) => name !== '' && !declared.has(name) && names.indexOf(name) === index)
    .map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
}
