import type { OpenApiDocument, SchemaObject } from '../../../contract/document/openapi.ts';
import { walk } from '../../../contract/document/walk.ts';

/** What Python's `re` has otherwise, or not at all. @see https://tc39.es/ecma262/#sec-patterns */
const notInPython = /\\[pPc]\{?|\\u\{|\(\?<[A-Za-z]|\\k<|\(\?<[=!]|\[\^?\]/;

/**
 * Rewrites patterns for Python, in place: its clients look for them at the beginning of a text only. Those that Python can't
 * read, and would refuse valid responses by, are removed; the server checks them.
 */
export function anchorPatterns(document: OpenApiDocument): void {
  walk(document, ({ kind, node }) => {
    const schema = node as SchemaObject;
    const { pattern } = schema;
    if (kind !== 'Schema' || typeof pattern !== 'string') return;
    if (notInPython.test(pattern)) delete schema['pattern'];
    else if (!pattern.startsWith('^') || pattern.includes('|')) schema['pattern'] = `^[\\s\\S]*?(?:${pattern})`;
  });
}
