import { joinPointer } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type {
  OpenApiDocument,
  OrReference,
  ParameterObject,
  PathItemObject,
  SchemaObject,
} from '../../../contract/document/openapi.ts';
import { methods } from '../../../contract/document/openapi.ts';
import { resolvePathItem, resolveReference } from '../../../contract/document/operations.ts';
import { walk } from '../../../contract/document/walk.ts';
import { completeOperations } from '../../complete-operations.ts';
import { makeReferencesPlain } from '../../references.ts';
import type { ClientNote } from '../language.ts';
import { writeAll, writeBooleanSchemas } from './boolean-schemas.ts';
import { renameComponents } from './component-names.ts';
import { simplifyConstants } from './constants.ts';
import { removeBrokenDiscriminator } from './discriminators.ts';
import { nameEnumValues } from './enum-names.ts';
import { removeInapplicable } from './inapplicable-keywords.ts';
import { nameInlineSchemas } from './inline-schemas.ts';
import { simplifyMap } from './maps.ts';
import { simplifyNullable } from './nullables.ts';
import { widenInteger } from './numbers.ts';
import { OperationNames } from './operation-names.ts';
import { removeOutbound } from './outbound.ts';
import { distributeParts } from './parts-with-unions.ts';
import { describePlainParts } from './plain-parts.ts';
import { simplifyTuple } from './tuples.ts';
import { splitTypes } from './type-unions.ts';

/** A contract as openapi-generator understands it, and what it couldn't be told. */
export interface ClientForm {
  readonly document: OpenApiDocument;
  readonly notes: readonly ClientNote[];
  /** Where its schemas are in the contract, by their names in the form. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * A copy of the contract's document that generators of clients read as it is meant. Its schemas accept and refuse the same
 * instances.
 */
export function makeForm(contract: Contract): ClientForm {
  const document = JSON.parse(JSON.stringify(contract.document)) as OpenApiDocument;
  const isVersion30 = contract.version === '3.0';
  const notes: ClientNote[] = [];
  const pointers = new Map<object, string>();
  walk(document, ({ node, pointer }) => pointers.set(node, pointer));
  notes.push(...removeOutbound(document));
  document.paths = prepareOperations(document, contract);
  makeReferencesPlain(document);
  for (const [from, to] of renameComponents(document))
    notes.push({
      pointer: joinPointer('#/components/schemas', from),
      message: `schema ${from} is called ${to} in code`,
    });
  const schemas = simplifyObjects(document);
  // Those inside of others first, since a tuple copies its items.
  for (const { schema, pointer } of schemas.reverse()) {
    removeInapplicable(schema);
    simplifyConstants(schema, isVersion30);
    splitTypes(schema);
    widenInteger(schema);
    const isBranch = /\/(anyOf|oneOf|not|if|then|else)(\/\d+)?$/.test(pointer);
    simplifyNullable(document, schema, { isVersion30, isBranch });
    for (const message of [simplifyTuple(schema), simplifyMap(schema)])
      if (message !== undefined && !/\/(?:not|if|then|else)(?:\/|$)/.test(pointer))
        notes.push({ pointer: pointers.get(schema) ?? pointer, message });
  }
  distributeParts(
    document,
    schemas.map(({ schema }) => schema),
  );
  for (const { schema } of schemas) describePlainParts(document, schema);
  for (const section of ['examples', 'links', 'callbacks'])
    delete (document.components as Record<string, unknown>)?.[section];
  nameInlineSchemas(document);
  walk(document, ({ kind, node }) => {
    if (kind === 'Schema') nameEnumValues(node as SchemaObject);
  });
  const origins = new Map<string, string>();
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
    if (pointers.has(schema)) origins.set(name, pointers.get(schema) as string);
  return { document, notes, origins };
}

/** Removes what generators misread, and writes schemas as objects. @returns the schemas, outer ones first */
function simplifyObjects(document: OpenApiDocument): { schema: SchemaObject; pointer: string }[] {
  const schemas: { schema: SchemaObject; pointer: string }[] = [];
  writeAll(document.components?.schemas);
  walk(document, ({ kind, node, pointer }) => {
    const changeable = node as Record<string, unknown>;
    if (kind !== 'Components') for (const keyword of ['example', 'examples', 'links']) delete changeable[keyword];
    if (kind === 'MediaType' && typeof node['schema'] === 'boolean') changeable['schema'] = {};
    // It would end a comment.
    for (const keyword of ['description', 'summary'])
      if (typeof node[keyword] === 'string') changeable[keyword] = node[keyword].replaceAll('*/', '* /');
    if (kind !== 'Schema') return;
    // The server fills them in: clients would send them in patches too, or have no literal for them.
    delete changeable['default'];
    writeBooleanSchemas(node as SchemaObject);
    removeBrokenDiscriminator(document, node as SchemaObject);
    schemas.push({ schema: node as SchemaObject, pointer });
  });
  return schemas;
}

/** Each operation has one tag, since several would make it several times, and names of its own in each language. */
function prepareOperations(document: OpenApiDocument, contract: Contract): Record<string, PathItemObject> {
  const paths = Object.fromEntries(Object.entries(document.paths ?? {}).filter(([path]) => !path.startsWith('x-')));
  const completed = completeOperations(document, paths, contract.operations);
  const tags = new Map(contract.operations.map(({ method, path, tag }) => [`${method} ${path}`, tag]));
  const names = new OperationNames();
  // Others are not read by the server either, and generators can't name them.
  const isNamed = (parameter: OrReference<ParameterObject>) => Boolean(resolveReference(document, parameter)?.name);
  return Object.fromEntries(
    Object.entries(completed).map(([path, written]) => {
      const item = { ...resolvePathItem(document, written) };
      if (item.parameters) item.parameters = item.parameters.filter(isNamed);
      for (const method of methods) {
        const operation = item[method];
        if (operation === undefined) continue;
        item[method] = {
          ...operation,
          ...(operation.parameters && { parameters: operation.parameters.filter(isNamed) }),
          operationId: names.nameOperation(operation.operationId ?? '', method, path),
          tags: [names.nameTag(tags.get(`${method} ${path}`) ?? 'Default')],
        };
      }
      return [path, item];
    }),
  );
}
