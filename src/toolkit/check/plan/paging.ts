import type { ParameterObject } from '../../contract/document/openapi.ts';
import { cursorNames, offsetNames, pageNames, sizeNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { defaultOf } from './list-order.ts';
import type { ListView } from './list-view.ts';
import type { TestedOperation } from './tested-operation.ts';

const all = [pageNames, sizeNames, offsetNames, cursorNames];

/**
 * Whether a parameter says by its name which page is asked for, or how long it is. One that is called as a property filters, unless
 * it has a number as its default: `count=100`.
 */
export function isPaging(
  list: TestedOperation,
  { itemProperties }: Pick<ListView, 'itemProperties'>,
  parameter: ParameterObject,
): boolean {
  const { name } = parameter;
  if (!all.some((names) => names.has(normalizeName(name)))) return false;
  return !itemProperties.includes(name) || typeof defaultOf(list, parameter) === 'number';
}
