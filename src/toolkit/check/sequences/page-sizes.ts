import { sizeNames } from '../../contract/resource/list-parameters.ts';
import { schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { Fields } from '../plan/fields.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import { isPaged, parameterNamed } from './list-requests.ts';

/** How many records a list has at least when it is paged through, and how many a small page has. */
export const [wantedRecords, smallSize] = [5, 2];

/** A parameter that limits a page, and a small and a large value that the contract allows. */
export interface PageSizes {
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

/** Undefined if a small page would have more records than are made. */
export function pageSizesOf(list: TestedOperation): PageSizes | undefined {
  const parameter = parameterNamed(list, sizeNames);
  const limits = (keyword: 'minimum' | 'maximum') =>
    schemasInPlace(list.excerpt.document, parameter?.schema).flatMap((part) =>
      typeof part[keyword] === 'number' ? part[keyword] : [],
    );
  const least = Math.max(smallSize, ...limits('minimum'));
  const most = Math.min(50, ...limits('maximum'));
  return parameter && least < Math.min(most, wantedRecords) ? { name: parameter.name, least, most } : undefined;
}

/** Whether a list has small pages. */
export function isPageable(list: TestedOperation): boolean {
  const sizes = pageSizesOf(list);
  return sizes !== undefined && (isPaged(list) || sizes.least <= smallSize);
}

/** The query of the largest page that there may be. */
export function largestPage(list: TestedOperation): Fields {
  const sizes = pageSizesOf(list);
  return sizes ? { [sizes.name]: sizes.most } : {};
}

/** The smallest one, and one whose last page has one record, which is the one that is lost. */
export function smallSizes(count: number, { least, most }: PageSizes): number[] {
  const sizes = Array.from({ length: Math.max(0, count - least) }, (_, index) => least + index);
  const other = sizes.find((size) => count % size === 1);
  return [...new Set([least, ...(other === undefined ? [] : [other])])].filter((size) => size < count && size <= most);
}
