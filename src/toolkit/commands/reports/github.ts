import type { Finding } from '../../contract/document/finding.ts';

/**
 * Annotations of a GitHub workflow.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(findings: readonly Finding[]): string {
  return findings
    .map(({ severity, file, line, column, rule, message, pointer }) => {
      const properties = { file, line, col: column, title: rule };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      return `::${severity} ${list.join(',')}::${escapeData(`${message} (${pointer})`)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
