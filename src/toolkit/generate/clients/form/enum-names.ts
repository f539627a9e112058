import type { SchemaObject } from '../../../contract/document/openapi.ts';
import { addUnique, plainName } from './plain-names.ts';

/**
 * Names the values of an enumeration, in place, where generators would give two the same name, or none: `a-b` and `a_b`,
 * `+1` and `-1`.
 */
export function nameEnumValues(schema: SchemaObject): void {
  const values = schema.enum;
  if (!Array.isArray(values)) return;
  const { 'x-enum-varnames': written } = schema;
  const isUsable = Array.isArray(written) && written.length >= values.length && areDistinct(written.map(String));
  if (isUsable) return;
  delete schema['x-enum-varnames'];
  const texts = values.filter((value) => value !== null).map(String);
  if (areDistinct(texts) && texts.every((text) => /^[\p{L}]/u.test(text))) return;
  const taken = new Set<string>();
  schema['x-enum-varnames'] = values.map((value) => addUnique(taken, nameInLetters(value)));
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts.map(plainName)).size === texts.length && texts.every((text) => plainName(text) !== '');
}

const signs: Readonly<Record<string, string>> = {
  '+': 'Plus',
  '-': 'Minus',
  '*': 'Star',
  '/': 'Slash',
  '=': 'Equals',
  '<': 'Less',
  '>': 'Greater',
  '!': 'Not',
  '.': 'Dot',
  '%': 'Percent',
  '@': 'At',
  '#': 'Hash',
  '&': 'And',
  $: 'Dollar',
  '?': 'Question',
  '~': 'Tilde',
  '|': 'Pipe',
};

/** `-created` -> `MinusCreated`, `10min` -> `Value10min`: begins with a letter. */
export function nameInLetters(value: unknown): string {
  const text = String(value);
  if (text === '') return 'Empty';
  const [, before = '', rest = ''] = /^([^\p{L}\p{N}]*)(.*)$/su.exec(text) ?? [];
  const sign = [...before].map((letter) => signs[letter] ?? '').join('');
  const words = rest.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const name = sign + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\p{L}/u.test(name) ? name : `Value${name}`;
}
