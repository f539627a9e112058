import type { Finding } from '../../contract/document/finding.ts';
import { type PlainText, plain } from '../../encoding/plain.ts';
import { escapeControls } from '../../encoding/printable.ts';

/**
 * Annotations of a GitHub workflow.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(findings: readonly Finding[]): PlainText {
  const annotations = findings.map(({ severity, file, line, column, rule, message, pointer }) => {
    const properties = { file, line, col: column, title: rule };
    const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return plain`::${severity} ${list.join(',')}::${escapeData(`${message} (${pointer})`)}\n`;
  });
  return plain`${annotations}`;
}

function escapeData(text: string): string {
  return escapeControls(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
