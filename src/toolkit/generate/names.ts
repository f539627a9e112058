import { identifier } from '../contract/document/warnings.ts';
import { escapeControls } from '../encoding/printable.ts';

/** TypeScript literals, names and comments from the texts of a contract, escaped so that none ends early. */

export function literal(value: unknown): string {
  if (typeof value !== 'string') return escapeControls(JSON.stringify(value));
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escapeControls(escaped)}'`;
}

export function propertyKey(name: string): string {
  // Only a computed `__proto__` is a property; the plain one, quoted or not, is the object's prototype.
  if (name === '__proto__') return "['__proto__']";
  return identifier.test(name) ? name : literal(name);
}

/** A documentation comment with a line break at its end; empty if there is no text. */
export function comment(text: unknown, indent: string): string {
  if (typeof text !== 'string' || text.trim() === '') return '';
  const lines = text
    .trim()
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map(escapeControls);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield any unknown never string ' +
    'number boolean bigint symbol object undefined'
  ).split(' '),
);

/** Whether a constant or a type can have this name. */
export function isBindable(name: string): boolean {
  return identifier.test(name) && !reserved.has(name);
}

/** `live chat` -> `LiveChat`. */
export function typeName(text: string): string {
  const words = text.split(/[^\p{L}\p{Nd}]+/u).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\p{L}/u.test(name) ? name : `_${name}`;
}

/** The name, with the first free number appended if it is taken. */
export function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let number = 2; taken.has(unique); number++) unique = `${name}_${number}`;
  taken.add(unique);
  return unique;
}
