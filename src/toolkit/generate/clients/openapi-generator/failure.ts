import type { Contract } from '../../../contract/document/load-contract.ts';
import { GenerateError, generateErrorCodes } from '../../generate-error.ts';

const maxLength = 300;

/**
 * Why openapi-generator made nothing: the innermost reason that it printed, and the place in the contract if it names a
 * schema or an operation.
 * @param origins where the schemas of the form are in the contract, by their names
 */
export async function generatorError(
  contract: Contract,
  origins: ReadonlyMap<string, string>,
  language: string,
  log: string,
): Promise<GenerateError> {
  const lines = log.split('\n').map((line) => line.trim());
  const reasons = lines.filter((line) => /(?:exception|error)\b.*:|^Caused by:|StackOverflowError/i.test(line));
  const own =
    reasons.findLast((line) => line.startsWith('Caused by:')) ?? reasons.at(-1) ?? lines.findLast(Boolean) ?? '';
  const reason = own
    .replace(/^Caused by: /, '')
    .replace(/^(?:[a-z]\w*\.)+(\w+(?:Exception|Error)): (?=.)/, '')
    .slice(0, maxLength);
  const named = lines.map((line) => /(?:model|schema|operation)s?:?\s+['"]?([^\s'",:]+)/i.exec(line)?.[1]);
  const pointer = named
    .map((name) => (name === undefined ? undefined : (origins.get(name) ?? operationAt(contract, name))))
    .find((found) => found !== undefined);
  const place = pointer === undefined ? undefined : await contract.locate(pointer);
  const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: ${pointer}: `;
  return new GenerateError(
    generateErrorCodes.generatorFailed,
    `${where}openapi-generator can't make a client in ${language} of this contract: ${reason}. ` +
      'Change the contract there, or generate a client in another language',
  );
}

function operationAt({ operations }: Contract, name: string): string | undefined {
  return operations.find(({ operationId }) => operationId === name)?.pointer;
}
