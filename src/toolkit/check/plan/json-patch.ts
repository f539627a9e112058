import { joinPointer } from '../../contract/document/json-pointer.ts';
import { essenceOf } from '../../contract/document/media-type.ts';
import type { RequestMaker } from '../../instances/index.ts';

/**
 * Whether an operation takes JSON Patch: its schema says nothing of the records, so that most of what is valid can't be applied.
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export function takesJsonPatch({ maker }: { readonly maker: Pick<RequestMaker, 'body'> }): boolean {
  return essenceOf(maker.body?.mediaType ?? '') === 'application/json-patch+json';
}

/** The JSON Patch that gives a record another value; `add` also replaces one that is there. */
export function patchOf(name: string, value: unknown, op: 'add' | 'replace' = 'replace'): object[] {
  return [{ op, path: joinPointer('', name), value }];
}

/** JSON Patches of the values that a record is created with, which each can be applied to it, and an empty one. */
export function* applicablePatches(created: unknown): Generator<object[]> {
  const values = typeof created === 'object' && created !== null ? Object.entries(created) : [];
  for (const [name, value] of values) if (typeof value !== 'object') yield patchOf(name, value);
  yield [];
}
