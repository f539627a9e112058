import type { Ajv, CodeKeywordDefinition } from 'ajv';
import type { Rule } from 'ajv/dist/compile/rules.js';

export type WriteCode = CodeKeywordDefinition['code'];

/** Replaces what writes a keyword's part of a validator. */
export function replaceCode({ RULES }: Ajv, keyword: string, replace: (write: WriteCode) => WriteCode): void {
  const rule = RULES.all[keyword];
  if (typeof rule !== 'object') return;
  const definition = rule.definition as CodeKeywordDefinition & Rule['definition'];
  rule.definition = { ...definition, code: replace(definition.code) };
}
