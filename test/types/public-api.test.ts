import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
const entries = ['index', 'server', 'mock', 'http', 'receive', 'jest', 'node-test', 'vitest'].map((name) =>
  join(root, `src/${name}.ts`),
);
const { options } = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.json'),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
) as ts.ParsedCommandLine;
const program = ts.createProgram(entries, options);
const checker = program.getTypeChecker();

interface Export {
  readonly entry: string;
  readonly name: string;
  readonly symbol: ts.Symbol;
}

function exportsOf(entry: string): Export[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.SourceFile) as ts.Symbol;
  return checker.getExportsOfModule(module).map((symbol) => ({
    entry,
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }));
}

const exported = entries.flatMap(exportsOf);

/** The code of an `@example`, without the fence around it. */
function examplesOf(symbol: ts.Symbol): string[] {
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example');
  return tags.map(({ text = [] }) => ts.displayPartsToString(text).replace(/^\s*```ts\n|\n```\s*$/g, ''));
}

const isValue = ({ symbol }: Export) => (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0;

test('each export has a docstring', () => {
  const bare = exported.filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0);
  expect([...new Set(bare.map(({ name }) => name))]).toEqual([]);
});

test('each exported function and class has an example', () => {
  const bare = exported.filter((one) => isValue(one) && examplesOf(one.symbol).length === 0);
  expect([...new Set(bare.map(({ name }) => name))]).toEqual([]);
});

test('each option has a docstring', () => {
  const bare = exported
    .filter(({ name, symbol }) => name.endsWith('Options') && (symbol.flags & ts.SymbolFlags.Interface) !== 0)
    .flatMap(({ name, symbol }) =>
      checker
        .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
        .filter((member) => member.getDocumentationComment(checker).length === 0)
        .map((member) => `${name}.${member.name}`),
    );
  expect([...new Set(bare)]).toEqual([]);
});

/** Types of ours that an export mentions. */
function mentionsOf(symbol: ts.Symbol): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')) return;
    if (ts.isFunctionLike(node) && !ts.isConstructorTypeNode(node)) {
      node.parameters.forEach(visit);
      if (node.type) visit(node.type);
      return;
    }
    if (ts.isClassElement(node) && node.name && ts.isPrivateIdentifier(node.name)) return;
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const target = checker.getSymbolAtLocation(ts.isTypeReferenceNode(node) ? node.typeName : node.expression);
      if (target) found.push(target.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(target) : target);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(declaration);
  return found;
}

test.each(entries)('%s exports each type that its exports mention', (entry) => {
  const own = exportsOf(entry);
  const known = new Set(own.map(({ symbol }) => symbol));
  const hidden = own.flatMap(({ name, symbol }) =>
    mentionsOf(symbol)
      .filter((type) => !known.has(type) && (type.flags & ts.SymbolFlags.TypeParameter) === 0)
      .filter((type) => type.declarations?.some((one) => one.getSourceFile().fileName.includes('/src/')))
      .map((type) => `${name} mentions ${type.name}`),
  );
  expect([...new Set(hidden)]).toEqual([]);
});

/** The examples of a page. */
const page = 'src/webhooks/receive/README.md';
const onPage = [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, code = '']) => code,
);

test('the examples compile', () => {
  expect(onPage.length).toBeGreaterThan(0);
  const examples = new Map<string, string>();
  const all = exported.map(({ name, symbol }) => ({ name, codes: examplesOf(symbol) }));
  for (const { name, codes } of [...all, { name: 'page', codes: onPage }]) {
    codes.forEach((code, index) => {
      const imports = code
        .replaceAll(/'concordat'/g, "'../../src/index.ts'")
        .replaceAll(/'concordat\/webhooks'/g, "'../../src/receive.ts'")
        .replaceAll(/'concordat\/([\w-]+)'/g, "'../../src/$1.ts'");
      examples.set(join(import.meta.dirname, `example-${name}-${index}.ts`), `${imports}\nexport {};\n`);
    });
  }
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => examples.has(file) || fileExists(file);
  host.readFile = (file) => examples.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = examples.get(file);
    return text === undefined
      ? (program.getSourceFile(file) ?? getSourceFile(file, version, ...rest))
      : ts.createSourceFile(file, text, version, true);
  };
  const compiled = ts.createProgram([...examples.keys()], { ...options, noUnusedLocals: false }, host);
  const problems = [...examples.keys()].flatMap((file) => {
    const source = compiled.getSourceFile(file) as ts.SourceFile;
    return [...compiled.getSyntacticDiagnostics(source), ...compiled.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${file.replace(/.*example-/, '')}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
  expect(problems).toEqual([]);
});
