import { describeChange } from './actions/record-change.ts';
import type { ResourceState } from './resource-state.ts';
import type { SingletonState } from './singletons/singleton-state.ts';

/** One line for each resource, in words. */
export function describeState(
  states: readonly ResourceState[],
  singletons: readonly SingletonState[],
  actions: readonly { readonly description: string }[],
): string[] {
  const writable = singletons.filter((state) => state.isWritable);
  const single = writable.map(
    ({ resource: { path, operations } }) =>
      `${path} is stateful: ${[...operations.keys()].join(', ')} (there is one of it)`,
  );
  const resources = states.map(({ resource: { path, operations, foundBy } }) => {
    const missing = (['list', 'read', 'replace', 'patch', 'delete'] as const).filter(
      (action) => !operations.has(action),
    );
    const lacks = missing.length === 0 ? '' : `; it has no ${missing.join(', ')}`;
    return `${path} is stateful: ${[...operations.keys()].join(', ')} (from ${foundBy})${lacks}`;
  });
  const acting = actions.map((one) => one.description);
  const deleting = states.flatMap(({ softDelete, resource }) => {
    const operation = resource.operations.get('delete')?.operation;
    return softDelete && operation
      ? [`${operation.operationId} sets ${describeChange(softDelete)}; the record is read still, and not listed`]
      : [];
  });
  return [...resources, ...single, ...acting, ...deleting];
}
