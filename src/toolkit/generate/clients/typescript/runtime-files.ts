import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'runtime');

/** The part of a client that is the same for all contracts, as JavaScript and declarations. The built package has it so already. */
export async function makeRuntimeFiles(): Promise<Map<string, string>> {
  const names = (await readdir(folder)).sort();
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  if (sources.length > 0) return transpile(sources);
  const texts = names.map(async (name) => [`runtime/${name}`, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(texts));
}

async function transpile(names: readonly string[]): Promise<Map<string, string>> {
  const { default: ts } = await import('typescript');
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    declaration: true,
    verbatimModuleSyntax: true,
    newLine: ts.NewLineKind.LineFeed,
  };
  const files = new Map<string, string>();
  for (const name of names) {
    const source = await readFile(join(folder, name), 'utf8');
    const base = `runtime/${name.slice(0, -'.ts'.length)}`;
    const { outputText: code } = ts.transpileModule(source, { fileName: name, compilerOptions });
    const { outputText: types } = ts.transpileDeclaration(source, { fileName: name, compilerOptions });
    // What has types only is no module at run time.
    if (!/^\s*export \{\};\s*$/.test(code.replace(/\/\*[\s\S]*?\*\//g, ''))) files.set(`${base}.js`, toPlain(code));
    files.set(`${base}.d.ts`, toPlain(types));
  }
  return files;
}

function toPlain(code: string): string {
  return code.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'");
}
