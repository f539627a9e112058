import type { Contract } from '../contract/document/load-contract.ts';
import type { Operation } from '../contract/document/operations.ts';
import { listEnumerations } from './enums.ts';
import { comment, literal, propertyKey, typeName, uniqueName } from './names.ts';

/**
 * The input of openapi-generator: a contract of names only. Its parser runs out of stack on large contracts, and the
 * types come from openapi-typescript anyway. The texts for the templates are in `x-concordat`.
 */
export function makeSkeleton(contract: Contract): object {
  const paths: Record<string, object> = {};
  for (const [index, { tag, extension }] of [...inbound(contract), ...outbound(contract)].entries()) {
    const number = String(index).padStart(6, '0');
    const responses = { 200: { description: '' } };
    paths[`/${number}`] = {
      get: {
        operationId: `op${number}`,
        tags: [tag],
        responses,
        'x-concordat': extension,
      },
    };
  }
  const schemas = Object.fromEntries(
    listEnumerations(contract).map((enumeration, index) => [
      `Enum${String(index).padStart(6, '0')}`,
      { type: 'string', enum: ['a'], 'x-concordat': enumeration },
    ]),
  );
  return {
    openapi: '3.0.3',
    info: { title: 'skeleton', version: '1' },
    paths,
    components: { schemas },
  };
}

function inbound({ operations }: Contract): { tag: string; extension: object }[] {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { tag } of operations) if (!names.has(tag)) names.set(tag, uniqueName(typeName(tag), taken));
  const groups = Map.groupBy(operations, ({ tag }) => tag);
  return [...groups].flatMap(([tag, group], groupIndex) =>
    group.map((operation, index) => ({
      tag: `A${String(groupIndex).padStart(6, '0')}`,
      extension: {
        inbound: {
          ...describe(operation),
          group: names.get(tag),
          first: index === 0,
          last: index === group.length - 1,
          separator: groupIndex === 0 ? 'extends' : ',',
          tag: literal(tag),
          tagComment: comment(`The operations tagged ${tag}.`, ''),
          security: literalData(operation.security),
          parameters: literalData(
            operation.parameters.map((parameter) => ({ in: parameter.in, name: parameter.name })),
          ),
          roles: literalData([
            ...new Set(operation.security.flatMap((requirement) => Object.values(requirement).flat())),
          ]),
        },
      },
    })),
  );
}

function outbound({ webhooks }: Contract): { tag: string; extension: object }[] {
  return webhooks.map((operation) => ({
    tag: 'Outbound',
    extension: { outbound: describe(operation) },
  }));
}

function describe({ operationId, method, path, node }: Operation): object {
  const [title] = String(node.summary ?? node.description ?? '')
    .trim()
    .split('\n');
  const route = `\`${method.toUpperCase()} ${path}\``;
  return {
    key: propertyKey(operationId),
    id: literal(operationId),
    method: literal(method.toUpperCase()),
    path: literal(path),
    comment: comment([title, route].filter(Boolean).join(' — '), '  '),
  };
}

/** JSON data as a TypeScript literal. */
function literalData(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalData).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return literal(value);
  const entries = Object.entries(value).map(([key, entry]) => `${propertyKey(key)}: ${literalData(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
