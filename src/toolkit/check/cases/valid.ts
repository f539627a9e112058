import { pointerTokens, tokensIn, valueAt } from '../../contract/document/json-pointer.ts';
import type { SchemaObject } from '../../contract/document/openapi.ts';
import { pointerTo } from '../../contract/document/pointer-index.ts';
import { cursorNames } from '../../contract/resource/list-parameters.ts';
import { normalizeName } from '../../contract/resource/resource-names.ts';
import { schemasAlong, schemasAt, schemasInPlace } from '../../contract/schema/schema-shape.ts';
import type { RequestParts } from '../../instances/index.ts';
import type { Case } from '../plan/case.ts';
import { takesJsonPatch } from '../plan/json-patch.ts';
import { leavesOf } from '../plan/leaves.ts';
import { isSendable } from '../plan/sendable.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';

/**
 * Of the default request, each number and text that is at a limit of its schema. It shows whether the server refuses that, where
 * the default request was refused, and is accepted with other values.
 */
export function* limitCases(operation: TestedOperation): Generator<Case> {
  const { base, instances, maker } = operation;
  const pointer = maker.body?.pointer;
  if (!base || pointer === undefined) return;
  const { document } = instances;
  for (const { path, value } of leavesOf(base.body)) {
    const schemas = schemasAlong(document, valueAt(document, pointer), tokensIn(base.body, path));
    if (!schemas.some((schema) => isLimit(value, schema))) continue;
    const location = `body${path}`;
    const deviation = describeEdge(value);
    const title = `${location} ${deviation}`;
    const at = pointerOf(operation, location);
    yield { operation, title, expectation: { kind: 'accepted' }, pointer: at, location, deviation, parts: base };
  }
}

function isLimit(value: unknown, { minimum, maximum, minLength, maxLength }: SchemaObject): boolean {
  if (typeof value !== 'string') return value === minimum || value === maximum;
  const { length } = [...value];
  return length === minLength || length === maxLength;
}

/** Valid requests: the default one, one with all optional parts, and one for each edge case of each value. */
export function* validCases(operation: TestedOperation): Generator<Case> {
  const { base, maker } = operation;
  if (!base) return;
  const { pointer } = operation.operation;
  const expectation = { kind: operation.givesTokens ? 'any' : 'accepted' } as const;
  // Each request would be another attempt to sign in.
  if (operation.givesTokens && operation.examples.length > 0) return;
  yield { operation, title: 'a valid request', expectation, pointer, parts: base };
  if (operation.givesTokens) return;
  for (const { parts: plain, at: location, value } of maker.edges(base)) {
    const { parts, sent } = withExamples(operation, plain, location, value);
    const shown = describeEdge(sent);
    const isBodyLeftOut = location === 'body' && value === undefined;
    if (isSendable(parts, maker))
      yield {
        operation,
        title: `${location} ${shown}`,
        expectation: mayNotApply(operation, location) ? { kind: 'any' } : expectation,
        pointer: isBodyLeftOut ? (maker.body?.at ?? pointer) : pointerOf(operation, location),
        location,
        deviation: shown,
        parts,
      };
  }
}

/**
 * What is another list or record has the contract's examples in it, which may name what only the server has.
 * @returns the request, and what it has at the location
 */
function withExamples(
  operation: TestedOperation,
  parts: RequestParts,
  location: string,
  value: unknown,
): { readonly parts: RequestParts; readonly sent: unknown } {
  if (!location.startsWith('body') || typeof value !== 'object' || value === null) return { parts, sent: value };
  const body = operation.withExamples(parts.body, operation.base?.body);
  return { parts: { ...parts, body }, sent: valueAt(body, `#${location.slice('body'.length)}`) ?? value };
}

/** What a valid value is, in words. */
export function describeEdge(value: unknown): string {
  if (value === undefined) return 'is left out';
  const json = JSON.stringify(value);
  if (json.length <= 60) return `is ${json}`;
  return `is ${typeof value === 'string' ? `a text of ${[...value].length} characters` : `${json.slice(0, 60)}…`}`;
}

/** To the schema of the value at a location, or the nearest one around it. */
export function pointerOf({ maker, instances, operation }: TestedOperation, location: string): string {
  const subject = maker.subjects.find(({ parameter }) => location.startsWith(`${parameter.in}/${parameter.name}`));
  if (subject) return subject.pointer;
  if (!location.startsWith('body') || maker.body?.pointer === undefined) return operation.pointer;
  const { document } = instances;
  let schemas = schemasInPlace(document, valueAt(document, maker.body.pointer));
  let pointer = maker.body.pointer;
  for (const token of pointerTokens(location.slice('body'.length))) {
    schemas = schemasInPlace(document, ...schemasAt(schemas, /^\d+$/.test(token) ? Number(token) : token));
    // The target of a reference rather than the reference.
    const own = schemas.find(({ $ref }) => $ref === undefined);
    pointer = (own && pointerTo(document, own)) ?? pointer;
  }
  return pointer;
}

/** Only the server knows valid cursors and entity tags, and what a patch can be applied to: made-up ones may be refused. */
function mayNotApply(operation: TestedOperation, location: string): boolean {
  const isPatch = location.startsWith('body') && takesJsonPatch(operation);
  return isPatch || isCursor(location) || location.toLowerCase() === 'header/if-match';
}

/** Whether a parameter says where the next page of a list begins. */
export function isCursor(location: string): boolean {
  const [, name] = /^query\/(.+)$/.exec(location) ?? [];
  return name !== undefined && cursorNames.has(normalizeName(name));
}
