import { replaceAt, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import type { Case } from './case.ts';
import { isSendable } from './sendable.ts';

/** The value of a case, where it is tested. */
export function testedValue({ location = '', parts }: Case): unknown {
  return valueAt(parts.body, `#${location.slice('body'.length)}`);
}

/** A request with the values of several cases; undefined if they are too few, or can't be in one request. */
export function combinationOf(combined: readonly Case[]): Case | undefined {
  const [first] = combined;
  if (!first || combined.length === 1) return undefined;
  const { operation } = first;
  const { maker, instances } = operation;
  const body = combined.reduce(
    (all, one) => withValue(all, one.location as string, testedValue(one)),
    operation.base?.body,
  );
  const parts = { ...first.parts, body };
  if (!instances.isValid(body, maker.body?.pointer as string) || !isSendable(parts, maker)) return undefined;
  const title = `body with ${combined.length} values at edges`;
  const { pointer } = operation.operation;
  return { operation, title, expectation: { kind: 'accepted' }, pointer, parts, combined };
}

/** @param location `body/…` */
export function withValue(body: unknown, location: string, value: unknown): unknown {
  return replaceAt(body, tokensIn(body, location.slice('body'.length)), value);
}
