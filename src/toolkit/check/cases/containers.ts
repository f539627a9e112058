import { isObject } from '../../contract/document/is-object.ts';
import { joinPointer, replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import { isJson } from '../../contract/document/media-type.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { isIdName } from '../../contract/resource/resource-names.ts';
import { propertyNames, schemasAlong, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { Case } from '../plan/case.ts';
import { takesJsonPatch } from '../plan/json-patch.ts';
import { placeOf } from '../plan/leaves.ts';
import type { References } from '../plan/references.ts';
import { isUnordered, saysOrder } from '../plan/said-order.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { alternativesTo } from '../plan/varied-parts.ts';
import { describeEdge, pointerOf } from './valid.ts';

/** Every object of JavaScript has properties of these names. Some servers refuse the last one for what it may do. */
const inheritedNames = ['toString', 'valueOf', 'constructor'];
const maxDepth = 5;
/** Of one operation, for those with very many lists. */
const maxCases = 20;

/**
 * Valid requests for new records, with what servers lose of maps and lists: names that objects have anyway, and the order of what
 * is not sorted.
 */
export function* containerCases(operation: TestedOperation, references: References): Generator<Case> {
  const { base, maker, instances, part, givesTokens } = operation;
  const pointer = maker.body?.pointer;
  const isNew = part?.action === 'create' || (part?.action === 'replace' && !part.resource.operations.has('create'));
  if (!base || pointer === undefined || !isJson(maker.body?.mediaType ?? '') || !isNew) return;
  if (givesTokens || takesJsonPatch(operation)) return;
  const own = references.at(part.resource.path);
  const seen = new Set<string>();
  // A body that is written in the contract may lack what is optional.
  for (const body of [base.body, operation.withExamples(instances.valid(pointer), base.body)]) {
    const named = references.in(body, own).map(({ path }) => path);
    for (const { path, value } of containersIn(body)) {
      const place = placeOf(path);
      if (seen.has(place) || seen.size >= maxCases || named.some((one) => one.startsWith(`${path}/`))) continue;
      const tokens = tokensIn(body, path);
      const schemas = schemasAlong(instances.document, valueAt(instances.document, pointer), tokens);
      const put = (other: unknown, ...within: number[]) => replaceAt(body, [...tokens, ...within], other);
      const isValid = (other: unknown, ...within: number[]) => instances.isValid(put(other, ...within), pointer);
      const other = Array.isArray(value)
        ? isOrdered(operation, schemas, path) && inAnotherOrder(value, isValid)
        : isMap(schemas) && withInheritedName(value as object, schemas, isValid);
      if (!other) continue;
      seen.add(place);
      const location = `body${path}`;
      const deviation = describeEdge(other);
      const title = `${location} ${deviation}`;
      const at = pointerOf(operation, location);
      const parts = { ...base, body: put(other) };
      yield { operation, title, expectation: { kind: 'accepted' }, pointer: at, location, deviation, parts };
    }
  }
}

function containersIn(root: unknown): { readonly path: string; readonly value: unknown }[] {
  const found: { path: string; value: unknown }[] = [];
  const visit = (value: unknown, path: string, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > maxDepth) return;
    if (path !== '') found.push({ path, value });
    // The items of a list are alike.
    for (const [name, inner] of Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined))
      visit(inner, joinPointer(path, name), depth + 1);
  };
  visit(root, '', 0);
  return found;
}

/** Whether a list of texts or numbers is none of ids or options, and has an order, as far as the contract says. */
function isOrdered({ instances, operation }: TestedOperation, schemas: readonly SchemaObject[], path: string): boolean {
  const items = schemasInPlace(instances.document, ...schemasAt(schemas, 0));
  const { description, summary } = operation.node;
  return (
    !isIdName(path.split('/').at(-1) ?? '') &&
    !schemas.some((schema) => isUnordered(schema) || schema['prefixItems'] !== undefined) &&
    !items.some((item) => item.enum !== undefined || item['const'] !== undefined || item['format'] === 'uuid') &&
    !saysOrder(description, summary)
  );
}

/** Distinct items, neither in their order nor in the opposite one if there may be three. */
function inAnotherOrder(
  list: readonly unknown[],
  isValid: (other: unknown, ...within: number[]) => boolean,
): unknown[] | undefined {
  const [first] = list;
  if (typeof first !== 'string' && typeof first !== 'number') return undefined;
  const own = [...new Set(list)];
  const others = [1, 2, 3, 4].flatMap((serial) => alternativesTo(first, serial)).filter((other) => isValid(other, 0));
  // The server may know only those that the contract's example has.
  const items = own.length > 1 ? own : [...new Set([...list, ...others])];
  for (const count of own.length > 1 ? [own.length] : [Math.max(3, list.length), 2]) {
    if (items.length < count) continue;
    const [least, ...more] = items
      .slice(0, count)
      .sort((a, b) => (typeof a === 'number' ? a - Number(b) : String(a) < String(b) ? -1 : 1));
    const unsorted = [...more, least];
    if (isValid(unsorted)) return unsorted;
  }
  return undefined;
}

function isMap(schemas: readonly SchemaObject[]): boolean {
  const others = schemas.map(({ additionalProperties }) => additionalProperties);
  return others.some(isObject) || (others.includes(true) && propertyNames(schemas).length === 0);
}

function withInheritedName(
  map: object,
  schemas: readonly SchemaObject[],
  isValid: (other: unknown) => boolean,
): object | undefined {
  const names = new Set(propertyNames(schemas));
  const found = Object.entries(map).find(([name]) => !names.has(name));
  if (!found) return undefined;
  const [own, value] = found;
  const others = Object.fromEntries(Object.entries(map).filter(([name]) => name !== own));
  return inheritedNames
    .filter((name) => !Object.hasOwn(map, name))
    .flatMap((name) => [
      { ...map, [name]: value },
      { ...others, [name]: value },
    ])
    .find((other) => isValid(other));
}
