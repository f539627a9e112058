import { pointerTokens, valueAt } from '../../contract/document/json-pointer.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { cursorNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { Case } from '../plan/case.ts';
import { isSendable } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/** Requests that keep the contract: the usual one, everything at once, and each value at its edges. */
export function* validCases(operation: TestedOperation): Generator<Case> {
  const { base, maker } = operation;
  if (!base) return;
  const { pointer } = operation.operation;
  const expectation = { kind: operation.givesTokens ? 'answered' : 'accepted' } as const;
  // Each of them would be another try to sign in.
  if (operation.givesTokens && operation.examples.length > 0) return;
  yield { operation, title: 'a request that keeps the contract', expectation, pointer, parts: base };
  if (operation.givesTokens) return;
  for (const { parts, at, value } of maker.edges(base))
    if (isSendable(parts, maker.body?.mediaType))
      yield {
        operation,
        title: describeEdge(at, value),
        // Cursors are the server's own: made up, they may be refused.
        expectation: isCursor(at) ? { kind: 'answered' } : expectation,
        pointer: placeOf(operation, at),
        at,
        parts,
      };
}

/** What is unusual in a request, in words. */
export function describeEdge(at: string, value: unknown): string {
  if (value === undefined) return `${at} is left out`;
  const json = JSON.stringify(value);
  if (json.length <= 60) return `${at} is ${json}`;
  return `${at} is ${typeof value === 'string' ? `a text of ${[...value].length} characters` : `${json.slice(0, 60)}…`}`;
}

/** Where the schema stands of what a request has at a place, or of the nearest thing around it. */
export function placeOf({ maker, instances, operation }: TestedOperation, at: string): string {
  const subject = maker.subjects.find(({ parameter }) => at.startsWith(`${parameter.in}/${parameter.name}`));
  if (subject) return subject.pointer;
  if (!at.startsWith('body') || maker.body?.pointer === undefined) return operation.pointer;
  const { document } = instances;
  let schemas = schemasInPlace(document, valueAt(document, maker.body.pointer));
  let place = maker.body.pointer;
  for (const token of pointerTokens(at.slice('body'.length))) {
    schemas = schemasInPlace(document, ...schemasAt(schemas, /^\d+$/.test(token) ? Number(token) : token));
    // What a reference leads to says more than the reference.
    const own = schemas.find(({ $ref }) => $ref === undefined);
    place = (own && pointerTo(document, own)) ?? place;
  }
  return place;
}

/** Whether a parameter says where a list goes on. */
export function isCursor(at: string): boolean {
  const [, name] = /^query\/(.+)$/.exec(at) ?? [];
  return name !== undefined && cursorNames.has(normalizeName(name));
}
