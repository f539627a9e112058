import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateClient, loadContract } from '../../src/index.ts';
import { inFolder } from '../files.ts';
import { compile } from './compile.ts';

/** What became of a client in TypeScript. */
export interface ClientFigures {
  /** `ok`, or the message of the error. */
  readonly generated: string;
  /** `ok`, or how many errors there are, and the first. */
  readonly compiled: string;
  readonly seconds: number;
}

/** Generates a client, and compiles it with a call of each operation, since types that nobody uses aren't resolved. */
export function examineTypescriptClient(file: string): Promise<ClientFigures> {
  const started = performance.now();
  const figures = (generated: string, compiled: string): ClientFigures => ({
    generated,
    compiled,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  });
  return inFolder({}, async (out) => {
    let operations: readonly string[];
    try {
      const contract = await loadContract(file);
      operations = contract.operations.map(({ operationId }) => operationId).filter((id) => id !== 'then');
      await generateClient(contract, { language: 'typescript', out });
    } catch (error) {
      return figures((error as Error).message, 'nothing was generated');
    }
    await writeFile(join(out, 'use.ts'), callsOf(operations));
    const errors = compile(out, ['index.d.ts', 'use.ts']);
    return figures('ok', errors.length === 0 ? 'ok' : `${errors.length} errors: ${errors[0]}`);
  });
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
