import { hasControls } from './printable.ts';

/** A part of an argument: a text, or what the shell expands: a variable such as `$TOKEN`, `${TOKEN%?}`, or a command `$(…)`. */
export type ArgumentPart = string | { readonly variable: string };

/**
 * An argument of a POSIX shell, in one line that has no control characters and that can be pasted. It is in single quotes; in
 * double quotes where a variable has to be expanded; and made by printf where it has control characters.
 */
export function quoteArgument(...parts: readonly ArgumentPart[]): string {
  if (parts.some((part) => typeof part === 'string' && hasControls(part))) return `"$(${printf(...parts)})"`;
  if (parts.every((part) => typeof part === 'string')) {
    const text = parts.join('').replaceAll("'", "'\\''");
    return `'${text.replaceAll(markedCommand, "#''")}'`;
  }
  const quoted = parts.map((part, index) => {
    if (typeof part !== 'string') return expand(part.variable, parts[index + 1]);
    const escaped = part.replaceAll(/["`\\$]/g, (character) => `\\${character}`);
    // An interactive shell expands an exclamation mark in double quotes, even behind a backslash.
    return escaped.replaceAll('!', `"'!'"`).replaceAll(markedCommand, '#""');
  });
  return `"${quoted.join('')}"`;
}

/** A command that prints exactly a text, whatever is in it. */
export function printf(...parts: readonly ArgumentPart[]): string {
  const format = parts.map((part) => (typeof part === 'string' ? escapeFormat(part) : '%s')).join('');
  const variables = parts.flatMap((part) => (typeof part === 'string' ? [] : [` "${part.variable}"`]));
  // A minus would start an option.
  const quoted = format.replace(/^-/, '\\055').replaceAll("'", "'\\''").replaceAll(markedCommand, '\\043');
  return `printf '${quoted}'${variables.join('')}`;
}

/** The first # of a command of a CI service; see `escapeLine`. */
const markedCommand = /#(?=#[\w.-]*\[)/g;

/** For printf: control characters as the octal numbers of their bytes. */
function escapeFormat(text: string): string {
  const escaped = text.replaceAll(/[\\%]/g, (character) => character + character);
  return [...escaped].map((character) => (hasControls(character) ? toOctal(character) : character)).join('');
}

function toOctal(character: string): string {
  if (character === '\n') return '\\n';
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** With braces where the shell would read on. */
function expand(variable: string, next: ArgumentPart | undefined): string {
  return /^\$\w+$/.test(variable) && typeof next === 'string' && /^[\w[:]/.test(next)
    ? `\${${variable.slice(1)}}`
    : variable;
}
