import type { TransformNodeOptions } from 'openapi-typescript';
import type typescript from 'typescript';
import { typeName, uniqueName } from './names.ts';

type RepairType = (type: typescript.TypeNode, options: TransformNodeOptions) => typescript.TypeNode;

/**
 * Repairs two types of openapi-typescript that don't compile: a type with the same property twice, where a schema
 * declares the property of its discriminator too, and a list inside the schema that is its item.
 * @param circular pointers to the component schemas that contain themselves
 */
export function createTypeRepair(ts: typeof typescript, circular: readonly string[]): RepairType {
  const nameList = createListNames();
  const repair: RepairType = (type, options) => {
    if (ts.isIntersectionTypeNode(type)) {
      const types = withIndexInside(
        ts,
        type.types.map((member) => repair(member, options)),
      );
      if (types.length === 1) return types[0] as typescript.TypeNode;
      const same = types.length === type.types.length && types.every((member, index) => member === type.types[index]);
      return same ? type : ts.factory.createIntersectionTypeNode(types);
    }
    if (ts.isTypeLiteralNode(type)) return withoutRepeatedMembers(ts, type);
    const owner = circular.find((pointer) => options.path === pointer || options.path?.startsWith(`${pointer}/`));
    return ts.isArrayTypeNode(type) && owner ? asInterface(ts, type, nameList(owner), options) : type;
  };
  return repair;
}

/** Properties and additional ones are one type: no value is in the intersection if their types differ. */
function withIndexInside(ts: typeof typescript, types: readonly typescript.TypeNode[]): typescript.TypeNode[] {
  const [first, second, ...rest] = types;
  if (!first || !second || !ts.isTypeLiteralNode(first) || !ts.isTypeLiteralNode(second)) return [...types];
  const [index] = second.members;
  const properties = first.members.filter(ts.isPropertySignature);
  if (!index || !ts.isIndexSignatureDeclaration(index) || properties.length < first.members.length) return [...types];
  // Every type is in the union with unknown.
  if (index.type.kind === ts.SyntaxKind.UnknownKeyword) return [...types];
  const { factory, SyntaxKind } = ts;
  const isPartial = properties.some(({ questionToken }) => questionToken !== undefined);
  const union = factory.createUnionTypeNode([
    index.type,
    ...properties.flatMap(({ type }) => (type ? [type] : [])),
    ...(isPartial ? [factory.createKeywordTypeNode(SyntaxKind.UndefinedKeyword)] : []),
  ]);
  const widened = factory.updateIndexSignature(index, index.modifiers, index.parameters, union);
  return [factory.createTypeLiteralNode([...first.members, widened]), ...rest];
}

function withoutRepeatedMembers(ts: typeof typescript, type: typescript.TypeLiteralNode): typescript.TypeNode {
  const names = new Set<string>();
  const members = type.members.filter((member) => {
    if (!ts.isPropertySignature(member) || !('text' in member.name)) return true;
    const repeated = names.has(member.name.text);
    names.add(member.name.text);
    return !repeated;
  });
  return members.length < type.members.length ? ts.factory.createTypeLiteralNode(members) : type;
}

function createListNames(): (pointer: string) => string {
  const taken = new Set<string>();
  return (pointer) => uniqueName(`${typeName(pointer.split('/').at(-1) as string)}List`, taken);
}

/** TypeScript resolves the base of an interface lazily, so that it may refer to the interface itself. */
function asInterface(
  { factory, SyntaxKind }: typeof typescript,
  { elementType }: typescript.ArrayTypeNode,
  name: string,
  { ctx }: TransformNodeOptions,
): typescript.TypeNode {
  const array = factory.createExpressionWithTypeArguments(factory.createIdentifier('Array'), [elementType]);
  const heritage = factory.createHeritageClause(SyntaxKind.ExtendsKeyword, [array]);
  const exported = [factory.createModifier(SyntaxKind.ExportKeyword)];
  ctx.injectFooter.push(factory.createInterfaceDeclaration(exported, name, undefined, [heritage], []));
  return factory.createTypeReferenceNode(name);
}
