import type { TransformNodeOptions } from 'openapi-typescript';
import type typescript from 'typescript';
import { typeName, uniqueName } from './names.ts';

type RepairType = (type: typescript.TypeNode, options: TransformNodeOptions) => typescript.TypeNode;

/**
 * Mends two types of openapi-typescript's that don't compile: a discriminator's property that stands twice where the
 * schema declares it in its own way, and a list inside of the schema that it is a list of.
 * @param circular pointers to the component schemas that contain themselves
 */
export function createTypeRepair(ts: typeof typescript, circular: readonly string[]): RepairType {
  const nameList = createListNames();
  const mend: RepairType = (type, options) => {
    if (ts.isIntersectionTypeNode(type)) {
      const types = type.types.map((part) => mend(part, options));
      const same = types.every((part, index) => part === type.types[index]);
      return same ? type : ts.factory.createIntersectionTypeNode(types);
    }
    if (ts.isTypeLiteralNode(type)) return withoutRepeatedMembers(ts, type);
    const owner = circular.find((pointer) => options.path === pointer || options.path?.startsWith(`${pointer}/`));
    return ts.isArrayTypeNode(type) && owner ? asInterface(ts, type, nameList(owner), options) : type;
  };
  return mend;
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

/** What an interface extends is looked at only when it is needed, so it may lead back to the interface. */
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
