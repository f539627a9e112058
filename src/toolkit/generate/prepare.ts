import { valueAt } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type {
  OpenApiDocument,
  OperationObject,
  ParameterObject,
  PathItemObject,
  SchemaObject,
} from '../contract/document/openapi.ts';
import { type Operation, resolvePathItem } from '../contract/document/operations.ts';
import { variableNames } from '../contract/document/path-template.ts';
import { walk } from '../contract/document/walk.ts';
import { findBrokenDefaults } from '../contract/schema/broken-defaults.ts';
import { viewMessages } from './message-views.ts';
import { makeReferencesPlain } from './references.ts';
import { simplifySchema } from './simple-schema.ts';
import type { Side } from './view.ts';

export interface PreparedDocument {
  readonly document: OpenApiDocument;
  /** The names that each component schema has there. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/**
 * A copy of the document in which each operation has a unique operationId, each parameter of a path template is
 * declared, and schemas are those of the values in code. openapi-typescript changes the document that it is given, hence
 * the copy, in which what YAML aliases repeat isn't shared.
 * @param side whose values they are
 * @param renamed what operations are called there, by operationId; others keep theirs
 */
export function prepareDocument(
  contract: Contract,
  renamed: ReadonlyMap<string, string>,
  side: Side,
): PreparedDocument {
  const document = JSON.parse(JSON.stringify(contract.document)) as OpenApiDocument;
  for (const { pointer } of findBrokenDefaults(contract.document))
    delete (valueAt(document, pointer.replace(/\/default$/, '')) as SchemaObject | undefined)?.['default'];
  const rename = (operation: Operation) => ({
    ...operation,
    operationId: renamed.get(operation.operationId) ?? operation.operationId,
  });
  removeWhatHasNoType(document);
  if (document.paths) document.paths = prepareItems(document, document.paths, contract.operations.map(rename));
  if (document.webhooks) document.webhooks = prepareItems(document, document.webhooks, contract.webhooks.map(rename));
  makeReferencesPlain(document);
  const isVersion30 = document.openapi.startsWith('3.0');
  walk(document, ({ kind, node }) => {
    if (kind === 'Schema') simplifySchema(node as SchemaObject, isVersion30);
  });
  return { document, names: viewMessages(document, side) };
}

/**
 * Operations of shared path items must not appear in `operations`, so they lose their operationId. Callbacks have no types.
 */
function removeWhatHasNoType(document: OpenApiDocument): void {
  walk(document, ({ kind, node, pointer }) => {
    if (kind !== 'Operation') return;
    delete (node as OperationObject).callbacks;
    if (!/^#\/(paths|webhooks)\/[^/]+\/[^/]+$/.test(pointer)) delete (node as OperationObject).operationId;
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
