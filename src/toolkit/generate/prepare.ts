import { valueAt } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { OpenApiDocument, OperationObject, SchemaObject } from '../contract/document/openapi.ts';
import type { Operation } from '../contract/document/operations.ts';
import { walk } from '../contract/document/walk.ts';
import { findBrokenDefaults } from '../contract/schema/broken-defaults.ts';
import { completeOperations } from './complete-operations.ts';
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
  if (document.paths) document.paths = completeOperations(document, document.paths, contract.operations.map(rename));
  if (document.webhooks)
    document.webhooks = completeOperations(document, document.webhooks, contract.webhooks.map(rename));
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
