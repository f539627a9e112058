import { joinPointer } from '../../contract/document/json-pointer.ts';
import { essenceOf } from '../../contract/document/media-type.ts';
import { isIdName } from '../../contract/resource/resource-names.ts';
import { schemasAlong } from '../../contract/schema/schema-shape.ts';
import type { RequestMaker } from '../../instances/index.ts';

/**
 * Whether an operation takes JSON Patch, by its media type or its schema: that says nothing of the records, so that most of what is
 * valid can't be applied.
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export function takesJsonPatch({ maker }: { readonly maker: Pick<RequestMaker, 'body' | 'instances'> }): boolean {
  const { body, instances } = maker;
  if (essenceOf(body?.mediaType ?? '') === 'application/json-patch+json') return true;
  if (body?.pointer === undefined) return false;
  const items = schemasAlong(instances.document, instances.schemaAt(body.pointer), [0]);
  const required = items.flatMap((item) => item['required'] ?? []);
  return required.includes('op') && required.includes('path');
}

/** The JSON Patch that gives a record another value; `add` also replaces one that is there. */
export function patchOf(name: string, value: unknown, op: 'add' | 'replace' = 'replace'): object[] {
  return [{ op, path: joinPointer('', name), value }];
}

/**
 * JSON Patches of the values that a record is created with, which each can be applied to it, and an empty one. What names the record or
 * another one comes last, as no server has to let it be replaced.
 */
export function* applicablePatches(created: unknown): Generator<object[]> {
  const values = typeof created === 'object' && created !== null ? Object.entries(created) : [];
  const idsLast = values.toSorted(([a], [b]) => Number(isIdName(a)) - Number(isIdName(b)));
  for (const [name, value] of idsLast) if (typeof value !== 'object') yield patchOf(name, value);
  yield [];
}
