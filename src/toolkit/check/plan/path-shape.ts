import type { Operation } from '../../contract/document/operations.ts';
import { shapeOfTemplate } from '../../contract/document/path-template.ts';
import { type Resource, recordPathOf } from '../../contract/resource/resources.ts';

/** Operations by {@link shapeOf} their paths, in their order. */
export type OperationsByShape = ReadonlyMap<string, readonly Operation[]>;

/** The path with its variables unnamed, and without a slash at the end: `/books/{}`. */
export function shapeOf(path: string): string {
  return shapeOfTemplate(path).replace(/\/$/, '');
}

/** The segments at the end of a path that are those of a record; undefined if they aren't. */
export function recordSegmentsIn(path: string, resource: Resource): string[] | undefined {
  const wanted = shapeOf(recordPathOf(resource)).split('/').slice(1);
  const segments = path.split('/').slice(-wanted.length);
  const isRecord = segments.length === wanted.length && wanted.every((one, at) => one === '{}' || one === segments[at]);
  return isRecord ? segments : undefined;
}

export function groupByShape(operations: readonly Operation[]): OperationsByShape {
  return Map.groupBy(operations, ({ path }) => shapeOf(path));
}
