import { escapeJson, escapeLine } from './printable.ts';
import { createTemplate, Encoded } from './template.ts';

/** Text for a terminal or a log: the line breaks and colours in it are ours. */
export type PlainText = Encoded<'plain'>;

/** Plain text from a template. A value can neither start a line, nor be a command of a terminal or of a CI service. */
export const plain = createTemplate('plain', (value, before) => {
  // With a colon before it, a value can complete `::`.
  const isAtStart = /^[\s:]*$/.test(before.slice(before.lastIndexOf('\n') + 1));
  return escapeLine(value, isAtStart);
});

/** A text that has lines of its own, such as a stack. @param indent is put before each line but the first */
export function plainLines(text: string, indent = ''): PlainText {
  const lines = text.split(/\r?\n/).map((line, index) => escapeLine(index === 0 || line === '' ? line : indent + line));
  return new Encoded('plain', lines.join('\n'));
}

/** A value as JSON of several lines. */
export function plainJson(value: unknown): PlainText {
  return new Encoded('plain', `${escapeJson(JSON.stringify(value, null, 2))}\n`);
}
