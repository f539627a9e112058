import { joinPointer, pointerTokens } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import type { SchemaObject } from '../contract/document/openapi.ts';
import type { ContractDocument } from '../contract/document/operations.ts';
import { walk } from '../contract/document/walk.ts';
import { comment, isBindable, literal, propertyKey, typeName, uniqueName } from './names.ts';

/** An enumeration for the template. Every text is TypeScript already. */
export interface Enumeration {
  readonly name: string;
  readonly comment: string;
  readonly members: readonly {
    readonly key: string;
    readonly value: string;
    readonly comment: string;
  }[];
}

/**
 * The enumerations of a contract: component schemas under their own name, those of their properties and of parameters
 * under a name made of their pointer (`Pet.status` -> `PetStatus`). An enumeration inside a body is left out, since its
 * name would change with the body, and so are the values that `not` excludes.
 */
export function listEnumerations(contract: Contract): Enumeration[] {
  const found: { name: string; named: boolean; node: SchemaObject }[] = [];
  walk(contract.document, ({ kind, node, pointer }) => {
    if (kind !== 'Schema' || !Array.isArray(node['enum']) || node['enum'].length === 0) return;
    if (insideNot.test(pointer)) return;
    const words = nameOf(contract, pointer);
    if (words) found.push({ name: words.join(' '), named: words.length === 1, node });
  });
  // Components are named first, so that they keep their names.
  const taken = new Set<string>();
  const names = new Map<SchemaObject, string>();
  for (const { name, node } of [...found].sort((a, b) => Number(b.named) - Number(a.named))) {
    names.set(node, uniqueName(isBindable(name) ? name : typeName(name), taken));
  }
  return found.map(({ node }) => ({
    name: names.get(node) as string,
    comment: comment(node['description'], ''),
    members: listMembers(node),
  }));
}

function listMembers(schema: SchemaObject): Enumeration['members'] {
  const names = textsOf(schema['x-enum-varnames']);
  const descriptions = textsOf(schema['x-enum-descriptions']);
  const taken = new Set<string>();
  return (schema.enum ?? []).map((value, index) => ({
    key: propertyKey(
      uniqueName(names[index] ?? (typeof value === 'object' ? JSON.stringify(value) : String(value)), taken),
    ),
    value: literal(value),
    comment: comment(descriptions[index], '  '),
  }));
}

function textsOf(written: unknown): (string | undefined)[] {
  return (Array.isArray(written) ? written : []).map((text) => (typeof text === 'string' ? text : undefined));
}

/** A property that is called `not` is no keyword. */
const insideNot = /(?<!\/(?:schemas|properties|patternProperties|dependentSchemas|\$defs|definitions))\/not(?:\/|$)/;

const structural = new Set([
  'properties',
  'items',
  'schema',
  'allOf',
  'anyOf',
  'oneOf',
  'additionalProperties',
  'prefixItems',
]);

/** The words of an enumeration's name, from its pointer; undefined if it has no stable name. */
function nameOf(contract: Contract, pointer: string): string[] | undefined {
  const tokens = pointerTokens(pointer);
  const isWord = (token: string) => !structural.has(token) && !/^\d+$/.test(token);
  const [root, section, name, ...rest] = tokens;
  if (root === 'components' && (section === 'schemas' || section === 'parameters')) {
    return [name as string, ...rest.filter(isWord)];
  }
  const parametersIndex = tokens.indexOf('parameters');
  if ((root !== 'paths' && root !== 'webhooks') || parametersIndex === -1) return undefined;
  const owner = joinPointer('#', ...tokens.slice(0, parametersIndex));
  const operation = [...contract.operations, ...contract.webhooks].find(
    (candidate) => candidate.pointer === owner || candidate.pointer.startsWith(`${owner}/`),
  );
  const parameter = operation?.parameters.find(
    ({ schema }) => schema && pointsInto(contract, tokens.slice(0, parametersIndex + 2), schema),
  );
  return operation && parameter
    ? [operation.operationId, parameter.name, ...tokens.slice(parametersIndex + 2).filter(isWord)]
    : undefined;
}

function pointsInto({ document }: ContractDocument, parameterTokens: string[], schema: unknown): boolean {
  let value: unknown = document;
  for (const token of [...parameterTokens, 'schema']) value = (value as Record<string, unknown> | undefined)?.[token];
  return value === schema;
}
