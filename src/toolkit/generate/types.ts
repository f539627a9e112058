import type { GlobalContext } from 'openapi-typescript';
import { joinPointer, pointerTokens, valueAt } from '../contract/document/json-pointer.ts';
import type { Contract } from '../contract/document/load-contract.ts';
import { escapeControls } from '../encoding/printable.ts';
import { GenerateError, generateErrorCodes } from './generate-error.ts';
import { header as ownHeader } from './header.ts';
import { createNativeTypes } from './native-types.ts';
import { prepareDocument } from './prepare.ts';
import { createTypeRepair } from './type-repairs.ts';
import type { Side } from './view.ts';

type Document = Parameters<typeof import('openapi-typescript').transformSchema>[0];

/**
 * The text of `types.ts`: the contract's types as openapi-typescript writes them by default. Its reading, linting and
 * bundling is skipped, since a contract is bundled already.
 * @param side whose values they are
 * @param header the first lines of the text
 */
export async function makeTypes(contract: Contract, side: Side = 'server', header = ownHeader): Promise<string> {
  const [openapiTypescript, { default: typescript }] = await Promise.all([
    import('openapi-typescript'),
    import('typescript'),
  ]);
  const { astToString, resolveRef, scanDiscriminators, transformSchema, transformSchemaObject } = openapiTypescript;
  const renamed = renameOperations(contract);
  const prepared = prepareDocument(contract, renamed, side);
  const document = prepared.document as Document;
  // A type that refers to itself below a property compiles as it is.
  const circular = contract.warnings
    .filter(({ code, pointer }) => code === 'schema-circular' && !valueAt(contract.document, `${pointer}/properties`))
    .flatMap(({ pointer }) => prepared.names.get(pointerTokens(pointer)[2] ?? '') ?? [])
    .map((name) => joinPointer('#/components/schemas', name));
  const options = { silent: true, postTransform: createTypeRepair(typescript, circular) };
  const context: GlobalContext = {
    ...options,
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    conditionalEnums: false,
    dedupeEnums: false,
    defaultNonNullable: false,
    discriminators: scanDiscriminators(document, options),
    emptyObjectsUnknown: true,
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
    transform: createNativeTypes(typescript, transformSchemaObject) as never,
    transformProperty: undefined,
  };
  try {
    // In comments it leaves control characters as they are, and texts of JSON may have the line ends of Windows.
    const text = escapeControls(astToString(transformSchema(document, context)).replaceAll('\r', '\n'));
    return header + restoreNames(text, renamed);
  } catch (cause) {
    const message = `openapi-typescript stopped: ${(cause as Error).message}. concordat lint says what is wrong with the contract`;
    throw new GenerateError(generateErrorCodes.generatorFailed, message, { cause });
  }
}

/** openapi-typescript takes some of the marks in an operationId for those of a pointer. */
function renameOperations({ operations, webhooks }: Contract): Map<string, string> {
  const unsafe = [...operations, ...webhooks].filter(({ operationId }) => !/^[\w.-]+$/.test(operationId));
  return new Map(unsafe.map(({ operationId }, index) => [operationId, `concordat.operation.${index}`]));
}

function restoreNames(text: string, renamed: ReadonlyMap<string, string>): string {
  const ids = [...renamed.keys()];
  return text.replaceAll(/"concordat\.operation\.(\d+)"/g, (_, index) => escapeControls(JSON.stringify(ids[index])));
}
