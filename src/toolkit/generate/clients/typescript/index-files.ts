import type { Contract } from '../../../contract/document/load-contract.ts';
import type { Operation } from '../../../contract/document/operations.ts';
import { comment, literal, propertyKey } from '../../names.ts';
import type { ContractTable } from './runtime/table.ts';

/** `index.js`: the table of the contract's operations, and the factory. */
export function makeIndex(table: ContractTable, header: string): string {
  const { operations, ...others } = table;
  const entries = Object.entries(operations).map(([name, entry]) => `    ${propertyKey(name)}: ${sourceOf(entry)},\n`);
  const fields = Object.entries(others).map(([name, value]) => `  ${propertyKey(name)}: ${sourceOf(value)},\n`);
  return `${header}import { createClientOf } from './runtime/client.js';

export { ${table.tokenPath === undefined ? '' : 'signIn, signOut, '}unwrap } from './runtime/client.js';
export { ClientError } from './runtime/client-error.js';

const contract = {
${fields.join('')}  operations: {
${entries.join('')}  },
};

export function createClient(options) {
  return createClientOf(contract, options);
}
`;
}

function sourceOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return literal(value);
  const fields = Object.entries(value).map(([name, inner]) => `${propertyKey(name)}: ${sourceOf(inner)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** `index.d.ts`: the client's types, with what the contract says of each operation. */
export function makeDeclarations(
  { operations }: Contract,
  table: ContractTable,
  names: ReadonlyMap<Operation, string>,
  header: string,
): string {
  const schemes = Object.keys(table.schemes).map((name) => `    readonly ${propertyKey(name)}?: CredentialSource;\n`);
  const methods = operations.map((operation) => {
    const name = names.get(operation) as string;
    const preset = table.operations[name]?.accepts?.[0];
    const isDefault = preset !== undefined && !preset.includes('*');
    const type = `operations[${literal(operation.operationId)}]${isDefault ? `, ${literal(preset)}` : ''}`;
    return `${comment(documentation(operation), '  ')}  readonly ${propertyKey(name)}: Call<${type}>;\n`;
  });
  const signing = table.tokenPath === undefined ? '' : 'signIn, signOut, ';
  return `${header}import type { BaseOptions, CredentialSource } from './runtime/session.js';
import type { Call, CallInputOf, CallResult } from './runtime/types.js';
import type { operations } from './types.js';

export { ${signing}unwrap } from './runtime/client.js';
export { ClientError, type ClientErrorCode } from './runtime/client-error.js';
export type { ServerEvent } from './runtime/lines.js';
export type { CallOptions, Credential, CredentialSource } from './runtime/session.js';
export type { SignIn, Tokens } from './runtime/tokens.js';
export type { components, operations, paths } from './types.js';

/** What a call of an operation takes. */
export type InputOf<Name extends keyof Client> =
  Client[Name] extends Call<infer Operation, infer DefaultType> ? CallInputOf<Operation, DefaultType> : never;

/** What a call of an operation returns: one member for each status and media type that the contract declares. */
export type ResultOf<Name extends keyof Client> =
  Client[Name] extends Call<infer Operation, infer _> ? CallResult<Operation> : never;

export interface ClientOptions extends BaseOptions {
  /** What is sent for one security scheme of the contract, in place of \`token\`. */
  readonly credentials?: {
${schemes.join('')}  };
}

/** A function for each operation of the contract, by its operationId. */
export interface Client {
${methods.join('\n')}}

/** Creates a client of the API at \`baseUrl\`. */
export declare function createClient(options: ClientOptions): Client;
`;
}

function documentation({ method, path, node }: Operation): string {
  const { summary, description, deprecated } = node;
  const texts = [summary, description].filter((text) => typeof text === 'string' && text.trim() !== '');
  const lines = [`\`${method.toUpperCase()} ${path}\``, ...new Set(texts)].join('\n\n');
  return deprecated === true ? `${lines}\n\n@deprecated` : lines;
}
