import { createRequire } from 'node:module';
import type typescript from 'typescript';
import type { Contract } from '../contract/load-contract.ts';
import { header } from './header.ts';
import { prepareDocument } from './prepare.ts';

/** The text of `types.ts`: the contract's types as openapi-typescript writes them. */
export async function makeTypes(contract: Contract): Promise<string> {
  const [{ default: openapiTypescript, astToString }, { default: typescript }] = await Promise.all([
    import('openapi-typescript'),
    import('typescript'),
  ]);
  const nodes = await openapiTypescript(prepareDocument(contract) as Parameters<typeof openapiTypescript>[0], {
    silent: true,
    postTransform: withoutRepeatedMembers(typescript),
    redocly: await rulelessConfig(),
  });
  return header + astToString(nodes);
}

/** openapi-typescript lints what it is given, which `concordat lint` does better, with the Redocly it brings along. */
async function rulelessConfig(): Promise<never> {
  const require = createRequire(createRequire(import.meta.url).resolve('openapi-typescript'));
  const { createConfig } = require('@redocly/openapi-core') as {
    createConfig: (config: object) => Promise<never>;
  };
  return createConfig({});
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
