import type { Contract } from '../../contract/document/load-contract.ts';
import type { Operation } from '../../contract/document/operations.ts';
import { ownServerPath } from '../../contract/document/server-path.ts';
import { escapeControls } from '../../encoding/printable.ts';
import { GenerateError, generateErrorCodes } from '../generate-error.ts';
import { uniqueName } from '../names.ts';
import { makeTypes } from '../types.ts';
import type { ClientLanguage, ClientNote, ClientPackage } from './language.ts';
import { makeTable } from './typescript/contract-table.ts';
import { makeDeclarations, makeIndex } from './typescript/index-files.ts';
import { makeReadme } from './typescript/readme.ts';
import { makeRuntimeFiles } from './typescript/runtime-files.ts';

/** @see https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const packageName = /^(?=.{1,214}$)(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

export const typescript: ClientLanguage = {
  name: 'typescript',
  generator: 'concordat',
  options: {},
  description: 'an ES module with types, for Node 18 or newer and browsers, without dependencies',
  async generate(contract, target) {
    checkTarget(target);
    const { names, notes } = nameOperations(contract);
    const table = makeTable(contract, names);
    const { title = '', version = '' } = contract.document.info ?? {};
    const source = escapeControls(`${title} ${version}`.replaceAll(/\s+/g, ' ').trim());
    const header = `// Generated from the contract of ${source}. Do not edit: change the contract, then generate again.\n\n`;
    const files = new Map([
      ['README.md', makeReadme(contract, table, names, target)],
      ['package.json', packageJson(target, title)],
      ['index.js', makeIndex(table, header)],
      ['index.d.ts', makeDeclarations(contract, table, names, header)],
      ['types.d.ts', await makeTypes(contract, 'client', header)],
      ...(await makeRuntimeFiles()),
    ]);
    return { files, notes };
  },
};

function checkTarget({ name, options }: ClientPackage): void {
  if (!packageName.test(name))
    throw new GenerateError(
      generateErrorCodes.invalidOption,
      `${name} is no name for a package of npm: it has lower-case letters, digits, hyphens, dots and underscores, after @scope/ if there is one. Name another one with --name`,
    );
  if (options.length > 0)
    throw new GenerateError(
      generateErrorCodes.invalidOption,
      `the client in typescript has no options, and got ${options.join(' ')}. Leave out what follows --`,
    );
}

/** An object with a function `then` is taken for a promise. */
export function nameOperations({ document, operations }: Contract): {
  names: Map<Operation, string>;
  notes: ClientNote[];
} {
  const taken = new Set(operations.map(({ operationId }) => operationId));
  const notes: ClientNote[] = [];
  const names = new Map<Operation, string>();
  for (const operation of operations) {
    const { operationId, pointer, method, node, servers } = operation;
    if (servers !== undefined && ownServerPath(document, servers) === undefined)
      notes.push({ pointer, message: `it is sent to baseUrl, and not to a server of its own: ${servers[0]?.url}` });
    if (node.requestBody !== undefined && ['get', 'head'].includes(method))
      notes.push({ pointer: `${pointer}/requestBody`, message: `fetch sends no body with ${method.toUpperCase()}` });
    const isPromise = operationId === 'then';
    const name = isPromise ? uniqueName('then_', taken) : operationId;
    if (isPromise)
      notes.push({
        pointer,
        message: `an object with a function then is taken for a promise: it is ${name} in the client`,
      });
    names.set(operation, name);
  }
  return { names, notes };
}

function packageJson({ name, version, license }: ClientPackage, title: Contract['document']['openapi']): string {
  const fields = {
    name,
    version,
    description: `A client of ${title || 'an API'}`.replaceAll(/\s+/g, ' ').trim(),
    ...(license === undefined ? {} : { license }),
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
    types: './index.d.ts',
    files: ['index.js', 'index.d.ts', 'types.d.ts', 'runtime'],
    engines: { node: '>=18' },
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}
