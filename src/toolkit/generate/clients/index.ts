import { suggest } from '../../contract/document/similar-names.ts';
import { GenerateError, generateErrorCodes } from '../generate-error.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import type { ClientLanguage } from './language.ts';
import { otherGenerators, untestedLanguage } from './openapi-generator/other-languages.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';
import { typescript } from './typescript.ts';

/** The languages that clients are generated in and tested in. */
export const clientLanguages: readonly ClientLanguage[] = [typescript, python, go, java, rust];

/** @throws {GenerateError} `unknownLanguage`, with near names and the list */
export function findLanguage(name: string): ClientLanguage {
  const found = clientLanguages.find((language) => language.name === name);
  if (found !== undefined) return found;
  if (otherGenerators.includes(name)) return untestedLanguage(name);
  const names = clientLanguages.map((language) => language.name);
  const hint = suggest(name, [...names, ...otherGenerators]) || '.';
  throw new GenerateError(
    generateErrorCodes.unknownLanguage,
    `there is no client in ${name}${hint} The languages are ${names.join(', ')}, and untested those of openapi-generator, such as kotlin`,
  );
}
