import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '../../src/index.ts';
import { openPythonEnvironment } from '../clients/python-environment.ts';
import { execute, goEnvironment } from '../clients/toolchain.ts';
import { compile } from './compile.ts';

/** Compiles a client as its users do. @returns the errors, empty if there are none */
export type CompileClient = (folder: string, contract: Contract) => Promise<readonly string[]>;

/** By language. */
export const clientCompilers = {
  /** With a call of each operation, since types that nobody uses aren't resolved. */
  async typescript(folder, { operations }) {
    const ids = operations.map(({ operationId }) => operationId).filter((id) => id !== 'then');
    await writeFile(join(folder, 'use.ts'), callsOf(ids));
    return compile(folder, ['index.d.ts', 'use.ts']);
  },
  /** And imported, as pydantic reads the types only then. */
  async python(folder) {
    const { command, mypy } = await openPythonEnvironment({ isReady: true });
    const name = readdirSync(folder).find((one) => existsSync(join(folder, one, '__init__.py'))) ?? '';
    const errors = await errorsOf(folder, [...mypy, '--no-pretty', '-p', name], /: error: .*/);
    return errors.length > 0 ? errors : errorsOf(folder, [command('python'), '-c', loadAll(name)], /^\w*Error.*/);
  },
  go: (folder) => errorsOf(folder, ['go', 'vet', './...'], /^(?:vet: )?\S+\.go:\d+.*/),
} satisfies Record<string, CompileClient>;

export type CompiledLanguage = keyof typeof clientCompilers;

export const compiledLanguages = Object.keys(clientCompilers) as CompiledLanguage[];

const loadAll = (name: string) =>
  `import ${name}.models as m\nfor one in list(vars(m).values()):\n    if hasattr(one, "model_rebuild"): one.model_rebuild()`;

/** @param pattern what a line with an error has */
async function errorsOf(folder: string, command: readonly string[], pattern: RegExp): Promise<string[]> {
  try {
    await execute(folder, command, goEnvironment);
    return [];
  } catch (error) {
    const { output, message } = error as Error & { readonly output: string };
    const errors = output.split('\n').filter((line) => pattern.test(line));
    return errors.length > 0 ? errors : [output.slice(-300) || message];
  }
}

function callsOf(operations: readonly string[]): string {
  const calls = operations.map((operation, index) => {
    const id = JSON.stringify(operation);
    return `export const call${index} = async (client: Client, input: InputOf<${id}>) => {
  const result = await client[${id}](input as never);
  return result.ok ? result.body : result.status;
};
export const input${index} = (client: Client, input: InputOf<${id}>) => client[${id}](input);
`;
  });
  return `import type { Client, InputOf } from './index.js';\n\n${calls.join('')}`;
}
