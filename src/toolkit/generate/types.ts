import type { GlobalContext } from 'openapi-typescript';
import type typescript from 'typescript';
import type { Contract } from '../contract/load-contract.ts';
import { GenerateError, generateErrorCodes } from './generate-error.ts';
import { header } from './header.ts';
import { prepareDocument } from './prepare.ts';

type Document = Parameters<typeof import('openapi-typescript').transformSchema>[0];

/**
 * The text of `types.ts`: the contract's types as openapi-typescript writes them by default. Its own reading, linting
 * and bundling is left out, since a contract has all of that behind it.
 */
export async function makeTypes(contract: Contract): Promise<string> {
  const [{ astToString, resolveRef, scanDiscriminators, transformSchema }, { default: typescript }] = await Promise.all(
    [import('openapi-typescript'), import('typescript')],
  );
  const document = prepareDocument(contract) as Document;
  const options = { silent: true, postTransform: withoutRepeatedMembers(typescript) };
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
    // Only its reading and linting use it.
    redoc: undefined as never,
    resolve: <T>($ref: string) => resolveRef<T>(document, $ref, options),
    rootTypes: false,
    rootTypesKeepCasing: false,
    rootTypesNoSchemaPrefix: false,
    transform: undefined,
    transformProperty: undefined,
  };
  try {
    return header + astToString(transformSchema(document, context));
  } catch (cause) {
    const message = `openapi-typescript stopped: ${(cause as Error).message}. concordat lint says what is wrong with the contract`;
    throw new GenerateError(generateErrorCodes.generatorFailed, message, { cause });
  }
}

/** openapi-typescript writes a discriminator's property again where the schema declares it in its own way. */
function withoutRepeatedMembers({
  factory,
  isIntersectionTypeNode,
  isTypeLiteralNode,
  isPropertySignature,
}: typeof typescript) {
  const tidy = (type: typescript.TypeNode): typescript.TypeNode => {
    if (isIntersectionTypeNode(type)) {
      const types = type.types.map(tidy);
      return types.every((part, index) => part === type.types[index])
        ? type
        : factory.createIntersectionTypeNode(types);
    }
    if (!isTypeLiteralNode(type)) return type;
    const names = new Set<string>();
    const members = type.members.filter((member) => {
      if (!isPropertySignature(member) || !('text' in member.name)) return true;
      const repeated = names.has(member.name.text);
      names.add(member.name.text);
      return !repeated;
    });
    return members.length < type.members.length ? factory.createTypeLiteralNode(members) : type;
  };
  return tidy;
}
