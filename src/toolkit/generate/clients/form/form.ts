import { pointerTokens, valueAt } from '../../../contract/document/json-pointer.ts';
import type { Contract } from '../../../contract/document/load-contract.ts';
import type {
  OpenApiDocument,
  OperationObject,
  PathItemObject,
  SchemaObject,
} from '../../../contract/document/openapi.ts';
import { methods } from '../../../contract/document/openapi.ts';
import { resolvePathItem } from '../../../contract/document/operations.ts';
import { walk } from '../../../contract/document/walk.ts';
import { findBrokenDefaults } from '../../../contract/schema/broken-defaults.ts';
import { completeOperations } from '../../complete-operations.ts';
import { makeReferencesPlain } from '../../references.ts';
import type { ClientNote } from '../language.ts';
import { writeAll, writeBooleanSchemas } from './boolean-schemas.ts';
import { renameComponents } from './component-names.ts';
import { simplifyConstants } from './constants.ts';
import { nameEnumValues } from './enum-names.ts';
import { nameInlineSchemas } from './inline-schemas.ts';
import { simplifyMap } from './maps.ts';
import { simplifyNullable } from './nullables.ts';
import { widenInteger } from './numbers.ts';
import { removeOutbound } from './outbound.ts';
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
  for (const { pointer } of findBrokenDefaults(contract.document))
    delete (valueAt(document, pointer.replace(/\/default$/, '')) as SchemaObject | undefined)?.['default'];
  const pointers = new Map<object, string>();
  walk(document, ({ node, pointer }) => pointers.set(node, pointer));
  notes.push(...removeOutbound(document));
  document.paths = prepareOperations(document, contract);
  makeReferencesPlain(document);
  for (const [from, to] of renameComponents(document))
    notes.push({ pointer: `#/components/schemas/${from}`, message: `schema ${from} is called ${to} in code` });
  const schemas = simplifyObjects(document);
  // Those inside of others first, since a tuple copies its items.
  for (const { schema, pointer } of schemas.reverse()) {
    simplifyConstants(schema, isVersion30);
    splitTypes(schema);
    widenInteger(schema);
    const isBranch = /\/(anyOf|oneOf|not|if|then|else)(\/\d+)?$/.test(pointer);
    simplifyNullable(document, schema, { isVersion30, isBranch });
    for (const message of [simplifyTuple(schema), simplifyMap(schema)])
      if (message !== undefined && !/\/(?:not|if|then|else)(?:\/|$)/.test(pointer))
        notes.push({ pointer: pointers.get(schema) ?? pointer, message });
  }
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
    if (kind !== 'Schema') return;
    writeBooleanSchemas(node as SchemaObject);
    schemas.push({ schema: node as SchemaObject, pointer });
  });
  return schemas;
}

/** Each operation has one tag, since several would make it several times, and an operationId that is unique in each language. */
function prepareOperations(document: OpenApiDocument, contract: Contract): Record<string, PathItemObject> {
  const paths = Object.fromEntries(Object.entries(document.paths ?? {}).filter(([path]) => !path.startsWith('x-')));
  const completed = completeOperations(document, paths, contract.operations);
  const tags = new Map(contract.operations.map(({ method, path, tag }) => [`${method} ${path}`, tag]));
  const taken = new Set<string>();
  return Object.fromEntries(
    Object.entries(completed).map(([path, written]) => {
      const item = { ...resolvePathItem(document, written) };
      for (const method of methods) {
        const operation = item[method];
        if (operation === undefined) continue;
        item[method] = {
          ...operation,
          operationId: nameOperation(operation, taken),
          tags: [tags.get(`${method} ${path}`) ?? 'Default'],
        };
      }
      return [path, item];
    }),
  );
}

function nameOperation({ operationId = '' }: OperationObject, taken: Set<string>): string {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  let unique = operationId;
  for (let number = 2; taken.has(plain(unique)); number++) unique = `${operationId}${number}`;
  taken.add(plain(unique));
  return unique;
}

/** Where a schema of the contract is in the form, which has moved those without a name. */
export function placeInForm(document: OpenApiDocument, pointer: string): string | undefined {
  let place = '#';
  let value: unknown = document;
  for (const token of pointerTokens(pointer)) {
    while (typeof value === 'object' && value !== null && !Object.hasOwn(value, token)) {
      const { $ref } = value as SchemaObject;
      if (typeof $ref !== 'string') return undefined;
      place = $ref;
      value = valueAt(document, $ref);
    }
    if (typeof value !== 'object' || value === null) return undefined;
    place = `${place}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    value = (value as Record<string, unknown>)[token];
  }
  return place;
}
