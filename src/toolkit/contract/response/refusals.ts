import type { Operation } from '../document/operations.ts';

/** Whether an operation declares how it refuses a request: any 4xx, their range, or `default`. */
export function declaresRefusal({ node }: Operation): boolean {
  return Object.keys(node.responses ?? {}).some((status) => /^(4(\d\d|XX)|default)$/i.test(status));
}

/** What to tell of so many operations that don't. */
export function describeUndeclaredRefusals(count: number): string {
  const subject = count === 1 ? "An operation doesn't" : `${count} operations don't`;
  return `${subject} say what a refusal looks like: declare \`4XX\` or \`default\` once, and reference it`;
}
