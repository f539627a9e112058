import { nodesInCircles } from './circles.ts';
import { joinPointer, pointerTokens } from './json-pointer.ts';
import type { OpenApiDocument } from './openapi.ts';
import { isLocation, type Operation } from './operations.ts';
import { variableNames } from './path-template.ts';
import { findPatternWarnings, type PatternPlace } from './patterns.ts';
import { similarNames } from './similar-names.ts';
import { walk } from './walk.ts';

/** What a {@link ContractWarning} is about. */
export type WarningCode =
  | 'operations-missing'
  | 'servers-missing'
  | 'operation-id-missing'
  | 'operation-id-repeated'
  | 'operation-id-not-identifier'
  | 'names-clash-in-case'
  | 'path-parameter-undeclared'
  | 'parameter-location-unknown'
  | 'schema-circular'
  | 'validation-failure-unfilled'
  | 'default-invalid'
  | 'pattern-invalid'
  | 'pattern-dialect'
  | 'pattern-length-limited';

/** Something in a contract that the toolkit works with, but that its author may not have meant. */
export interface ContractWarning {
  readonly code: WarningCode;
  readonly message: string;
  /** Into the bundled document. */
  readonly pointer: string;
}

interface WarnedContract {
  readonly document: OpenApiDocument;
  readonly operations: readonly Operation[];
  readonly webhooks: readonly Operation[];
  readonly patterns: readonly PatternPlace[];
}

/** @see https://tc39.es/ecma262/#prod-IdentifierName */
export const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** @param schemas pointers to the component schemas that an author named, not the bundling of files */
export function findWarnings(
  { document, operations, webhooks, patterns }: WarnedContract,
  schemas: readonly string[],
): ContractWarning[] {
  const all = [...operations, ...webhooks];
  return [
    ...(webhooks.length > 0 ? [] : findNoOperations({ document, operations })),
    ...(document.servers?.length || operations.length === 0
      ? []
      : [
          {
            code: 'servers-missing',
            message: 'no servers are given: the API is assumed to be at /',
            pointer: '#',
          } as const,
        ]),
    ...all.flatMap(checkOperationId),
    ...findCaseClashes(all.map(({ operationId, pointer }) => [operationId, pointer])),
    ...findCaseClashes(schemas.map((pointer) => [pointerTokens(pointer).at(-1) as string, pointer])),
    ...operations.flatMap(checkPathParameters),
    ...findUnknownLocations(document),
    ...findCircularSchemas(document),
    ...findPatternWarnings(patterns),
  ];
}

/**
 * Why a contract without operations has none: nothing is served, mocked or tested then.
 * @see https://spec.openapis.org/oas/v3.1.1.html#paths-object
 */
export function findNoOperations({
  document,
  operations,
}: Pick<WarnedContract, 'document' | 'operations'>): ContractWarning[] {
  if (operations.length > 0) return [];
  const code = 'operations-missing';
  const [near] = document.paths ? [] : Object.keys(document).filter((name) => similarNames(name, ['paths']).length > 0);
  if (near !== undefined) {
    const message = `the contract has no operations: it has no paths, but ${near}. Did you mean paths?`;
    return [{ code, message, pointer: joinPointer('#', near) }];
  }
  const has = document.paths ? 'its paths have none' : 'it has no paths';
  const message = `the contract has no operations: ${has}. Add one, and see what "concordat lint" says`;
  return [{ code, message, pointer: document.paths ? '#/paths' : '#' }];
}

function checkOperationId({ operationId, node, method, path, pointer }: Operation): ContractWarning[] {
  if (!node.operationId) {
    const message = `${method.toUpperCase()} ${path} has no operationId: ${operationId} is used`;
    return [{ code: 'operation-id-missing', message, pointer }];
  }
  if (node.operationId !== operationId) {
    const message = `operationId ${node.operationId} is used before: ${operationId} is used here`;
    return [
      {
        code: 'operation-id-repeated',
        message,
        pointer: `${pointer}/operationId`,
      },
    ];
  }
  if (!identifier.test(operationId)) {
    const message = `operationId ${operationId} is not an identifier: code has to quote it`;
    return [
      {
        code: 'operation-id-not-identifier',
        message,
        pointer: `${pointer}/operationId`,
      },
    ];
  }
  return [];
}

function findCaseClashes(names: [name: string, pointer: string][]): ContractWarning[] {
  const first = new Map<string, string>();
  return names.flatMap(([name, pointer]) => {
    const other = first.get(name.toLowerCase());
    if (other === undefined) first.set(name.toLowerCase(), name);
    if (other === undefined || other === name) return [];
    return [
      {
        code: 'names-clash-in-case',
        message: `${name} and ${other} differ in case only`,
        pointer,
      },
    ];
  });
}

function checkPathParameters({ path, parameters, pointer }: Operation): ContractWarning[] {
  const declared = new Set(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name));
  return variableNames(path)
    .filter((name) => name !== '' && !declared.has(name))
    .map((name) => ({
      code: 'path-parameter-undeclared',
      message: `path parameter ${name} of ${path} is not declared: it is assumed to be a string`,
      pointer,
    }));
}

function findUnknownLocations(document: OpenApiDocument): ContractWarning[] {
  const warnings: ContractWarning[] = [];
  walk(document, ({ kind, node, pointer }) => {
    if (kind !== 'Parameter' || node['$ref'] !== undefined || isLocation(node['in'])) return;
    const message = `parameter ${node['name']} is in ${JSON.stringify(node['in'])}, and is ignored: use path, query, header or cookie`;
    warnings.push({ code: 'parameter-location-unknown', message, pointer });
  });
  return warnings;
}

/** Component schemas that contain themselves, directly or through others. */
function findCircularSchemas(document: OpenApiDocument): ContractWarning[] {
  const prefix = '#/components/schemas/';
  const references = new Map<string, Set<string>>();
  walk(document, ({ kind, node, pointer }) => {
    const { $ref } = node;
    if (kind !== 'Schema' || typeof $ref !== 'string') return;
    if (!pointer.startsWith(prefix) || !$ref.startsWith(prefix)) return;
    const from = pointer.slice(prefix.length).split('/', 1)[0] as string;
    const to = $ref.slice(prefix.length).split('/', 1)[0] as string;
    references.set(from, (references.get(from) ?? new Set()).add(to));
  });
  const circular = nodesInCircles(references);
  return [...references.keys()]
    .filter((name) => circular.has(name))
    .map((name) => ({
      code: 'schema-circular',
      message: `schema ${name} contains itself`,
      pointer: prefix + name,
    }));
}
