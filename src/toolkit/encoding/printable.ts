/** C0, DEL, C1, the separators U+2028 and U+2029, and what changes the direction of text. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const controlsInLines = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * GitHub and Azure Pipelines read `##[error]` and `##vso[…]` as commands anywhere in a line.
 * @see https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
const markedCommand = /##(?=[\w.-]*\[)/g;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A character as JSON and JavaScript write it in a string: `\n`, `\u001b`. All that are escaped have four digits. */
function escapeCharacter(character: string): string {
  return shortEscapes[character] ?? toUnicodeEscape(character);
}

function toUnicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Whether a text has characters that a terminal obeys instead of showing them. */
export function hasControls(text: string): boolean {
  return text.search(controls) !== -1;
}

/** Makes control characters visible, and keeps line breaks and tabs: for texts that are shown as several lines. */
export function escapeControls(text: string): string {
  return text.replaceAll(/\r\n/g, '\n').replaceAll(controlsInLines, escapeCharacter);
}

/**
 * Makes one line of a text that comes from elsewhere, for a terminal or the log of a CI job: control characters are shown as
 * escapes (`\n`, `\u001b`), and nothing in it is a command of GitHub or Azure Pipelines, such as `::error::`.
 * @param isAtStart whether it may be the start of a line. Default: true
 * @example
 * ```ts
 * import { escapeLine } from 'concordat/http';
 *
 * console.log(`delivered to ${escapeLine('crm\n::error::forged')}`); // delivered to crm\n::error::forged, in one line
 * ```
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function escapeLine(text: string, isAtStart = true): string {
  const line = text.replaceAll(controls, escapeCharacter).replaceAll(markedCommand, '#\\u0023');
  // GitHub ignores blanks before a command.
  return isAtStart ? line.replace(/^(\s*):/, '$1\\u003a') : line;
}

/**
 * Escapes the control characters in a JSON text that `JSON.stringify` leaves as they are; the value stays the same.
 * @example
 * ```ts
 * import { escapeJson } from 'concordat/http';
 *
 * console.log(escapeJson(JSON.stringify({ name: '\\u009b31m' }))); // {"name":"\\u009b31m"}
 * ```
 */
export function escapeJson(json: string): string {
  return json.replaceAll(controlsInLines, toUnicodeEscape).replaceAll(markedCommand, '#\\u0023');
}
