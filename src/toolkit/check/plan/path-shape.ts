import type { Operation } from '../../contract/document/operations.ts';
import { shapeOfTemplate } from '../../contract/document/path-template.ts';

/** Operations by {@link shapeOf} their paths, in their order. */
export type OperationsByShape = ReadonlyMap<string, readonly Operation[]>;

/** The path with its variables unnamed, and without a slash at the end: `/books/{}`. */
export function shapeOf(path: string): string {
  return shapeOfTemplate(path).replace(/\/$/, '');
}

export function groupByShape(operations: readonly Operation[]): OperationsByShape {
  return Map.groupBy(operations, ({ path }) => shapeOf(path));
}
