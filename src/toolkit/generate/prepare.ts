import type { Contract } from '../contract/document/load-contract.ts';
import { isJson } from '../contract/document/media-type.ts';
import type {
  HeaderObject,
  OpenApiDocument,
  OperationObject,
  ParameterObject,
  PathItemObject,
} from '../contract/document/openapi.ts';
import { type Operation, resolvePathItem } from '../contract/document/operations.ts';
import { variableNames } from '../contract/document/path-template.ts';
import { walk } from '../contract/document/walk.ts';
import { makeReferencesPlain } from './references.ts';

/**
 * A copy of the document in which each operation has a unique operationId, each parameter of a path template is
 * declared, and each parameter has a schema. openapi-typescript changes the document that it is given, hence the copy.
 */
export function prepareDocument({ document, operations, webhooks }: Contract): OpenApiDocument {
  const copy = structuredClone(document);
  removeOtherOperationIds(copy);
  if (copy.paths) copy.paths = prepareItems(copy, copy.paths, operations);
  if (copy.webhooks) copy.webhooks = prepareItems(copy, copy.webhooks, webhooks);
  giveContentSchemas(copy);
  makeReferencesPlain(copy);
  return copy;
}

/** Operations of callbacks and of shared path items must not appear in `operations`, so they lose their operationId. */
function removeOtherOperationIds(document: OpenApiDocument): void {
  walk(document, ({ kind, node, pointer }) => {
    if (kind !== 'Operation' || /^#\/(paths|webhooks)\/[^/]+\/[^/]+$/.test(pointer)) return;
    delete (node as OperationObject).operationId;
  });
}

/**
 * A parameter or header with `content` is typed by the schema of its media type; openapi-typescript makes it a string.
 * @see https://spec.openapis.org/oas/v3.1.1.html#fixed-fields-for-use-with-content
 */
function giveContentSchemas(document: OpenApiDocument): void {
  walk(document, ({ kind, node }) => {
    if (kind !== 'Parameter' && kind !== 'Header') return;
    const owner = node as HeaderObject;
    const [[mediaType, content] = []] = Object.entries(owner.content ?? {});
    if (owner.schema !== undefined || mediaType === undefined) return;
    const schema = content?.schema ?? (isJson(mediaType) ? {} : { type: 'string' });
    delete owner.content;
    owner.schema = schema;
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
