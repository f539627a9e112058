import type { Contract } from '../../../contract/document/load-contract.ts';
import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';
import type { ClientNote } from '../language.ts';

/** Of generators that write names into texts as they are. */
export const isQuotable = (name: string) => !/["\\\p{Cc}]/u.test(name);

/** Leaves out properties with names that the generated code can't have, in place. */
export function removeUnwritable(document: OpenApiDocument, isWritable: (name: string) => boolean): void {
  walk(document, ({ kind, node }) => {
    const { properties, required } = node as SchemaObject;
    if (kind !== 'Schema' || properties === undefined) return;
    const names = Object.keys(properties).filter((name) => !isWritable(name));
    for (const name of names) delete properties[name];
    if (names.length > 0 && Array.isArray(required))
      (node as Record<string, unknown>)['required'] = required.filter((name) => !names.includes(name));
  });
}

/** Which those are. */
export function describeUnwritable(
  { document }: Contract,
  language: string,
  isWritable: (name: string) => boolean,
): ClientNote[] {
  const notes: ClientNote[] = [];
  walk(document, ({ kind, node, pointer }) => {
    const { properties } = node as SchemaObject;
    if (kind !== 'Schema' || properties === undefined) return;
    for (const name of Object.keys(properties).filter((name) => !isWritable(name)))
      notes.push({ pointer, message: `property ${name} is no field in ${language}, as none can have its name there` });
  });
  return notes;
}
