import type { GlobalContext } from 'openapi-typescript';
import { valueAt } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import { escapeControls } from '../encoding/printable.ts';
import { GenerateError, generateErrorCodes } from './generate-error.ts';
import { header } from './header.ts';
import { prepareDocument } from './prepare.ts';
import { createTypeRepair } from './type-repairs.ts';

type Document = Parameters<typeof import('openapi-typescript').transformSchema>[0];

/**
 * The text of `types.ts`: the contract's types as openapi-typescript writes them by default. Its reading, linting and
 * bundling is skipped, since a contract is bundled already.
 */
export async function makeTypes(contract: Contract): Promise<string> {
  const [{ astToString, resolveRef, scanDiscriminators, transformSchema }, { default: typescript }] = await Promise.all(
    [import('openapi-typescript'), import('typescript')],
  );
  const document = prepareDocument(contract) as Document;
  // A type that refers to itself below a property compiles as it is.
  const circular = contract.warnings
    .filter(({ code, pointer }) => code === 'schema-circular' && !valueAt(document, `${pointer}/properties`))
    .map(({ pointer }) => pointer);
  const options = { silent: true, postTransform: createTypeRepair(typescript, circular) };
  const context: GlobalContext = {
    ...options,
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    conditionalEnums: false,
    dedupeEnums: false,
    defaultNonNullable: true,
    discriminators: scanDiscriminators(document, options),
    emptyObjectsUnknown: false,
    enum: false,
    enumValues: false,
    excludeDeprecated: false,
    exportType: false,
    generatePathParams: false,
    immutable: false,
    injectFooter: [],
    makePathsEnum: false,
    pathParamsAsTypes: false,
    propertiesRequiredByDefault: false,
    readWriteMarkers: false,
    // Used by its reading and linting only.
    redoc: undefined as never,
    resolve: <T>($ref: string) => resolveRef<T>(document, $ref, options),
    rootTypes: false,
    rootTypesKeepCasing: false,
    rootTypesNoSchemaPrefix: false,
    transform: undefined,
    transformProperty: undefined,
  };
  try {
    // In comments it leaves control characters as they are, and texts of JSON may have the line ends of Windows.
    return header + escapeControls(astToString(transformSchema(document, context)).replaceAll('\r', '\n'));
  } catch (cause) {
    const message = `openapi-typescript stopped: ${(cause as Error).message}. concordat lint says what is wrong with the contract`;
    throw new GenerateError(generateErrorCodes.generatorFailed, message, { cause });
  }
}
