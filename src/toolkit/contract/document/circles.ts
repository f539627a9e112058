/**
 * The nodes of a graph that reach themselves, in time linear to its size.
 * @see https://doi.org/10.1137/0201010 strongly connected components, by Tarjan
 */
export function nodesInCircles<T>(graph: ReadonlyMap<T, ReadonlySet<T>>): Set<T> {
  const found = new Set<T>();
  const indexes = new Map<T, number>();
  const lows = new Map<T, number>();
  const open: T[] = [];
  const isOpen = new Set<T>();
  // Without recursion, since a chain may be longer than the stack.
  for (const root of graph.keys()) {
    const path = indexes.has(root) ? [] : [enter(root)];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const next = step.targets.next();
      if (!next.done) {
        if (!indexes.has(next.value)) path.push(enter(next.value));
        else if (isOpen.has(next.value)) lower(step.node, indexes.get(next.value) as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      const low = lows.get(step.node) as number;
      if (parent) lower(parent.node, low);
      if (low === indexes.get(step.node)) close(step.node);
    }
  }
  return found;

  function enter(node: T) {
    indexes.set(node, indexes.size);
    lows.set(node, indexes.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, targets: (graph.get(node) ?? new Set<T>()).values() };
  }

  function lower(node: T, low: number): void {
    lows.set(node, Math.min(lows.get(node) as number, low));
  }

  function close(node: T): void {
    const component = open.splice(open.lastIndexOf(node));
    for (const member of component) isOpen.delete(member);
    if (component.length > 1 || graph.get(node)?.has(node)) for (const member of component) found.add(member);
  }
}
