import type { Contract } from '../../../contract/document/load-contract.ts';
import type { OpenApiDocument, OperationObject } from '../../../contract/document/openapi.ts';
import { methods } from '../../../contract/document/openapi.ts';
import { serverUrlOf } from '../../../contract/document/server-path.ts';
import { plainName } from '../form/plain-names.ts';
import type { GeneratedPackage } from './generated-language.ts';

/** An operation as the generator got it. */
export interface FormOperation {
  readonly node: OperationObject;
  readonly operationId: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
}

export function operationsOf(document: OpenApiDocument): FormOperation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const node = item[method];
      if (node === undefined) return [];
      const { operationId = '', tags = [] } = node;
      return [{ node, operationId, tag: tags[0] ?? 'Default', method: method.toUpperCase(), path }];
    }),
  );
}

/** The operation that a README shows first: one that reads and needs nothing, else the first one that reads. */
export function firstOperation(document: OpenApiDocument): FormOperation | undefined {
  const all = operationsOf(document);
  const reading = all.filter(({ method }) => method === 'GET');
  const isBare = ({ path, node }: FormOperation) =>
    !path.includes('{') &&
    (node.parameters ?? []).every((parameter) => parameter.$ref === undefined && !parameter.required);
  return reading.find(isBare) ?? reading[0] ?? all[0];
}

/** What the generated code calls things, by what the contract does. @param pattern finds the names where they are defined */
export function namesIn(files: ReadonlyMap<string, string>, pattern: RegExp): (name: string) => string {
  const found = [...files.values()].flatMap((text) => [...text.matchAll(pattern)].flatMap((match) => match.slice(1)));
  const names = new Map(found.filter(Boolean).map((name) => [plainName(name), name]));
  return (name) => names.get(plainName(name)) ?? name;
}

/** The address of the API, to be shown. */
export function serverOf({ document }: Contract): string {
  return serverUrlOf(document, 'http://127.0.0.1:4010');
}

/** A README: what the package is, how to install it, its first call, and every operation. */
export function makeReadme(
  { contract, document, target }: GeneratedPackage,
  sections: {
    readonly install: string;
    readonly firstCall: string;
    readonly notes: string;
    readonly callOf: (operation: FormOperation) => string;
  },
): string {
  const { title = 'API', version = '', description = '' } = contract.document.info ?? {};
  const [summary = ''] = description.trim().split(/\n\s*\n/);
  const rows = operationsOf(document).map(
    (operation) =>
      `| \`${sections.callOf(operation)}\` | ${operation.method} ${operation.path.replaceAll('|', '\\|')} |`,
  );
  return [
    `# ${target.name}`,
    `A client of ${title} ${version}, generated from its contract: change the contract, then generate it again.`,
    summary,
    '## Install',
    sections.install,
    '## First call',
    sections.firstCall,
    sections.notes,
    '## Operations',
    ['| Call | Request |', '| --- | --- |', ...rows].join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
    .concat('\n');
}
