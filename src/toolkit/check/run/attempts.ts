import type { Operation } from '../../contract/document/operations.ts';
import type { TestedOperation } from '../plan/tested-operation.ts';
import type { FillOptions } from './record-filler.ts';
import { isProbablyUnique } from './unique-names.ts';

/** What a request has that no other request has. */
export interface Freshness extends FillOptions {
  /** Which values of the body are varied, by pointer with `*` for the index of an item. */
  readonly isVaried?: ((place: string, value: unknown) => boolean) | undefined;
  /** Whether the value under test is varied as well, to one at the same edge. */
  readonly variesTested?: boolean | undefined;
}

/** What the requests of an operation need to be accepted. */
export type Uses = { [Key in keyof Freshness]: Freshness[Key] };

const isText = (_place: string, value: unknown) => typeof value === 'string';
const isAny = () => true;

/**
 * What may help an unbroken request that was refused: nothing at first, then one thing after the other, then all.
 * @param refusal the text of the last refusal
 * @param actions those on the same record that may have to come before it
 */
export function* attemptsAt(
  operation: TestedOperation,
  status: number,
  now: Uses,
  refusal: () => string,
  actions: () => readonly (readonly Operation[])[] = () => [],
): Generator<Uses> {
  yield now;
  // No value helps where credentials are missing.
  if (status === 401) return;
  const { base, part, pathParameters } = operation;
  const hasBody = typeof base?.body === 'object' && base.body !== null;
  const hasRecord = pathParameters.length > 0 || part?.id !== undefined;
  const said = refusal();
  if (hasBody && status !== 403 && status !== 404)
    yield {
      ...now,
      isVaried: (place, value) => now.isVaried?.(place, value) === true || isProbablyUnique(place, value, said),
    };
  if (hasRecord) yield { ...now, freshRecord: true };
  if (hasRecord && status === 409) for (const earlier of actions()) yield { ...now, freshRecord: true, earlier };
  if (!hasBody) return;
  yield { ...now, freshReferences: true };
  for (const isVaried of [isText, isAny]) yield { ...now, isVaried };
  yield { isVaried: isAny, freshRecord: hasRecord, freshReferences: true };
}
